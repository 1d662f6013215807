"""MLflow: every training run is logged, the exported bundle is registered under an alias."""

from fanzha.tracking.runs import log_training

__all__ = ["log_training"]
