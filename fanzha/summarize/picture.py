"""All that a bulletin says of a period, before it is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fanzha.bundle import Bundle
from fanzha.characteristics import Frame, measure, profile
from fanzha.characteristics.frame import bounds
from fanzha.disclosure import PUBLIC, Release
from fanzha.facts.names import canonical_platform
from fanzha.schema import MARK
from fanzha.summarize.claims import BEFORE, NOW, YEAR_AGO, Claim, Figures, claims, verify
from fanzha.summarize.matching import Matched, match
from fanzha.summarize.mixes import Mixes, mixes_of
from fanzha.summarize.opening import residents_of, without_areas
from fanzha.summarize.outlook import BUDGET, Outlook, look_out
from fanzha.summarize.period import Periods
from fanzha.summarize.residents import Population
from fanzha.summarize.storylines import Storylines
from fanzha.summarize.summary import Summary, summarize
from fanzha.summarize.where import Where, look_around
from fanzha.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a bulletin says.

    Attributes
    ----------
    summary : Summary
    periods : Periods or None
        None where no report has a date; then there is nothing but the summary.
    figures : Figures or None
    claims : tuple of Claim
    outlook : Outlook or None
    where : Where or None
    storylines : Storylines or None
    mixes : Mixes or None
        Stations beside what their mix of types would give; None for the public.
    matched : Matched or None
        How the places of the cases match those of the district; None without one.
    n_unfamiliar : int
        Fraud cases of the period that await review since they are unlike all that the model learnt from.
    n_aside : int
        Rows of the source that are set aside and not yet corrected.
    conflicts : tuple of (str, int)
        Columns that narratives of the period's frauds contradict, with the number of cases, most first.
    """

    summary: Summary
    periods: Periods | None
    figures: Figures | None
    claims: tuple[Claim, ...]
    outlook: Outlook | None
    where: Where | None
    storylines: Storylines | None = None
    mixes: Mixes | None = None
    matched: Matched | None = None
    n_unfamiliar: int = 0
    n_aside: int = 0
    conflicts: tuple[tuple[str, int], ...] = ()

    def verify(self) -> None:
        """Recompute every number of every sentence.

        Raises
        ------
        NumberError
            If a sentence disagrees with its table.
        """
        self.summary.verify()
        if self.figures is not None:
            verify(self.claims, self.figures)
        if self.outlook is not None:
            self.outlook.verify()
        if self.where is not None:
            self.where.verify()
        if self.storylines is not None:
            self.storylines.verify()


def draw(
    frame: Frame,
    *,
    district: Population | None,
    taxonomy: Taxonomy,
    periods: Periods | None,
    min_cell: int = 5,
    decided: Mapping[str, Any] | None = None,
    budget: int = BUDGET,
    storylines: Storylines | None = None,
    releases: Sequence[Release] = (),
) -> Picture:
    """Summarise a period in every respect.

    Parameters
    ----------
    frame, district, taxonomy, periods, min_cell
        As for `fanzha.summarize.summarize`.
    decided : mapping, optional
        How the model confuses types; see `fanzha.summarize.outlook.look_out`.
    budget : int
        Alarms at most.
    storylines : Storylines, optional
        Of `fanzha.summarize.storylines.tell`, for the same periods.
    releases : sequence of Release
        What was published before; see `fanzha.summarize.summarize`.
    """
    matched = None
    if district is not None and periods is not None:
        district = matched = match(frame, district, periods.now)
        people = residents_of(matched.district)
        frame.people(
            (people if matched.stations_match else without_areas(people)) if matched.fits else people.slice(0, 0)
        )
    summary = summarize(
        frame, district=district, taxonomy=taxonomy, periods=periods, min_cell=min_cell, releases=releases
    )
    if summary.period is None or summary.book is None or periods is None:
        return Picture(summary, None, None, (), None, None)
    spans = [(NOW, periods.now), (BEFORE, periods.before), (YEAR_AGO, periods.year_ago)]
    oldest = bounds(frame)[0] or periods.now.start
    # Half a year that the data have and half that they lack are no year.
    named = [(name, one.start, one.end) for name, one in spans if name != YEAR_AGO or one.covered_from(oldest)]
    figures = Figures(
        measure(frame, named), profile(frame, named, canonical_platform), periods, min_cell, summary.hiding
    )
    if min_cell >= PUBLIC:
        # Counts by week and place, and what was to be expected from them, would tell of the small ones among them.
        return Picture(
            replace(summary, weekly=None), periods, figures, claims(figures), None, None, storylines, None, matched
        )
    outlook = look_out(
        frame, periods.now, summary.book.axes["type"], taxonomy, min_cell=min_cell, decided=decided, budget=budget
    )
    where = look_around(
        frame,
        periods.now,
        summary.book.axes["type"],
        district if matched is None or matched.fits else None,
        min_cell=min_cell,
        oldest=oldest,
    )
    mixes = mixes_of(frame, periods.now, summary.book.axes["area"].labels, min_cell)
    unfamiliar = frame.rows(
        "SELECT count(*) FROM cases WHERE NOT benign AND reviewed AND reason = 'unfamiliar' AND day BETWEEN ? AND ?",
        (periods.now.start, periods.now.end),
    )[0][0]
    conflicts = frame.rows(
        "SELECT unnest(string_split(conflicts, ?)) AS name, count(*) AS n FROM cases "
        "WHERE NOT benign AND conflicts IS NOT NULL AND day BETWEEN ? AND ? GROUP BY 1 ORDER BY n DESC, name",
        (MARK, periods.now.start, periods.now.end),
    )
    return Picture(
        summary, periods, figures, claims(figures), outlook, where, storylines, mixes, matched, int(unfamiliar),
        conflicts=tuple((str(name), int(n)) for name, n in conflicts),
    )  # fmt: skip


def confusion_of(frame: Frame, model: Bundle) -> Mapping[str, Any] | None:
    """Return how a model confuses types, if it alone scored the cases, and says so."""
    versions = {one for (one,) in frame.rows("SELECT DISTINCT model_version FROM cases")}
    return model.metrics.get("decided") if versions == {model.version} else None
