"""What a run makes for people from the store: bulletin, warnings, and the cases as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from fanzha.batch.parts import PARTS, replace_changed, sync_folder
from fanzha.bulletin import compose, render
from fanzha.bundle import Bundle
from fanzha.errors import InputError
from fanzha.score import write_workbook
from fanzha.store.base import Store
from fanzha.summarize import Population, choose_days, open_cases
from fanzha.summarize.keeping import read_history
from fanzha.summarize.looking import look
from fanzha.summarize.opening import cases_of
from fanzha.warn import WarningSettings, draft_warnings, write_warnings
from fanzha.workbook import MAX_ROWS

BULLETIN: Final = "bulletin.html"
WARNINGS: Final = "warnings.xlsx"
WORKBOOK: Final = "cases.xlsx"


@dataclass(frozen=True, slots=True)
class ResultSettings:
    """How results are made; see `fanzha.summarize.summarize` and `fanzha.warn.draft_warnings`."""

    district: Population | None
    days: int
    min_cell: int
    warnings: WarningSettings
    top: int


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes
    ----------
    cases : int
        Rows of the workbook.
    whole : bool
        Whether the workbook holds all cases, and not only those of the period.
    """

    cases: int
    whole: bool


def write_results(store: Store, output: Path, model: Bundle, settings: ResultSettings) -> Written:
    """Write bulletin, warnings and workbook of the current cases of a store.

    The same cases give the same bytes. Nothing is replaced before everything is made.

    Parameters
    ----------
    store : Store
    output : Path
        Its lock must be held.
    model : Bundle
        For the names of types, and for how it confuses them.
    settings : ResultSettings

    Raises
    ------
    InputError
        If the store has no case.
    """
    found = store.sql("SELECT count(*) AS n, max(reported_on) AS newest FROM current_scores").to_pylist()[0]
    if not found["n"]:
        raise InputError(
            "the store must hold a case",
            "none",
            "give an input that has rows below its header, and see quarantine.csv for those set aside",
        )
    taxonomy = model.taxonomy
    with open_cases(store, settings.district) as frame:
        periods = choose_days(found["newest"], days=settings.days)
        history = read_history(output)
        picture = look(
            store,
            frame,
            model=model,
            district=settings.district,
            periods=periods,
            min_cell=settings.min_cell,
            state=None if periods is None else history.before_end(periods),
        )
        told = picture.storylines
        kept = (
            history.after(periods, told.state, picture.summary.newest)
            if periods is not None and told is not None
            else {}
        )
        summary = picture.summary
        drafts = draft_warnings(summary, frame, taxonomy, settings.warnings, top=settings.top)
        page = render(compose(picture, taxonomy=taxonomy, frame=frame, cases=partial(cases_of, store)), "html")
    # A sheet has a row less for its header.
    whole = found["n"] < MAX_ROWS or summary.period is None
    period = (None, None) if whole or summary.period is None else (summary.period.start, summary.period.end)
    folder = output / PARTS / "results"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / BULLETIN).write_bytes(page)
    write_warnings(folder / WARNINGS, drafts)
    rows = write_workbook(store.current(*period), folder / WORKBOOK, taxonomy.name)
    names = [WORKBOOK, WARNINGS, BULLETIN]
    for name, content in kept.items():
        (folder / name).write_bytes(content)
        names.append(name)
    for name in names:
        replace_changed(folder / name, output / name)
    sync_folder(output)
    return Written(rows, whole)
