"""The command that looks at what was scored: the bulletin of a period, in every format."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from fanzha import bundle
from fanzha.batch.parts import replace_changed, sync_folder
from fanzha.bulletin import FORMATS, compose, render
from fanzha.cli.console import say
from fanzha.cli.stores import store_of
from fanzha.corpus.district import load_district
from fanzha.disclosure import Release
from fanzha.errors import InputError, MissingExtraError, MissingFileError
from fanzha.privacy import redact
from fanzha.resources import default_model
from fanzha.scripts import State
from fanzha.store import Store
from fanzha.summarize import Frame, Periods, bounds, choose_calendar, choose_days, open_cases
from fanzha.summarize.keeping import RELEASES, SCRIPTS, read_releases, read_state, write_releases, write_state
from fanzha.summarize.opening import cases_of, texts_of
from fanzha.summarize.picture import Picture, confusion_of, draw
from fanzha.summarize.storylines import COLUMNS, first_day, tell

# Smallest cell that may be shown; see docs/disclosure.md.
AUDIENCES: Final[Mapping[str, int]] = {"internal": 5, "public": 10}
MEASURES: Final = "characteristics.parquet"
PROFILES: Final = "profiles.parquet"
_NEW: Final = ".fanzha-summarize"  # folder of what is being written


def summarize_cases(args: argparse.Namespace) -> None:
    """``fanzha summarize``."""
    district = load_district(args.district) if args.district else None
    model = bundle.load(args.model or default_model())
    formats = list(dict.fromkeys(args.format or FORMATS))
    languages = list(dict.fromkeys(args.language or ["zh"]))
    min_cell = AUDIENCES[args.audience]
    if args.cases is not None and not args.cases.exists():
        raise MissingFileError("scored cases must be there", redact(args.cases.name), "give the cases.parquet of a run")
    releases = read_releases(args.out) if args.audience == "public" else []
    with ExitStack() as stack:
        source: Path | Store = args.cases or stack.enter_context(store_of(args))
        frame = stack.enter_context(open_cases(source, district, memory_mb=args.memory, threads=args.threads))
        periods = _periods(args, frame)
        told = state = None
        if periods is not None and not args.no_scripts:
            state = read_state(args.out, periods)
            batches = texts_of(source, first_day(periods), periods.now.end, COLUMNS)
            told = tell(batches, periods, model.taxonomy, min_cell=min_cell, state=state)
        picture = draw(
            frame, district=district, taxonomy=model.taxonomy, periods=periods, min_cell=min_cell,
            decided=confusion_of(frame, model), budget=args.budget, storylines=told, releases=releases,
        )  # fmt: skip
        hiding = picture.summary.hiding
        if args.audience == "public" and hiding is not None and not hiding.safe:
            raise InputError(
                "no small count of a public bulletin may be worked out", "one that can be, with what was published before",
                "publish a longer period, or the internal bulletin only",
            )  # fmt: skip
        read = None
        if args.audience == "internal":
            read = _reader(source)
        made: dict[str, bytes] = {}
        for language in languages:
            document = compose(
                picture, language, args.audience, taxonomy=model.taxonomy, frame=frame if read else None, cases=read
            )
            for form in formats:
                name = "bulletin" if language == "zh" else f"bulletin.{language}"
                try:
                    made[f"{name}.{form}"] = render(document, form)
                except MissingExtraError as error:
                    # Whoever asked for nothing in particular gets what can be made.
                    if args.format:
                        raise
                    say(f"no {form}: {error}")
    _write(args, picture, made, releases, state)


def _periods(args: argparse.Namespace, frame: Frame) -> Periods | None:
    newest = bounds(frame)[1]
    if args.days:
        return choose_days(newest, args.end, args.days)
    return choose_calendar(args.period, newest, args.end)


def _reader(source: Path | Store) -> Callable[[Sequence[str]], pa.Table]:
    return lambda ids: cases_of(source, ids)


def _write(
    args: argparse.Namespace, picture: Picture, made: dict[str, bytes], releases: Sequence[Release], state: State | None
) -> None:
    """Write everything, or nothing: files are moved into place once all of them are made."""
    folder: Path = args.out
    if folder.exists() and not folder.is_dir():
        raise InputError("--out must be a folder", redact(folder.name), "name another")
    new = folder / _NEW
    new.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (new / name).write_bytes(content)
    names = list(made)
    if picture.figures is not None and args.audience == "internal":
        for name, table in ((MEASURES, picture.figures.measures), (PROFILES, picture.figures.profiles)):
            pq.write_table(table, new / name, compression="zstd")
            names.append(name)
    if picture.storylines is not None and picture.periods is not None:
        kept = write_state(picture.periods, state, picture.storylines.state)
        (new / SCRIPTS).write_text(kept, encoding="utf-8")
        names.append(SCRIPTS)
    hiding = picture.summary.hiding
    if args.audience == "public" and hiding is not None and hiding.release is not None:
        (new / RELEASES).write_text(write_releases(releases, hiding.release), encoding="utf-8")
        names.append(RELEASES)
    for name in names:
        replace_changed(new / name, folder / name)
    new.rmdir()
    sync_folder(folder)
    summary = picture.summary
    when = f"{summary.period.start} to {summary.period.end}" if summary.period else "no dated report"
    say(f"{when}: {summary.n:,} cases of fraud, {len(summary.findings)} findings of {summary.tested:,} tests")
    say(f"wrote {', '.join(names)} in {redact(folder.name)}")
