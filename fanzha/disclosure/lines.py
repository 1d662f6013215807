"""Sums that tables give away: the parts of each line add up to its total, which bounds what is not shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Stands for "no bound". Sums of thousands of them are still exact in float64.
UNBOUNDED = float(2**38)
# Rounds of propagation: bounds that still move afterwards are left where they are, which is valid, only wider.
_ROUNDS = 60


class Lines:
    """Lines over numbered cells: parts and total of each.

    Parameters
    ----------
    blocks : sequence of (ndarray, ndarray)
        Parts, of shape (lines, parts), and total, of shape (lines,): numbers of cells.
    n : int
        Cells.

    Attributes
    ----------
    cell, sign, row : ndarray
        Of each entry: its cell, 1 for a part and -1 for the total, and its line.
    start : ndarray
        First entry of each line; one more for the end.
    """

    def __init__(self, blocks: Sequence[tuple[Ints, Ints]], n: int) -> None:
        cells, lengths = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for parts, total in blocks:
            if parts.size:
                cells.append(np.hstack([parts, total[:, None]]).ravel())
                lengths.append(np.full(len(parts), parts.shape[1] + 1))
        self._set(np.concatenate(cells), np.concatenate(lengths), n)

    def _set(self, cell: Ints, length: Ints, n: int) -> None:
        self.n, self.cell = n, cell
        self.start = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
        self.row = np.repeat(np.arange(len(length)), length)
        self.sign = np.ones(len(self.cell))
        self.sign[self.start[1:] - 1] = -1

    def __len__(self) -> int:
        return len(self.start) - 1

    def without(self, gone: NDArray[np.bool_]) -> Lines:
        """Return the lines that no cell of those gone is in, over the same cells."""
        kept = np.ones(len(self), dtype=bool)
        kept[self.row[gone[self.cell]]] = False
        fewer = Lines((), self.n)
        fewer._set(self.cell[kept[self.row]], np.diff(self.start)[kept], self.n)
        return fewer

    def propagate(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Narrow bounds by every line until nothing changes.

        Parameters
        ----------
        low, high : ndarray, shape (n,)
            Bounds of each cell; equal where it is known.

        Returns
        -------
        low, high : ndarray
            No value outside is possible. The other way round is not certain: these are outer bounds.
        """
        low, high = low.copy(), high.copy()
        open_lines = np.unique(self.row[(low < high)[self.cell]])
        if not len(open_lines):
            return low, high
        chosen = np.isin(self.row, open_lines)
        cell, sign, row = self.cell[chosen], self.sign[chosen], self.row[chosen]
        start = np.flatnonzero(np.append(True, np.diff(row) > 0))
        place = np.repeat(np.arange(len(start)), np.diff(np.append(start, len(row))))
        part = sign > 0
        for _ in range(_ROUNDS):
            # Terms of parts count as they are, that of the total with its sign turned: a line sums to zero.
            least = np.where(part, low[cell], -high[cell])
            most = np.where(part, high[cell], -low[cell])
            at_most = least - np.add.reduceat(least, start)[place]
            at_least = most - np.add.reduceat(most, start)[place]
            new_low, new_high = low.copy(), high.copy()
            np.minimum.at(new_high, cell, np.where(part, at_most, -at_least))
            np.maximum.at(new_low, cell, np.where(part, at_least, -at_most))
            if np.array_equal(new_low, low) and np.array_equal(new_high, high):
                break
            low, high = new_low, new_high
        return low, high
