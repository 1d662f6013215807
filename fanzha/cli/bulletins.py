"""The command that looks at what was scored: the bulletin of a period, in every format."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from fanzha import bundle
from fanzha.batch.lock import locked
from fanzha.batch.parts import replace_changed, sync_folder
from fanzha.bulletin import FORMATS, compose, render
from fanzha.bundle import Bundle
from fanzha.cli.console import say
from fanzha.cli.stores import store_of
from fanzha.corpus.district import load_district
from fanzha.errors import MissingExtraError, MissingFileError, OutputError
from fanzha.privacy import redact
from fanzha.resources import default_model
from fanzha.store import Store
from fanzha.summarize import Frame, Periods, Population, bounds, choose_calendar, choose_days, open_cases
from fanzha.summarize.keeping import RELEASES, History, kept_releases, read_history, read_releases
from fanzha.summarize.looking import look
from fanzha.summarize.opening import cases_of
from fanzha.summarize.picture import Picture

# Smallest cell that may be shown; see docs/disclosure.md.
AUDIENCES: Final[Mapping[str, int]] = {"internal": 5, "public": 10}
MEASURES: Final = "characteristics.parquet"
PROFILES: Final = "profiles.parquet"
_NEW: Final = ".fanzha-summarize"  # folder of what is being written


def summarize_cases(args: argparse.Namespace) -> None:
    """``fanzha summarize``."""
    district = load_district(args.district) if args.district else None
    model = bundle.load(args.model or default_model())
    if args.cases is not None and not args.cases.exists():
        raise MissingFileError(
            "scored cases must be there", f"no {redact(args.cases.name)}", "give the cases.parquet of a run"
        )
    _check_folder(args.out, args.audience)
    with ExitStack() as stack:
        source: Path | Store = args.cases or stack.enter_context(store_of(args))
        frame = stack.enter_context(open_cases(source, district, memory_mb=args.memory, threads=args.threads))
        # The folder is not made before it is clear that there is something to put into it.
        stack.enter_context(locked(args.out))
        _summarize(args, district, model, source, frame)


def _summarize(
    args: argparse.Namespace, district: Population | None, model: Bundle, source: Path | Store, frame: Frame
) -> None:
    formats = list(dict.fromkeys(args.format or FORMATS))
    languages = list(dict.fromkeys(args.language or ["zh"]))
    min_cell = AUDIENCES[args.audience]
    releases = read_releases(args.out) if args.audience == "public" else []
    periods = _periods(args, frame)
    history = History() if args.no_scripts else read_history(args.out)
    picture = look(
        source, frame, model=model, district=district, periods=periods, min_cell=min_cell,
        state=None if periods is None else history.before_end(periods), scripts=not args.no_scripts,
        budget=args.budget, releases=releases,
    )  # fmt: skip
    told = picture.storylines
    if told is not None and not told.n and picture.summary.n:
        say("no scripts: none of these cases has a text")
    read = partial(cases_of, source) if args.audience == "internal" else None
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
    # The record goes first: nothing may be published of which nobody remembers that it was.
    files: dict[str, bytes | pa.Table] = {}
    if args.audience == "public" and picture.summary.hiding is not None:
        files |= kept_releases(releases, picture.summary.hiding.records)
    files |= made
    if picture.figures is not None and args.audience == "internal":
        files |= {MEASURES: picture.figures.measures, PROFILES: picture.figures.profiles}
    if told is not None and periods is not None:
        files |= history.after(periods, told.state, picture.summary.newest)
    _write(args.out, files)
    _say(picture, files, args.out)


def _periods(args: argparse.Namespace, frame: Frame) -> Periods | None:
    newest = bounds(frame)[1]
    if args.days:
        return choose_days(newest, args.end, args.days)
    return choose_calendar(args.period, newest, args.end)


def _check_folder(folder: Path, audience: str) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError("--out must be a folder", redact(folder.name), "name another")
    # Whoever publishes a folder publishes all of it.
    other = MEASURES if audience == "public" else RELEASES
    if (folder / other).exists():
        raise OutputError("bulletins for the office and for the public must not share a folder", other, "name another")


def _write(folder: Path, files: Mapping[str, bytes | pa.Table]) -> None:
    """Write everything, or nothing: files are moved into place once all of them are made."""
    for name in files:
        if (folder / name).is_dir():
            raise OutputError(f"{name} must be a file", "a folder", "move it away, or name another --out")
    new = folder / _NEW
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir()
        for name, content in files.items():
            if isinstance(content, pa.Table):
                pq.write_table(content, new / name, compression="zstd")
            else:
                (new / name).write_bytes(content)
        for name in files:
            replace_changed(new / name, folder / name)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    sync_folder(folder)


def _say(picture: Picture, files: Mapping[str, bytes | pa.Table], folder: Path) -> None:
    summary = picture.summary
    when = f"{summary.period.start} to {summary.period.end}" if summary.period else "no dated report"
    cases, found, tests = (
        f"{n:,} {word if n == 1 else words}"
        for n, word, words in (
            (summary.n, "case", "cases"), (len(summary.findings), "finding", "findings"), (summary.tested, "test", "tests"),
        )
    )  # fmt: skip
    say(f"{when}: {cases} of fraud, {found} of {tests}")
    say(f"wrote {', '.join(files)} in {redact(folder.name)}")
