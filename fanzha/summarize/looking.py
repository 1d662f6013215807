"""From scored cases to the whole picture of a period, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from fanzha.bundle import Bundle
from fanzha.characteristics import Frame
from fanzha.characteristics.frame import bounds
from fanzha.disclosure import Release
from fanzha.scripts import State
from fanzha.store import Store
from fanzha.summarize.opening import texts_of
from fanzha.summarize.outlook import BUDGET
from fanzha.summarize.period import Periods
from fanzha.summarize.picture import Picture, confusion_of, draw
from fanzha.summarize.residents import Population
from fanzha.summarize.storylines import COLUMNS, first_day, tell


def look(
    source: pa.Table | Path | Store,
    frame: Frame,
    *,
    model: Bundle,
    district: Population | None,
    periods: Periods | None,
    min_cell: int,
    state: State | None = None,
    scripts: bool = True,
    budget: int = BUDGET,
    releases: Sequence[Release] = (),
) -> Picture:
    """Summarise a period in every respect, scripts included.

    Parameters
    ----------
    source : pyarrow.Table, Path or Store
        Scored cases, whose texts are read.
    frame : Frame
        Of the same cases; see `fanzha.summarize.open_cases`.
    model : Bundle
        For the names of types, and for how it confuses them.
    district, periods, min_cell, budget, releases
        As for `fanzha.summarize.picture.draw`.
    state : State, optional
        Scripts as the bulletin before left them.
    scripts : bool
        Whether cases are grouped by what they tell, which reads texts.
    """
    told = None
    if periods is not None and scripts:
        batches = texts_of(source, first_day(periods), periods.now.end, COLUMNS)
        told = tell(batches, periods, model.taxonomy, min_cell=min_cell, state=state, oldest=bounds(frame)[0])
    drawn = draw(
        frame,
        district=district,
        taxonomy=model.taxonomy,
        periods=periods,
        min_cell=min_cell,
        decided=confusion_of(frame, model),
        budget=budget,
        storylines=told,
        releases=releases,
    )
    return replace(drawn, n_aside=_set_aside(source)) if isinstance(source, Store) else drawn


def _set_aside(store: Store) -> int:
    """Return how many rows are set aside and not yet corrected: as `fanzha status` counts them."""
    return int(store.sql("SELECT count(*) AS n FROM quarantine WHERE resolved_at IS NULL").to_pylist()[0]["n"])
