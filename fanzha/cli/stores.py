"""Commands on the store: rows that were set aside, reviews, and the cases as they stand."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from fanzha import bundle, logs, taxonomy
from fanzha.batch.corrections import write_set_aside
from fanzha.batch.parts import PART
from fanzha.batch.running import STORE
from fanzha.case_review import REVIEWS, backlog, labelled, read_decisions, write_backlog
from fanzha.cli.console import progress, say
from fanzha.cli.paths import check_file
from fanzha.errors import InputError
from fanzha.resources import default_model
from fanzha.score import write_workbook
from fanzha.store import Store, open_store


def store_of(args: argparse.Namespace, *, read_only: bool = True) -> Store:
    """Open the store that ``--store`` or ``--output`` names."""
    url = args.store or f"duckdb:///{quote(str((args.output / STORE).resolve()))}"
    return open_store(url, read_only=read_only)


def _ends_in(path: Path, *suffixes: str) -> None:
    if path.suffix.lower() not in suffixes:
        raise InputError(f"the file must end in {' or '.join(suffixes)}", path.suffix or "no ending", "name it so")
    check_file(path)


def quarantine_rows(args: argparse.Namespace) -> None:
    """``fanzha quarantine``."""
    if args.dismiss:
        with store_of(args, read_only=False) as store:
            done = store.resolve_quarantine(args.dismiss)
        logs.record("rows_resolved", resolved=done)
        say(f"dismissed: {done} of {len(set(args.dismiss))}")
        return
    _ends_in(args.out, ".xlsx")
    with store_of(args) as store:
        rows = write_set_aside(store.quarantined(), args.out)
    say(f"wrote {rows} rows that are set aside in {args.out}; correct them and give the file to fanzha score --input")


def review_cases(args: argparse.Namespace) -> None:
    """``fanzha review``."""
    types = bundle.load(args.model).taxonomy if args.model else bundle.load(default_model()).taxonomy
    if args.apply is not None:
        _apply(args, types)
    elif args.labelled is not None:
        _ends_in(args.labelled, ".jsonl")
        with store_of(args) as store:
            rows = [json.dumps(row, ensure_ascii=False) + "\n" for row in labelled(store.reviews())]
        args.labelled.parent.mkdir(parents=True, exist_ok=True)
        args.labelled.write_text("".join(rows), encoding="utf-8")
        say(f"wrote {len(rows)} reviewed texts in {args.labelled}")
    else:
        _ends_in(args.out, ".xlsx")
        with store_of(args) as store, progress("looking") as done:
            current = (_told(batch, done) for batch in store.current())
            waiting = backlog(current, store.reviews(), args.limit)
        rows_out = write_backlog(waiting, args.out, types)
        say(f"wrote {rows_out} cases to review in {args.out}; bring it back with fanzha review --apply")


def _told(batch: pa.RecordBatch, done: object) -> pa.RecordBatch:
    done(batch.num_rows)  # type: ignore[operator]
    return batch


def _apply(args: argparse.Namespace, types: taxonomy.Taxonomy) -> None:
    decided = read_decisions(args.apply, types)
    with store_of(args, read_only=False) as store:
        known = store.add_reviews(_fresh(decided.reviews, store.reviews()))
    logs.record("reviews_added", reviews=known)
    kept = decided.reviews.num_rows - known
    say(f"rows in: {decided.rows_in} · reviews added: {known} · known before: {kept} · left open: {decided.open}")


def _fresh(given: pa.Table, known: pa.Table) -> pa.Table:
    """Leave out what says the same as the last review of the same content: a sheet may be brought back again and again."""
    last: dict[tuple[str, str | None], str] = {}
    for row in known.sort_by("reviewed_at").to_pylist():
        last[row["case_id"], row["content_hash"]] = row["label"]
    rows = [r for r in given.to_pylist() if last.get((r["case_id"], r["content_hash"])) != r["label"]]
    return pa.Table.from_pylist(rows, REVIEWS)


def export_cases(args: argparse.Namespace) -> None:
    """``fanzha cases``."""
    _ends_in(args.out, ".parquet", ".xlsx")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    part = args.out.with_name(f".{args.out.stem}.{os.getpid()}.part{args.out.suffix}")
    try:
        with store_of(args) as store, progress("writing") as done:
            current = (_told(batch, done) for batch in store.current(args.since, args.until))
            if args.out.suffix.lower() == ".xlsx":
                types = bundle.load(default_model()).taxonomy
                rows = write_workbook(current, part, types.name)
            else:
                rows = 0
                with pq.ParquetWriter(part, PART, compression="zstd") as writer:
                    for batch in current:
                        writer.write_batch(batch.select(PART.names))
                        rows += batch.num_rows
        part.replace(args.out)
    finally:
        part.unlink(missing_ok=True)
    say(f"wrote {rows} cases in {args.out}")
