"""Stage 3: labelled texts into those to learn from and those for the in-distribution test."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from _stage import run
from fanzha.config import load_pipeline
from fanzha.split import assign


def stage(texts: Path, train: Path, test: Path) -> None:
    """Assign each near-duplicate group to one part."""
    config, table = load_pipeline().split, pq.read_table(texts)
    shares = {"train": 1 - config.test_share, "test": config.test_share}
    part = pa.array(assign(table.column("group").to_pylist(), shares, config.seed))
    for name, path in (("train", train), ("test", test)):
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table.filter(pc.equal(part, name)), path)


if __name__ == "__main__":
    run(stage, "texts", "train", "test")
