"""What stands out: groups that are cheated more than others, types that rise, outbreaks, the largest loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from fanzha.characteristics.frame import REVIEW, Frame
from fanzha.statistics import benjamini_hochberg, odds_interval, odds_p, rate_ratio, share_p
from fanzha.summarize.book import Book, Comparison, Ref, compare
from fanzha.summarize.coding import OTHERS
from fanzha.summarize.residents import Band
from fanzha.summarize.words import group_in_english

FALSE_DISCOVERIES = 0.05
_GROUPS = ("type,sex", "type,band", "type,sex,band", "type,area")
_PLACES = ("type", "type,street")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands out.

    Attributes
    ----------
    kind : str
        ``group``, ``riser``, ``outbreak`` or ``loss``.
    ref : Ref
        Where its counts are.
    type, type_title : str
    where : dict
        Property to value: ``sex``, ``band``, ``area``, ``street``, ``occupation``.
    title : str
        What a reader sees for ``where``; empty where it is the whole district.
    start, end : date
        First and last day of its cases.
    ages : tuple or None
        First and last age (None: no end) of its age band.
    n : int
    ratio, low, high : float
        Rate or odds ratio with its exact 95% interval; NaN for ``loss``.
    p, q : float
        Two-sided exact p-value, and the share of false findings if all up to this one are reported; NaN for ``loss``.
    sentence : str
    type_english, title_english, sentence_english : str
        The same for an English reader.
    """

    kind: str
    ref: Ref
    type: str
    type_title: str
    where: Mapping[str, str]
    title: str
    start: date
    end: date
    ages: tuple[int, int | None] | None
    n: int
    ratio: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    p: float = float("nan")
    q: float = float("nan")
    sentence: str = ""
    type_english: str = ""
    title_english: str = ""
    sentence_english: str = ""

    @property
    def against_types(self) -> bool:
        """Whether a group is compared by what it falls for (odds ratio), not with other residents (rate ratio)."""
        return self.ref.method == "odds"

    def case_ids(self, frame: Frame) -> tuple[str, ...]:
        """Return the cases that it counts, out of the frame that was summarised."""
        chosen = ["type = ?", "day BETWEEN ? AND ?"]
        values: list[object] = [self.type, self.start, self.end]
        for name, value in self.where.items():
            chosen.append(f"{name} = ?")
            values.append(value)
        query = f"SELECT case_id FROM cases WHERE NOT benign AND {' AND '.join(chosen)} ORDER BY day, case_id"  # noqa: S608
        found = frame.rows(query, values)
        return tuple(case for (case,) in found)


def find(book: Book, bands: tuple[Band, ...]) -> tuple[tuple[Finding, ...], int]:
    """Test everything, and return what stands out, the surest of each kind first.

    Parameters
    ----------
    book : Book
    bands : tuple
        Age bands, as the axis ``band`` has them.

    Returns
    -------
    findings : tuple of Finding
        Kinds in the order outbreaks, risers, groups.
    tested : int
        Number of tests made, over which false discoveries are controlled.
    """
    tests = [*_change_tests(book), *_group_tests(book)]
    if not tests:
        return (), 0
    compared = [compare(book, ref) for ref in tests]
    p = _p_values(tests, compared)
    q = benjamini_hochberg(p)
    found = []
    for ref, one, p_one, q_one in zip(tests, compared, p, q, strict=True):
        if q_one > FALSE_DISCOVERIES or one.n < book.min_cell:
            continue
        ratio, low, high = _interval(ref.method, one)
        if low > 1:
            found.append(_finding(book, bands, ref, one.n, (ratio, low, high, float(p_one), float(q_one))))
    order = ("outbreak", "riser", "group")
    found.sort(key=lambda f: (order.index(f.kind), -f.low, f.p))
    return tuple(found), len(tests)


def _change_tests(book: Book) -> Iterator[Ref]:
    # What is tested is chosen by the sum of both counts, which the exact test holds fixed: the choice biases nothing.
    for method, first, second in (("change", "now", "before"), ("outbreak", "week", "weeks")):
        if second not in book.windows:
            continue
        for names in _PLACES:
            if method == "outbreak" and names == "type":
                continue
            enough = book.stated(first, names) + book.stated(second, names) >= book.min_cell
            for at in zip(*np.nonzero(enough), strict=True):
                if at[0] in book.types and not _is_rest(book, names, at):
                    yield Ref(method, names, tuple(map(int, at)))


def _group_tests(book: Book) -> Iterator[Ref]:
    for names in (*_GROUPS, "type,occupation"):
        counts, others = book.stated("now", names), names.split(",", 1)[1]
        people = book.people.get(others)
        for type_ in book.types:
            total = int(counts[type_].sum())
            if total < book.min_cell or counts[type_].size < 2:
                continue
            for group in np.ndindex(counts[type_].shape):
                at = (type_, *group)
                if _is_rest(book, names, at):
                    continue
                if people is None:
                    rest = counts[book.types].sum() - total
                    if rest:
                        yield Ref("odds", names, at)
                elif people[group] > 0 and np.nansum(people) > people[group]:
                    yield Ref("rate", names, at)


def _is_rest(book: Book, names: str, at: tuple[int, ...]) -> bool:
    return any(book.axes[a].labels[i] == OTHERS for a, i in list(zip(names.split(","), at, strict=True))[1:])


def _p_values(tests: list[Ref], compared: list[Comparison]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    p = np.ones(len(tests))
    counts = [i for i, ref in enumerate(tests) if ref.method != "odds"]
    if counts:
        n, base, e1, e0 = np.array(
            [(c.n, c.base, c.exposure, c.base_exposure) for c in (compared[i] for i in counts)], dtype=np.float64
        ).T
        p[counts] = share_p(n, n + base, e1 / (e1 + e0))
    for i, ref in enumerate(tests):
        if ref.method == "odds":
            p[i] = odds_p(*_four(compared[i]))
    return p


def _four(one: Comparison) -> tuple[int, int, int, int]:
    return one.n, int(one.exposure), one.base, int(one.outside)


@lru_cache(maxsize=4096)
def _interval(method: str, one: Comparison) -> tuple[float, float, float]:
    if method == "odds":
        return odds_interval(*_four(one))
    ratio, low, high, _ = rate_ratio(one.n, one.base, one.exposure, one.base_exposure)
    return float(ratio), float(low), float(high)


def interval(book: Book, ref: Ref) -> tuple[float, float, float]:
    """Return the ratio of a comparison and its 95% interval."""
    return _interval(ref.method, compare(book, ref))


def _finding(
    book: Book, bands: tuple[Band, ...], ref: Ref, n: int, numbers: tuple[float, float, float, float, float]
) -> Finding:
    kind = {"change": "riser", "outbreak": "outbreak"}.get(ref.method, "group")
    names = ref.names.split(",")
    labels = [book.axes[a].labels[i] for a, i in zip(names, ref.at, strict=True)]
    titles = {a: book.axes[a].titles[i] for a, i in zip(names, ref.at, strict=True)}
    ages = bands[ref.at[names.index("band")]][:2] if "band" in names else None
    period = book.windows["week" if kind == "outbreak" else "now"].period
    return Finding(
        kind, ref, labels[0], titles["type"], dict(zip(names[1:], labels[1:], strict=True)), _group_title(titles),
        period.start, period.end, ages, n, *numbers,
        type_english=book.axes["type"].english[ref.at[0]],
        title_english=group_in_english(dict(zip(names[1:], labels[1:], strict=True))),
    )  # fmt: skip


def _group_title(titles: Mapping[str, str]) -> str:
    sex = {"女": "女性", "男": "男性"}.get(titles.get("sex", ""), titles.get("sex", ""))
    place = titles.get("area", "") + titles.get("street", "")
    return place + titles.get("band", "") + sex + titles.get("occupation", "")


def largest_loss(book: Book, losses: Mapping[str, float]) -> Finding | None:
    """Return the decided type that lost most, or None where no type of enough cases states a loss.

    Parameters
    ----------
    book : Book
    losses : mapping
        Type to the sum of its losses in yuan.
    """
    axis, counts = book.axes["type"], book.stated("now", "type")
    enough = {
        code: loss
        for code, loss in losses.items()
        if code != REVIEW and counts[axis.labels.index(code)] >= book.min_cell
    }
    code = max(enough, key=lambda c: enough[c], default=None)
    if code is None or not enough[code]:
        return None
    at, period = axis.labels.index(code), book.windows["now"].period
    n = int(counts[at])
    return Finding(
        "loss", Ref("loss", "type", (at,)), code, axis.titles[at], {}, "", period.start, period.end, None, n,
        type_english=axis.english[at],
    )  # fmt: skip
