"""What stands out: a finding, the group that it is about, and the test behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fanzha.errors import NumberError
from fanzha.summarize.figures import Tables
from fanzha.summarize.period import Period
from fanzha.summarize.sentences import Sentence
from fanzha.summarize.statistics import benjamini_hochberg
from fanzha.summarize.tables import Key

# A share of false findings of at most this is accepted.
MAX_Q = 0.05
# Smallest number of cases behind a finding, whatever may be shown.
MIN_N = 5
# With a whole province's cases any difference is significant; a smaller ratio is no use to anybody.
MIN_RATIO = 1.2
KINDS = ("outbreak", "rise", "group", "loss")  # the most urgent first


@dataclass(frozen=True, slots=True)
class Group:
    """People or a place: None where it does not matter."""

    sex: str | None = None
    band: str | None = None
    ages: tuple[int, int | None] | None = None
    area: str | None = None
    street: str | None = None
    occupation: str | None = None

    @property
    def label(self) -> str:
        """The group in Chinese; empty for everybody."""
        place = self.street or (f"{self.area}辖区" if self.area else "")
        sex = {"female": "女性", "male": "男性"}.get(self.sex or "", "")
        people = (self.band or "") + sex
        work = f"职业为{self.occupation}者" if self.occupation else ""
        return place + people + work


@dataclass(frozen=True, slots=True)
class Tested:
    """One cell that was tested, reported or not.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    measure : str
        ``rate_ratio``, ``odds_ratio`` or ``before_ratio``.
    table : str
    key : tuple of str
    p : float
        Two-sided.
    more : bool
        Whether there are more cases than expected.
    """

    kind: str
    measure: str
    table: str
    key: Key
    p: float
    more: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands out, with the sentences that say so.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    type, type_name : str
        Code and Chinese name of the fraud type.
    group : Group
        Whom or where it concerns.
    period : Period or None
        Days of the cases that it rests on; None where the cases have no dates.
    n : int
        Number of those cases.
    measure : str
        ``rate_ratio``, ``odds_ratio``, ``before_ratio``, or ``sum`` of losses.
    ratio, low, high : float
        Effect and the limits of its 95% interval; NaN for losses.
    q : float
        After Benjamini-Hochberg over all tests of the summary; NaN for losses.
    table, key :
        The cell.
    headline, basis : Sentence
        What is so; and the numbers that it rests on.
    """

    kind: str
    type: str
    type_name: str
    group: Group
    period: Period | None
    n: int
    measure: str
    ratio: float
    low: float
    high: float
    q: float
    table: str
    key: Key
    headline: Sentence
    basis: Sentence

    def check(self, tables: Tables) -> None:
        """Compare n and all sentences with the tables.

        Raises
        ------
        NumberError
            If any of them disagrees.
        """
        n = tables[self.table].value("n", self.key) if self.table in tables else float("nan")
        if n != self.n:
            raise NumberError("n of a finding must agree with its table", f"{self.n} for {n:g}", "rebuild the summary")
        self.headline.text(tables)
        self.basis.text(tables)


def group_of(axes: tuple[str, ...], key: Key, ages: dict[str, tuple[int, int | None]]) -> Group:
    """Return the group that a cell stands for.

    Parameters
    ----------
    axes : tuple of str
        Names of the table's axes.
    key : tuple of str
    ages : dict
        Band label to first and last age.
    """
    named = {axis: label for axis, label in zip(axes, key, strict=True) if axis != "type"}
    group = Group(**named)
    return replace(group, ages=ages.get(group.band)) if group.band else group


def significant(tests: list[Tested]) -> list[tuple[Tested, float]]:
    """Return the tests that hold after Benjamini-Hochberg over all of them and show more cases than expected, with q."""
    if not tests:
        return []
    q = benjamini_hochberg(np.array([t.p for t in tests]))
    return [(t, float(v)) for t, v in zip(tests, q, strict=True) if v <= MAX_Q and t.more]
