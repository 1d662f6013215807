"""Logging of training runs."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fanzha.bundle import Bundle
from fanzha.errors import MissingExtraError
from fanzha.evaluate import Metrics

# Nothing about a police office's runs goes anywhere.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep MLflow's and Alembic's chatter off the terminal; failures still raise."""
    loggers = [logging.getLogger(n) for n in ("mlflow", "alembic", "mlflow.store", "mlflow.tracking")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.ERROR)
    try:
        # Some of its notices are coloured lines straight to standard error, past every filter.
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        for one, level in zip(loggers, levels, strict=True):
            one.setLevel(level)


def confusion_chart(table: NDArray[np.int64], names: Sequence[str], path: Path) -> None:
    """Draw a confusion matrix as PNG: shares of each true type, with the counts written in.

    Parameters
    ----------
    table : ndarray of int, shape (k, k)
        True type by row.
    names : sequence of k strings
    path : Path
    """
    import altair as alt
    import pyarrow as pa
    import vl_convert

    share = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    k = len(names)
    data = pa.table(
        {
            "true": np.repeat(np.array(names, dtype=object), k),
            "predicted": np.tile(np.array(names, dtype=object), k),
            "n": table.ravel(),
            "share": share.ravel(),
        }
    )
    order = list(names)
    base = alt.Chart(alt.Data(values=data.to_pylist())).encode(
        x=alt.X("predicted:N", sort=order, title="predicted", axis=alt.Axis(labelAngle=-40)),
        y=alt.Y("true:N", sort=order, title="true"),
    )
    cells = base.mark_rect().encode(
        color=alt.Color("share:Q", scale=alt.Scale(scheme="blues", domain=[0, 1]), title="share of true type")
    )
    text = (
        base.mark_text(fontSize=10)
        .encode(text="n:Q", color=alt.condition("datum.share > 0.55", alt.value("white"), alt.value("#333")))
        .transform_filter("datum.n > 0")
    )
    chart = (cells + text).properties(width=34 * k, height=30 * k, title=f"Held-out confusion, n = {int(table.sum())}")
    path.write_bytes(vl_convert.vegalite_to_png(chart.to_json(), scale=2))


def _flat(metrics: Metrics, prefix: str) -> dict[str, float]:
    values = {k: v for k, v in metrics.as_json().items() if isinstance(v, int | float)}
    values |= {f"f1_{label}": m.f1 for label, m in metrics.per_type.items()}
    # MLflow accepts letters, digits and a few signs in names of metrics.
    return {f"{prefix}{''.join(c if c.isalnum() or c in '_-. /' else '_' for c in k)}": v for k, v in values.items()}


def log_training(
    folder: Path,
    bundle: Bundle,
    *,
    uri: str,
    experiment: str,
    params: Mapping[str, object],
    metrics: Mapping[str, Metrics],
    confusion: NDArray[np.int64],
    fingerprint: str,
    registered_model: str | None = None,
    alias: str | None = None,
) -> str:
    """Log one training run and register its bundle.

    Parameters
    ----------
    folder : Path
        Of the bundle.
    bundle : Bundle
    uri : str
        MLflow tracking URI, for example ``sqlite:///mlflow.db``.
    experiment : str
    params : mapping
        Settings of the training.
    metrics : mapping
        Name of the evaluation to its metrics.
    confusion : ndarray of int, shape (k, k)
        In the order of the bundle's classes.
    fingerprint : str
        Of the training data.
    registered_model, alias : str, optional
        Where the bundle is registered, and the alias that then points to it.

    Returns
    -------
    str
        The run's id.

    Raises
    ------
    MissingExtraError
        If mlflow is not installed.
    """
    try:
        import mlflow
        from mlflow.models import ModelSignature
        from mlflow.types import ColSpec, DataType, Schema
        from mlflow.types.schema import Array
    except ImportError as error:
        raise MissingExtraError("mlflow", "track") from error
    with _quiet(), tempfile.TemporaryDirectory() as scratch:
        mlflow.set_tracking_uri(uri)
        mlflow.set_experiment(experiment)
        with mlflow.start_run(run_name=bundle.version) as run:
            mlflow.log_params({k: str(v) for k, v in params.items()})
            for name, one in metrics.items():
                mlflow.log_metrics(_flat(one, f"{name}."))
            mlflow.set_tags({"model_version": bundle.version, "data_fingerprint": fingerprint})
            picture = Path(scratch) / "confusion.png"
            confusion_chart(confusion, bundle.classes, picture)
            mlflow.log_artifact(str(picture))
            mlflow.log_artifact(str(folder / "card.md"))
            text = Schema([ColSpec(DataType.string, "text")])
            scores = Schema(
                [
                    ColSpec(DataType.string, "type"),
                    ColSpec(DataType.float, "probability"),
                    ColSpec(DataType.boolean, "needs_review"),
                    ColSpec(DataType.string, "review_reason"),
                    ColSpec(Array(DataType.string), "prediction_set"),
                ]
            )
            info = mlflow.pyfunc.log_model(
                name="bundle",
                python_model=str(Path(__file__).with_name("served.py")),
                artifacts={"bundle": str(folder)},
                signature=ModelSignature(inputs=text, outputs=scores),
                pip_requirements=["fanzha"],
            )
            if registered_model:
                version = mlflow.register_model(info.model_uri, registered_model)
                if alias:
                    mlflow.MlflowClient().set_registered_model_alias(registered_model, alias, version.version)
            return str(run.info.run_id)
