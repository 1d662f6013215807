"""What a bulletin says of drawn cases, as a reader would find it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from fanzha import taxonomy
from fanzha.characteristics.frame import Frame, bounds
from fanzha.corpus.district import District
from fanzha.corpus.profiles import PROFILES
from fanzha.statistics import wilson_interval
from fanzha.summarize import Summary, choose_days, open_cases, summarize
from fanzha.summarize.coding import Axis
from fanzha.summarize.outlook import Outlook, look_out
from fanzha.summarize.period import Period
from fanzha.summarize.where import Where, look_around
from fanzha.taxonomy import BENIGN

MIN_CELL = 5  # as in a bulletin within the office
_CODES = tuple(code for code in PROFILES if code != BENIGN)
_AXIS = Axis("type", "", _CODES, _CODES, False, _CODES)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the bulletins of one district."""

    frame: Frame
    district: District

    def summary(self, end: date, days: int = 90) -> Summary:
        """Return the findings of the days up to one."""
        periods = choose_days(end, end, days)
        return summarize(
            self.frame, district=self.district, taxonomy=taxonomy.load(), periods=periods, min_cell=MIN_CELL
        )

    def outlook(self, end: date) -> Outlook:
        """Return the alarms of the week up to a day."""
        return look_out(self.frame, _week(end), _AXIS, taxonomy.load(), min_cell=MIN_CELL)

    def where(self, end: date, days: int = 90) -> Where:
        """Return the hotspots and outliers of the days up to one."""
        oldest = bounds(self.frame)[0] or end
        period = choose_days(end, end, days)
        assert period is not None  # the end is given
        return look_around(self.frame, period.now, _AXIS, self.district, min_cell=MIN_CELL, oldest=oldest)


def _week(end: date) -> Period:
    period = choose_days(end, end, 7)
    assert period is not None  # the end is given
    return period.now


@contextmanager
def reading(table: pa.Table, district: District) -> Iterator[Reader]:
    """Open drawn cases on one thread, since short queries gain nothing from more."""
    with open_cases(table, district, threads=1) as frame:
        yield Reader(frame, district)


@dataclass
class Share:
    """How many of how many.

    Attributes
    ----------
    k, n : int
    seen : list of float
        Numbers that belong to those that count, as how late each was.
    """

    k: int = 0
    n: int = 0
    seen: list[float] = field(default_factory=list)

    def add(self, found: bool, value: float | None = None) -> None:
        """Count one more."""
        self.n += 1
        self.k += bool(found)
        if found and value is not None:
            self.seen.append(value)

    @property
    def share(self) -> float:
        """Share, NaN of none."""
        return self.k / self.n if self.n else float("nan")

    def __str__(self) -> str:
        low, high = (float(v) for v in wilson_interval(self.k, self.n))
        return f"{self.share:.0%} ({low:.0%}–{high:.0%})" if self.n else "–"

    @property
    def median(self) -> str:
        """Median of ``seen``."""
        return f"{np.median(self.seen):.0f}" if self.seen else "–"


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)])
