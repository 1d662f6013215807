"""Engines that run a function over batches of rows: one machine now, a cluster where its extra is installed."""

from fanzha.engines.base import Engine, open_engine

__all__ = ["Engine", "open_engine"]
