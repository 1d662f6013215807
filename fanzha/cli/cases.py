"""Commands of the batch job: score, and the whole way to bulletin and warnings."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from fanzha.batch.job import Outcome
from fanzha.batch.results import ResultSettings, Written, write_results
from fanzha.batch.running import JobSettings, run_job
from fanzha.bundle import Bundle
from fanzha.cli.console import say
from fanzha.cli.progress import run_progress
from fanzha.config import load_local, load_pipeline
from fanzha.errors import EngineError
from fanzha.ingest import load_columns, named_headers
from fanzha.resources import default_model
from fanzha.store import Store

_SHEETS = 10  # that are named


def _settings(args: argparse.Namespace) -> JobSettings:
    config = load_local(args.config)
    if not isinstance(args.output, Path):
        raise EngineError(
            "the local engine writes to a folder of this machine", "another address", "use fanzha score --engine spark"
        )
    return JobSettings(
        output=args.output,
        model=args.model or default_model(),
        columns=load_columns(),
        store=args.store,
        workers=config.workers if args.workers is None else args.workers,
        shard_rows=args.shard_rows or config.shard_rows,
        store_memory_mb=config.store_memory_mb,
    )


def _run(args: argparse.Namespace, then: Callable[[Store, Bundle], object] | None = None) -> Outcome:
    with run_progress() as progress:
        return run_job(
            args.input,
            _settings(args),
            query=args.query,
            then=then,
            watch=progress.watch(),
            on_begin=progress.begin,
        )


def _tell(outcome: Outcome) -> None:
    """Say what a run came to: rate, reasons for review, counts; and why an input was not taken in.

    Raises
    ------
    FanzhaError
        The last one of the inputs that are broken.
    """
    run = outcome.run
    for one in outcome.broken[:-1]:
        say(f"{one.name}: {one.error}")
    if outcome.broken and not run.counts.rows_in:
        raise outcome.broken[-1].error
    counts, rate = run.counts, run.counts.rows_in / run.seconds if run.seconds else 0.0
    say(f"{counts.rows_in:,} rows in {run.seconds:,.1f} s · {rate:,.0f} rows/s")
    if outcome.corrected:
        say(f"rows set aside earlier and corrected now: {outcome.corrected}")
    if outcome.unused:
        say(f"left out, since configs/columns.yaml knows no such header: {named_headers(outcome.unused)}")
    if outcome.skipped:
        names = ", ".join(outcome.skipped[:_SHEETS]) + (" and more" if len(outcome.skipped) > _SHEETS else "")
        say(f"left out, since they are hidden or hold no narrative: {names}")
    reasons = sorted(outcome.reasons.items(), key=lambda found: (-found[1], found[0]))
    say("review: " + (", ".join(f"{n} {reason}" for reason, n in reasons) or "none"))
    say(
        f"rows in: {counts.rows_in} · scored: {counts.scored} · sent to review: {counts.review} · "
        f"quarantined: {counts.quarantined} · unchanged: {counts.unchanged}"
    )
    if outcome.broken:
        raise outcome.broken[-1].error


def score_file(args: argparse.Namespace) -> None:
    """``fanzha score``."""
    if args.engine == "spark":
        from fanzha.cli.spark import score_on_cluster

        score_on_cluster(args)
        return
    if args.master is not None:
        raise EngineError("an option must be one of the engine", "--master with --engine local", "add --engine spark")
    outcome = _run(args)
    if outcome.shards or not outcome.broken:
        say(f"wrote cases.parquet and quarantine.csv in {args.output}")
    _tell(outcome)


def run_file(args: argparse.Namespace) -> None:
    """``fanzha run``."""
    from fanzha.corpus.district import load_district
    from fanzha.warn import load_warnings

    config = load_pipeline()
    settings = ResultSettings(
        district=load_district(args.district) if args.district else None,
        days=args.days or config.summarize.days,
        min_cell=config.summarize.min_cell,
        warnings=load_warnings(),
        top=config.warn.top,
    )
    written: list[Written] = []
    outcome = _run(args, lambda store, model: written.append(write_results(store, args.output, model, settings)))
    if written:
        say(f"wrote bulletin.html, warnings.xlsx, cases.xlsx, cases.parquet and quarantine.csv in {args.output}")
        if not written[0].whole:
            say("cases.xlsx holds the period of the bulletin: all cases would be more than a workbook can hold")
    _tell(outcome)
