"""The plainer ways, each as a program: ``python -m benchmarks.scaling.plain WAY MODEL INPUT OUTPUT``.

They read the text column in chunks and write a type beside each row. None of them replaces identifiers (save ``pyfunc``, which the model
does by itself), looks for facts, keeps a store, or can go on after it was killed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

_CHUNK = 10_000
_TEXT = "案情描述"


def _scikit_learn(model: Path) -> Callable[[pa.RecordBatch], pa.Table]:
    """A data frame a chunk through a scikit-learn pipeline."""
    import pandas as pd

    from benchmarks.peers import peer_class

    peer = peer_class("scikit-learn").load(model)

    def score(batch: pa.RecordBatch) -> pa.Table:
        frame: pd.DataFrame = batch.to_pandas()
        frame["type"] = peer.predict(frame[_TEXT].tolist())
        return pa.Table.from_pandas(frame, preserve_index=False)

    return score


def _pyfunc(model: Path) -> Callable[[pa.RecordBatch], pa.Table]:
    """A data frame a chunk through the logged model, as MLflow loads it."""
    import mlflow

    loaded = mlflow.pyfunc.load_model(str(model))

    def score(batch: pa.RecordBatch) -> pa.Table:
        frame = batch.to_pandas()
        said = loaded.predict(frame[[_TEXT]].rename(columns={_TEXT: "text"}))
        return pa.Table.from_pandas(frame.join(said), preserve_index=False)

    return score


def _types(model: Path) -> Callable[[pa.RecordBatch], pa.Table]:
    """An Arrow batch a chunk through the bundle: types alone."""
    from fanzha import bundle

    loaded = bundle.load(model)
    codes = pa.array(loaded.classes, pa.string())

    def score(batch: pa.RecordBatch) -> pa.Table:
        probabilities, decisions = loaded.predict(batch.column(_TEXT).to_pylist())
        columns = {
            "type": codes.take(pa.array(decisions.best)),
            "probability": pa.array(probabilities.max(axis=1)),
            "needs_review": pa.array(decisions.needs_review),
        }
        return pa.table({**dict(zip(batch.schema.names, batch.columns, strict=True)), **columns})

    return score


WAYS = {"scikit-learn": _scikit_learn, "pyfunc": _pyfunc, "types": _types}


def main() -> None:
    """Score one file."""
    way, model, source, target = sys.argv[1:]
    score = WAYS[way](Path(model))
    writer = None
    for batch in pq.ParquetFile(source).iter_batches(batch_size=_CHUNK):
        table = score(batch)
        if writer is None:
            writer = pq.ParquetWriter(target, table.schema, compression="zstd")
        writer.write_table(table.cast(writer.schema))
    if writer is not None:
        writer.close()


if __name__ == "__main__":
    main()
