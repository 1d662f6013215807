"""Output files of shards: made aside, moved into place whole, and known to the store or gone.

A shard is first written below ``OUTPUT/.parts``, with a list of where its files will stand. Only then are they moved, and only
then does the store commit them. Whatever is killed in between, the list tells the next run which files may be too many.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from fanzha.errors import MissingFileError, OutputError, StoreError
from fanzha.schema import SCORED
from fanzha.store.records import OutputFile, ShardKey

CASES: Final = "cases.parquet"
PARTS: Final = ".parts"
_LIST: Final = "files.json"
# Not Hive's `__HIVE_DEFAULT_PARTITION__`: pandas cannot read a folder that has it beside days.
NO_DAY: Final = "undated"
_PATH = re.compile(rf"{re.escape(CASES)}/day=[\w-]+/part-[\w-]+\.parquet", re.ASCII)
# Waiting for the disk is not computing; a few at a time keep it busy.
_SYNCS: Final = 8

PART: Final = pa.schema([*SCORED, pa.field("content_hash", pa.string(), nullable=False)])


class Parts:
    """The part files of one output folder; its lock must be held.

    Parameters
    ----------
    output : Path
    """

    def __init__(self, output: Path) -> None:
        self._output, self._aside = output, output / PARTS
        if (output / CASES).is_file():
            raise OutputError(
                f"{CASES} must be a folder", "a file of an older release", "move it away, or choose another --output"
            )

    def recover(self, listed: pa.Table) -> int:
        """Remove what interrupted shards left, and check that nothing else is amiss.

        Parameters
        ----------
        listed : pyarrow.Table
            ``path`` and ``bytes`` of the files that the store committed to this folder.

        Returns
        -------
        int
            Files that were moved into place but never committed, and are gone now.

        Raises
        ------
        StoreError
            If a committed file is missing or of another size, or a part stands there that the store does not know.
        """
        sizes = dict(zip(listed.column("path").to_pylist(), listed.column("bytes").to_pylist(), strict=True))
        swept = 0
        for path in self._promised():
            if path not in sizes and (self._output / path).is_file():
                (self._output / path).unlink()
                swept += 1
        self._clear_empty()
        shutil.rmtree(self._aside, ignore_errors=True)
        found = {p.relative_to(self._output).as_posix(): p for p in (self._output / CASES).glob("*/part-*.parquet")}
        if strange := len(found.keys() - sizes.keys()):
            raise StoreError(
                f"{CASES} must hold only what the store knows",
                f"{strange} other parts",
                "give the --store that they belong to, or another --output",
            )
        broken = sum(path not in found or found[path].stat().st_size != size for path, size in sizes.items())
        if broken:
            raise StoreError(
                f"{CASES} must hold every file that the store knows",
                f"{broken} of {len(sizes)} missing or of another size",
                "bring them back from a backup, or begin anew with another --output and its own store",
            )
        return swept

    def _promised(self) -> Iterator[str]:
        """Yield the paths that interrupted shards may have taken."""
        for file in sorted(self._aside.glob(f"*/{_LIST}")):
            try:
                paths = json.loads(file.read_bytes())
            except ValueError:
                continue  # cut off while it was written: nothing was moved yet
            yield from (p for p in paths if isinstance(p, str) and _PATH.fullmatch(p))

    def _clear_empty(self) -> None:
        for folder in (self._output / CASES).glob("day=*"):
            if not any(folder.iterdir()):
                folder.rmdir()

    def write(self, scored: pa.Table, key: ShardKey) -> tuple[OutputFile, ...]:
        """Write a shard aside, one file a day, safe on the disk.

        Parameters
        ----------
        scored : pyarrow.Table
            Of `PART`, in the order of the rows; further columns are left out.
        key : ShardKey

        Returns
        -------
        tuple of OutputFile
            By path, relative to the output folder. The same rows and key give the same bytes.
        """
        folder = self._folder(key)
        shutil.rmtree(folder, ignore_errors=True)
        name = part_name(key)
        written = []
        for day, rows in _by_day(scored.select(PART.names).cast(PART)):
            path = f"{CASES}/day={day}/{name}"
            target = folder / path
            target.parent.mkdir(parents=True)
            pq.write_table(rows, target, compression="zstd", write_page_checksum=True)
            written.append((path, rows.num_rows, target))
        with ThreadPoolExecutor(_SYNCS) as pool:
            sums = list(pool.map(secure, (target for *_, target in written)))
        return tuple(
            OutputFile(path, rows, size, digest) for (path, rows, _), (size, digest) in zip(written, sums, strict=True)
        )

    def publish(self, files: Iterable[OutputFile], key: ShardKey, at: Callable[[str], object] | None = None) -> None:
        """Move the files of a shard to where readers find them, safe on the disk.

        Parameters
        ----------
        files : iterable of OutputFile
            What `write` returned.
        key : ShardKey
        at : callable, optional
            Told the name of each step as it is reached.
        """
        paths = [f.path for f in files]
        if not paths:
            return
        folder, tell = self._folder(key), at or (lambda _: None)
        write_safely(folder / _LIST, json.dumps(paths).encode())
        sync_folder(folder)
        sync_folder(self._aside)
        tell("listed")
        if taken := sum((self._output / p).exists() for p in paths):
            raise StoreError(
                "a part must not overwrite another", f"{taken} of the same name", "report this as a defect"
            )
        places = sorted({(self._output / p).parent for p in paths})
        for place in places:
            place.mkdir(parents=True, exist_ok=True)
        for i, path in enumerate(paths):
            (folder / path).replace(self._output / path)
            if i == 0:
                tell("moving")
        with ThreadPoolExecutor(_SYNCS) as pool:
            list(pool.map(sync_folder, [*places, self._output / CASES, self._output]))
        tell("moved")

    def forget(self, key: ShardKey) -> None:
        """Remove what a committed shard left aside."""
        shutil.rmtree(self._folder(key), ignore_errors=True)

    def _folder(self, key: ShardKey) -> Path:
        return self._aside / part_name(key).removesuffix(".parquet")


def open_cases(output: Path) -> ds.Dataset:
    """Open the parts of an output folder as one table, whatever release wrote each of them.

    Readers that are told no schema take that of the first part for all, and would not see what older parts lack.

    Parameters
    ----------
    output : Path

    Returns
    -------
    pyarrow.dataset.Dataset
        Of `PART` and ``day``; columns that an older part lacks are null in its rows.

    Raises
    ------
    MissingFileError
        If there are no parts.
    """
    if not (output / CASES).is_dir():
        raise MissingFileError("an output folder must hold cases", "none", "make them with: fanzha score")
    days = ds.partitioning(pa.schema([pa.field("day", pa.string())]), flavor="hive")
    return ds.dataset(output / CASES, PART.append(pa.field("day", pa.string())), format="parquet", partitioning=days)


def part_name(key: ShardKey) -> str:
    """Return the name of the files of a shard."""
    scored_with = key.bundle_hash[:8] + key.config_hash[:8]
    return f"part-{key.input_hash[:12]}-{scored_with}-{key.shard_rows}-{key.number:06d}.parquet"


def _by_day(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yield days and their rows, in the order of the rows; rows without a day last."""
    days = rows.column("reported_on").combine_chunks().cast(pa.int32())
    last = np.iinfo(np.int32).max
    number = np.asarray(pc.fill_null(days, last).to_numpy(zero_copy_only=False)).astype(np.int64)
    order = np.argsort(number, kind="stable")
    starts = np.flatnonzero(np.diff(number[order], prepend=-last - 2))
    grouped = rows.take(pa.array(order)).combine_chunks()
    for start, end in pairwise([*starts, len(order)]):
        part = grouped.slice(start, end - start)
        day = part.column("reported_on")[0].as_py()
        yield (day.isoformat() if day else NO_DAY), part


def secure(path: Path) -> tuple[int, str]:
    """Bring a file to the disk and return its size and SHA-256."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def write_safely(path: Path, data: bytes) -> None:
    """Write a file that is on the disk when this returns."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Bring the names in a folder to the disk."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def replace_changed(made: Path, target: Path) -> bool:
    """Put a file in the place of another in one step, unless they are the same; tell whether that was done."""
    size, digest = secure(made)
    if target.is_file() and target.stat().st_size == size and secure(target)[1] == digest:
        made.unlink()
        return False
    made.replace(target)
    return True
