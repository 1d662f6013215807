"""The command that tells how things stand."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from fanzha import bundle, logs
from fanzha.cli.paths import check_file
from fanzha.cli.stores import store_of
from fanzha.errors import CheckError, InputError, StoreBusyError
from fanzha.resources import default_model
from fanzha.status import Limits, Status, as_json, as_prometheus, read_status, render_page
from fanzha.store import Store


def show_status(args: argparse.Namespace) -> None:
    """``fanzha status``."""
    if args.chart and args.no_drift:
        raise InputError("--chart draws drift", "--no-drift", "leave one or the other out")
    if args.chart:
        from fanzha.drawing import check_picture

        check_picture(args.chart)
    if args.prometheus:
        check_file(args.prometheus)
    limits = Limits(timedelta(hours=args.max_age), args.max_backlog)
    model = None if args.no_drift else bundle.load(args.model or default_model())
    with closing(_open(args)) as store:
        status = read_status(store, model, runs=args.runs, weeks=args.weeks)
    needs = status.needs(limits)
    if args.json:
        sys.stdout.write(json.dumps(as_json(status, limits), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(render_page(status, limits))
    if args.prometheus:
        _replace(args.prometheus, as_prometheus(status, limits))
    if args.chart:
        _draw(status, args.chart)
    _tell(status, needs)
    if args.check and needs:
        raise CheckError("nothing may need a person", ", ".join(needs), "see docs/operations.md")


def _open(args: argparse.Namespace) -> Store:
    """Open the store for reading, waiting for a run that has it."""
    until = time.monotonic() + args.wait
    while True:
        try:
            return store_of(args)
        except StoreBusyError:
            left = until - time.monotonic()
            if left <= 0:
                logs.record("store_busy", level="warning", seconds=args.wait)
                raise
            time.sleep(min(left, 0.5))


def _replace(path: Path, text: str) -> None:
    """Write a file in one step, so that a collector never reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _draw(status: Status, path: Path) -> None:
    from fanzha.drawing import drift_by_week, write_picture

    if status.drift is not None:
        write_picture(drift_by_week(status.drift, "Drift by week"), path)


def _tell(status: Status, needs: tuple[str, ...]) -> None:
    for need in needs:
        logs.record("needs_a_person", level="warning", reason=need)
    for week in status.recent():
        for name in status.drifted():
            if week.level_of(name) == "drift":
                logs.record("drift", level="warning", measure=name, week=week.week.name)
