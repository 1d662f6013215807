"""What the store holds of each week, as drift is judged by: types, reviews, and how new the vocabulary is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from fanzha.classifiers import Classifier
from fanzha.text import content

if TYPE_CHECKING:
    from fanzha.store.base import Store

# Texts of a week that are looked at for new vocabulary: of 300 texts with a spread of 0.05, as reports have, the mean is
# known to 0.003.
SAMPLE: Final = 300
# Fewer texts than this are not judged: shares of a mix are known to no better than 9 points each.
MIN_TEXTS: Final = 30
# The first weeks of a store that have so many texts are what its later weeks are compared with: two months.
REFERENCE_WEEKS: Final = 8


@dataclass(frozen=True, slots=True)
class Familiarity:
    """How new the vocabulary of n texts is.

    Attributes
    ----------
    n : int
    total, squares : float
        Sum and sum of squares of the texts' shares of pairs of characters that the model does not know
        (see `fanzha.classifiers.Prediction`).
    """

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Familiarity) -> Familiarity:
        return Familiarity(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        """Mean share of unknown pairs; NaN of no text."""
        return self.total / self.n if self.n else float("nan")

    @property
    def error(self) -> float:
        """Standard error of the mean; NaN of fewer than two texts."""
        if self.n < 2:
            return float("nan")
        return math.sqrt(max(self.squares - self.total**2 / self.n, 0.0) / (self.n - 1) / self.n)


@dataclass(frozen=True, slots=True)
class Week:
    """The cases reported in one ISO week.

    Attributes
    ----------
    start : date
        Its Monday.
    types : mapping of str to int
        Cases by predicted type.
    review : int
        Cases that a person must look at.
    unfamiliar : int
        Those among them whose reason is ``unfamiliar``.
    vocabulary : Familiarity or None
        Of a sample of its texts; None where the model cannot tell.
    """

    start: date
    types: Mapping[str, int] = field(default_factory=dict)
    review: int = 0
    unfamiliar: int = 0
    vocabulary: Familiarity | None = None

    @property
    def n(self) -> int:
        """Number of cases."""
        return sum(self.types.values())

    @property
    def name(self) -> str:
        """As ISO 8601 writes it: ``2026-W09``."""
        return iso_week(self.start)


def iso_week(day: date) -> str:
    """Return the ISO 8601 name of the week of a day, as in ``2026-W09``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


_COUNTS = """
SELECT CAST(date_trunc('week', reported_on) AS date) AS week, type, count(*) AS n,
       sum(CASE WHEN needs_review THEN 1 ELSE 0 END) AS review,
       sum(CASE WHEN review_reason = 'unfamiliar' THEN 1 ELSE 0 END) AS unfamiliar
FROM current_scores WHERE reported_on IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""
# Hashes stand in no relation to what the texts say, so the smallest are a random sample, and the same each time.
_TEXTS = """
SELECT week, text FROM (
    SELECT CAST(date_trunc('week', reported_on) AS date) AS week, text,
           row_number() OVER (PARTITION BY date_trunc('week', reported_on) ORDER BY content_hash, case_id) AS place
    FROM current_scores WHERE reported_on >= %s AND reported_on < %s
) AS numbered WHERE place <= %s ORDER BY week, place
"""


def together(weeks: Sequence[Week]) -> Week:
    """Return several weeks as one, under the name of the last; at least one is needed."""
    types: dict[str, int] = {}
    for week in weeks:
        for name, n in week.types.items():
            types[name] = types.get(name, 0) + n
    seen = [w.vocabulary for w in weeks if w.vocabulary is not None]
    return Week(
        weeks[-1].start,
        types,
        sum(w.review for w in weeks),
        sum(w.unfamiliar for w in weeks),
        sum(seen, Familiarity()) if len(seen) == len(weeks) else None,
    )


def reference_weeks(weeks: Sequence[Week]) -> list[Week]:
    """Return the first weeks with enough texts, as far as there are any."""
    return [w for w in weeks if w.n >= MIN_TEXTS][:REFERENCE_WEEKS]


def read_weeks(store: Store, classifier: Classifier | None = None, *, last: int = 52) -> list[Week]:
    """Return all weeks of a store in which a case was reported, in their order.

    Parameters
    ----------
    store : Store
    classifier : Classifier, optional
        Tells which texts have a new vocabulary; without it, no week says so.
    last : int
        How many weeks from the newest back have their vocabulary looked at, besides `reference_weeks`.

    Returns
    -------
    list of Week
        Cases without a date are in none.
    """
    found: dict[date, Week] = {}
    for row in store.sql(_COUNTS).to_pylist():
        week = found.setdefault(row["week"], Week(row["week"]))
        found[row["week"]] = replace(
            week,
            types={**week.types, row["type"]: int(row["n"])},
            review=week.review + int(row["review"]),
            unfamiliar=week.unfamiliar + int(row["unfamiliar"]),
        )
    weeks = list(found.values())
    if classifier is not None:
        for part in (reference_weeks(weeks), weeks[-last:] if last > 0 else []):
            _look(store, classifier, part, found)
    return list(found.values())


def _look(store: Store, classifier: Classifier, weeks: Sequence[Week], found: dict[date, Week]) -> None:
    """Look at the vocabulary of weeks that stand together, where that was not done yet."""
    new = [w.start for w in weeks if found[w.start].vocabulary is None]
    if not new:
        return
    table = store.sql(_TEXTS, (new[0], new[-1] + timedelta(days=7), SAMPLE))
    texts: dict[date, list[str]] = {start: [] for start in new}
    for start, text in zip(table.column("week").to_pylist(), table.column("text").to_pylist(), strict=True):
        if start in texts:
            texts[start].append(text)
    for start, these in texts.items():
        found[start] = replace(found[start], vocabulary=measure_vocabulary(these, classifier))


def measure_vocabulary(texts: Sequence[str], classifier: Classifier) -> Familiarity | None:
    """Return how new the vocabulary of texts is to a model, or None where it cannot tell.

    Texts of fewer than two characters have no pair and are left out.
    """
    if not texts:
        return Familiarity()
    shares = classifier.predict(texts).familiarity.astype(np.float64)
    if not np.isfinite(shares).all():
        return None
    unknown = 1 - shares[content(texts).characters > 1]
    return Familiarity(len(unknown), float(unknown.sum()), float((unknown**2).sum()))
