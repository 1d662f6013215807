"""``fanzha score --engine spark``: the batch job on a cluster, or on this machine as on one."""

from __future__ import annotations

import argparse
import time

from fanzha.cli.console import say
from fanzha.engines import open_engine
from fanzha.engines.settings import SparkSettings
from fanzha.errors import EngineError
from fanzha.ingest import VERSION, load_columns
from fanzha.resources import default_model, load_config
from fanzha.store.keys import config_hash

# Options of the local engine, for which Spark has settings or no use.
_LOCAL = {"query": "--query", "store": "--store", "workers": "--workers", "shard_rows": "--shard-rows"}
_STEPS = {"begun": "Spark reads", "parsed": "rows are read", "scored": "new cases are scored"}


def score_on_cluster(args: argparse.Namespace) -> None:
    """Score on Spark.

    Raises
    ------
    EngineError
        If an option is given that only the local engine has.
    """
    for name, option in _LOCAL.items():
        if getattr(args, name) is not None:
            raise EngineError("an option must be one of the engine", f"{option} with --engine spark", "leave it out")
    settings, columns = load_config(SparkSettings, "engines/spark.yaml", args.config), load_columns()
    engine = open_engine("spark", settings=settings, master=args.master)
    # At use, for it is part of another extra.
    from fanzha.batch.spark import score_on_spark
    from fanzha.engines.spark import SparkEngine

    assert isinstance(engine, SparkEngine)
    started = time.monotonic()

    def on_step(name: str) -> None:
        if name in _STEPS:
            say(f"{time.monotonic() - started:,.0f} s: {_STEPS[name]}")

    try:
        run = score_on_spark(
            engine,
            [args.input],
            str(args.output),
            args.model or default_model(),
            columns,
            config_hash(columns.model_dump(mode="json"), VERSION),
            on_step=on_step,
        )
    finally:
        engine.close()
    if run.finished:
        say(f"earlier runs that had been interrupted at their end, and are finished now: {len(run.finished)}")
    counts = run.counts
    say(f"wrote cases.parquet and quarantine.csv in {args.output}")
    say(f"{counts.rows_in:,} rows in {run.seconds:,.1f} s · {counts.rows_in / run.seconds:,.0f} rows/s")
    reasons = sorted(run.reasons.items(), key=lambda found: (-found[1], found[0]))
    say("review: " + (", ".join(f"{n} {reason}" for reason, n in reasons) or "none"))
    say(
        f"rows in: {counts.rows_in} · scored: {counts.scored} · sent to review: {counts.review} · "
        f"quarantined: {counts.quarantined} · unchanged: {counts.unchanged}"
    )
