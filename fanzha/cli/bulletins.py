"""The command that looks at what was scored: the bulletin of a period, in every format."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from fanzha import bundle
from fanzha.cli.stores import store_of
from fanzha.corpus.district import load_district
from fanzha.errors import InputError
from fanzha.resources import default_model
from fanzha.store import Store
from fanzha.summarize import bounds, choose_calendar, choose_days, open_cases
from fanzha.summarize.opening import texts_of
from fanzha.summarize.picture import draw
from fanzha.summarize.storylines import COLUMNS, first_day, tell

AUDIENCES: Final[Mapping[str, int]] = {"internal": 5, "public": 10}  # smallest cell (docs/disclosure.md)
_STATE: Final = "scripts.json"
_MEASURES: Final = "characteristics.parquet"
_PROFILES: Final = "profiles.parquet"


def summarize_cases(args: argparse.Namespace) -> None:
    """``fanzha summarize``."""
    district = load_district(args.district) if args.district else None
    model = bundle.load(args.model or default_model())
    min_cell = AUDIENCES[args.audience]
    with ExitStack() as open_now:
        source: Path | Store = args.cases or open_now.enter_context(store_of(args))
        if isinstance(source, Path) and not source.exists():
            raise InputError("scored cases must be there", source.name, "give --cases the cases.parquet of a run")
        frame = open_now.enter_context(open_cases(source, district, memory_mb=args.memory, threads=args.threads))
        newest = bounds(frame)[1]
        if args.days:
            periods = choose_days(newest, args.end, args.days)
        else:
            periods = choose_calendar(args.period, newest, args.end)
        told = None
        if periods is not None and not args.no_scripts:
            batches = texts_of(source, first_day(periods), periods.now.end, COLUMNS)
            told = tell(batches, periods, model.taxonomy, min_cell=min_cell, state=_state(args.out))
        picture = draw(
            frame,
            district=district,
            taxonomy=model.taxonomy,
            periods=periods,
            min_cell=min_cell,
            decided=model.metrics.get("decided") if _scored_by(picture_models(frame), model) else None,
            budget=args.budget,
            storylines=told,
        )
        _write(args, picture, model.taxonomy, frame)
