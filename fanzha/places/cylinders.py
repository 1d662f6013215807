"""Counts and likelihood ratios of all cylinders: zones of streets times windows of days, for many tables at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Counts of a batch of tables that are worked on at once: about what a core's cache holds.
_AT_ONCE = 400_000


class Cylinders:
    """All windows of up to so many days over all zones, with what is expected in each.

    Parameters
    ----------
    member : ndarray of bool, shape (zones, places)
    expected : ndarray, shape (places, days)
        Sums to ``total``.
    total : int
        Cases.
    max_days : int
        Longest window.
    alive : int or None
        Only windows that end on one of so many last days; None for all.
    min_cases : int
        Fewest cases of a cluster.

    Notes
    -----
    With c cases where e were expected, of C in all, the log likelihood ratio of a Poisson model is
    c log(c/e) + (C-c) log((C-c)/(C-e)) where c > e, else 0 (Kulldorff 1997). It is written as f(c) - c a - b, with f from a
    table and a, b of the cylinder alone. For a given e it rises with c, so that where the expectation of a zone is the same in
    every window of a length, only the fullest of them is looked at.
    """

    def __init__(
        self,
        member: NDArray[np.bool_],
        expected: Floats,
        total: int,
        *,
        max_days: int,
        alive: int | None,
        min_cases: int,
    ) -> None:
        self.days = int(expected.shape[1])
        self.total, self.max_days, self.min_cases = total, min(max_days, self.days), min_cases
        self.alive = self.days if alive is None else min(alive, self.days)
        self._member = member.T.astype(np.float32)
        c = np.arange(total + 1, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            own = np.where(c > 0, c * np.log(c), 0.0)
        self._table = own + own[::-1]
        sums = _running(expected.T) @ member.T  # in float64: expectations need more digits than counts
        self.expected = [sums[self._ends(n)] - sums[self._starts(n)] for n in self.lengths]
        self._a: list[Floats] = []
        self._b: list[Floats] = []
        self._least: list[Floats] = []
        for e in self.expected:
            # A cylinder that is expected to hold all, or none, can show nothing.
            usable = (e > 0) & (e < total)
            inner = np.where(usable, e, 0.5 * total)
            self._a.append(np.log(inner) - np.log(total - inner))
            self._b.append(total * np.log(total - inner))
            least = np.maximum(np.floor(inner) + 1, min_cases)
            self._least.append(np.where(usable, least, total + 1.0))
        self._level = 0.0
        self._enough: list[NDArray[np.float32]] = []
        # Where every window of a length expects the same, the ratio is highest in the fullest of them.
        self._even = all(np.allclose(e, e[:1], rtol=1e-9, atol=0) for e in self.expected)

    @property
    def lengths(self) -> range:
        """Lengths of windows, in days."""
        return range(1, self.max_days + 1)

    @property
    def count(self) -> int:
        """Number of cylinders."""
        return sum(e.size for e in self.expected)

    def _ends(self, length: int) -> slice:
        return slice(self.first_end(length), self.days + 1)

    def _starts(self, length: int) -> slice:
        return slice(self.first_end(length) - length, self.days + 1 - length)

    def first_end(self, length: int) -> int:
        """Return the day after the earliest window of a length."""
        return max(length, self.days - self.alive + 1)

    def counts(self, tables: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
        """Count the cases of each cylinder.

        Parameters
        ----------
        tables : ndarray of float32, shape (tables, days, places)
            Counts; exact up to 16 million.

        Yields
        ------
        ndarray, shape (windows, tables, zones)
            For every length.
        """
        sums = np.matmul(_running(tables.transpose(1, 0, 2)), self._member)
        for length in self.lengths:
            yield sums[self._ends(length)] - sums[self._starts(length)]

    def ratios(self, table: NDArray[np.int64]) -> list[Floats]:
        """Return the log likelihood ratio of each cylinder of one table.

        Parameters
        ----------
        table : ndarray of int, shape (places, days)

        Returns
        -------
        list of ndarray, each of shape (windows, zones)
            For every length.
        """
        counted = self.counts(table.T[None].astype(np.float32))
        return [self._ratio(i, c[:, 0]) for i, c in enumerate(counted)]

    def _ratio(self, i: int, counted: NDArray[np.float32], window: slice = slice(None)) -> Floats:
        a, b, least = (v[i][window] for v in (self._a, self._b, self._least))
        if counted.ndim == 3:
            a, b, least = a[:, None], b[:, None], least[:, None]
        ratio = self._table[counted.astype(np.intp)] - counted * a - b
        return np.where(counted >= least, ratio, 0.0)

    def highest(self, tables: NDArray[np.float32], level: float = 0.0) -> Floats:
        """Return the highest log likelihood ratio of each table.

        Parameters
        ----------
        tables : ndarray of float32, shape (tables, days, places)
        level : float
            A guess below most of the results. The result is the same; only cylinders with enough cases for it are worked out, and
            all of them where none has.

        Returns
        -------
        ndarray, shape (tables,)
        """
        if level != self._level and not self._even:
            self._level, self._enough = (
                level,
                [self._needed(i, level) for i in range(len(self.lengths))] if level else [],
            )
        step = max(1, _AT_ONCE // ((self.days + 1) * self._member.shape[1]))
        return np.concatenate([self._highest(tables[i : i + step]) for i in range(0, len(tables), step)])

    def _highest(self, tables: NDArray[np.float32]) -> Floats:
        top = np.zeros(len(tables))
        for i, counted in enumerate(self.counts(tables)):
            if not len(counted):
                continue
            if self._even:
                fullest = counted.max(axis=0, keepdims=True)
                np.maximum(top, self._ratio(i, fullest, slice(0, 1)).max(axis=(0, 2)), out=top)
            elif self._level:
                window, table, zone = np.nonzero(counted >= self._enough[i][:, None])
                cases, of = counted[window, table, zone], (window, zone)
                np.maximum.at(top, table, self._table[cases.astype(np.intp)] - cases * self._a[i][of] - self._b[i][of])
            else:
                np.maximum(top, self._ratio(i, counted).max(axis=(0, 2)), out=top)
        below = np.flatnonzero(top == 0)
        if self._level and len(below):
            level, self._level = self._level, 0.0
            top[below] = self._highest(tables[below])
            self._level = level
        return top

    def _needed(self, i: int, level: float) -> NDArray[np.float32]:
        """Return the fewest cases with which each cylinder of a length reaches a level; one more than all where none does."""
        low, high = self._least[i].astype(np.int64) - 1, np.full(self._least[i].shape, self.total + 1)
        while np.any(high - low > 1):
            middle = np.minimum((low + high) // 2, self.total)
            reached = self._table[middle] - middle * self._a[i] - self._b[i] >= level
            apart = high - low > 1
            low, high = np.where(apart & ~reached, middle, low), np.where(apart & reached, middle, high)
        return high.astype(np.float32)


def _running(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return running sums along the first axis, from zero."""
    sums = np.zeros((len(values) + 1, *values.shape[1:]), dtype=values.dtype)
    np.cumsum(values, axis=0, out=sums[1:])
    return sums
