"""Texts to learn from and to be measured on, the same for every peer, and an endless supply of variants for streams."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

from fanzha.errors import InputError

# Everything heavy loads inside the functions: the peers import this module, and their cold starts are measured.
SEED = 20260101
# Of the project's own texts: the share of batches that nobody learns from.
_BATCHES_HELD_OUT = 0.2
# What is put somewhere into a variant: common characters, so that no variant is foreign to the model.
_INSERTED = "的了在是有我你他不这就要说去也都好人来到"


@dataclass(frozen=True, slots=True)
class Split:
    """One split of one data set.

    Attributes
    ----------
    name : str
    title : str
        How the held-out part was chosen.
    train, held_out : pyarrow.Table
        Of `fanzha.schema.LABELLED`.
    """

    name: str
    title: str
    train: pa.Table
    held_out: pa.Table

    def __post_init__(self) -> None:
        if not self.train.num_rows or not self.held_out.num_rows:
            raise InputError("a benchmark needs texts on both sides", f"none in {self.name}", "raise --limit")


def texts_of(table: pa.Table) -> list[str]:
    """Return the texts of a table."""
    return list(table.column("text").to_pylist())


def labels_of(table: pa.Table) -> list[str]:
    """Return the labels of a table."""
    return list(table.column("label").to_pylist())


def scripts(folder: Path) -> Split:
    """Read the set ``scripts8`` below a data folder, with its own labels and its own split.

    Raises
    ------
    MissingFileError
        If it is not there.
    """
    from fanzha.ingest import read_labelled

    parts = [read_labelled(folder / "scripts8" / f"{part}.jsonl", taxonomy=None).texts for part in ("train", "dev")]
    return Split("scripts8", "the set's own development part", *parts)


def own() -> Split:
    """Return the project's own texts with whole batches held out."""
    import pyarrow as pa

    from fanzha import corpus, schema

    texts = corpus.load()
    columns = {
        "id": [t.id for t in texts],
        "text": [t.text for t in texts],
        "label": [t.label for t in texts],
        "group": [t.id for t in texts],
        "source": [t.batch for t in texts],
        "register": [t.register for t in texts],
    }
    table = pa.table(columns, schema=schema.LABELLED)
    sides = _sides(table, columns["source"], _BATCHES_HELD_OUT)
    return Split("corpus", "whole batches of the project's corpus", *sides)


def smaller(split: Split, limit: int) -> Split:
    """Keep at most ``limit`` texts of each side, drawn by seed."""

    def drawn(table: pa.Table) -> pa.Table:
        rows = random.Random(SEED).sample(range(table.num_rows), min(limit, table.num_rows))
        return table.take(sorted(rows))

    return Split(split.name, split.title, drawn(split.train), drawn(split.held_out))


def tuning(split: Split) -> Split:
    """Hold a tenth of the groups of the training texts out, to choose settings on; the held-out part is not looked at."""
    sides = _sides(split.train, split.train.column("group").to_pylist(), 0.1)
    return Split(split.name, "a tenth of the training texts", *sides)


def _sides(table: pa.Table, keys: Sequence[str], held_out: float) -> tuple[pa.Table, pa.Table]:
    import pyarrow as pa

    from fanzha.split import assign

    part = assign(keys, {"held out": held_out, "train": 1 - held_out}, SEED)
    train, kept = (table.filter(pa.array([p == wanted for p in part])) for wanted in ("train", "held out"))
    return train, kept


def variants(texts: Sequence[str], n: int, seed: int = SEED) -> Iterator[str]:
    """Yield n texts, each one of the given with one character put in somewhere: the same ones for the same seed.

    Parameters
    ----------
    texts : sequence of str
        Taken in turn.
    n : int
    seed : int
    """
    rng = random.Random(seed)
    for i in range(n):
        text = texts[i % len(texts)]
        at = int(rng.random() * (len(text) + 1))
        yield f"{text[:at]}{_INSERTED[int(rng.random() * len(_INSERTED))]}{text[at:]}"


def stream(texts: Sequence[str], n: int, rows: int, seed: int = SEED) -> Iterator[pa.RecordBatch]:
    """Yield variants as batches of `fanzha.schema.CASE`; no more than one batch is ever held.

    Parameters
    ----------
    texts : sequence of str
    n : int
        Texts in all.
    rows : int
        Texts of a batch.
    seed : int
    """
    import pyarrow as pa

    from fanzha import schema

    supply = variants(texts, n, seed)
    for start in range(0, n, rows):
        here = min(rows, n - start)
        given = {
            "case_id": pa.array([f"v{i}" for i in range(start, start + here)]),
            "text": pa.array([next(supply) for _ in range(here)]),
            "source": pa.repeat("variants", here),
            "row": pa.array(range(here), pa.int32()),
        }
        columns = [given[f.name] if f.name in given else pa.nulls(here, f.type) for f in schema.CASE]
        yield pa.RecordBatch.from_arrays(columns, schema=schema.CASE)
