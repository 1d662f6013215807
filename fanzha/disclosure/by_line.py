"""Which cells of a table of counts must not be shown, line by line: quick, and no proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray


def suppressed(
    counts: NDArray[np.int64],
    min_cell: int,
    groups: Mapping[int, NDArray[np.int64]] | None = None,
    stated: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return which cells to hide.

    Parameters
    ----------
    counts : ndarray
        Counts of any number of dimensions, including the cell of what is not stated: the cells of a line add up to its total.
    min_cell : int
        Smallest count that may be shown. Zero is always shown.
    groups : mapping of int to ndarray, optional
        Dimension to the group of each of its positions, where totals of groups are published as well (streets of one
        station): the cells of each group are then a line of their own.
    stated : ndarray of bool, optional
        Cells that say something about people; all if not given. The others, of what is not stated, may be small and shown.

    Returns
    -------
    ndarray of bool
        Of the same shape. Cells under ``min_cell`` (primary), and in every line as many of the next smallest as it takes
        that no line has a single hidden cell, or hidden ones that add up to less than ``min_cell``, one more for each beyond the second
        (complementary): hidden cells are not zero, so that five that add up to 5 would all be 1.

    Notes
    -----
    Line by line until nothing changes: the usual heuristic, which guards against subtraction from published totals, not
    against solving the whole table as a system of inequalities. `fanzha.disclosure.suppress` does, and `fanzha.disclosure.attack` tells
    what this leaves open.
    """
    hidden = (counts > 0) & (counts < min_cell)
    if stated is not None:
        hidden &= stated
    if counts.ndim == 0 or not hidden.any():
        return hidden
    lines = [line for line in _lines(counts.shape, groups or {}) if len(line) > 1]
    flat, mask = counts.reshape(-1), hidden.reshape(-1).copy()
    changed = True
    while changed:
        changed = False
        for line in lines:
            masked = line[mask[line]]
            if not len(masked) or (len(masked) > 1 and flat[masked].sum() >= min_cell + len(masked) - 2):
                continue
            # Nothing to add: the line's total is as small as the cell, and is hidden where it is published.
            free = line[~mask[line] & (flat[line] > 0)]
            if len(free):
                mask[free[np.argmin(flat[free])]] = True
                changed = True
    return mask.reshape(counts.shape)


def _lines(shape: tuple[int, ...], groups: Mapping[int, NDArray[np.int64]]) -> Iterator[NDArray[np.int64]]:
    """Yield the flat positions of every line of a table along every dimension."""
    positions = np.arange(int(np.prod(shape))).reshape(shape)
    for axis in range(len(shape)):
        along = np.moveaxis(positions, axis, -1).reshape(-1, shape[axis])
        yield from along
        if axis in groups:
            for group in np.unique(groups[axis]):
                yield from along[:, groups[axis] == group]
