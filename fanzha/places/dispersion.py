"""How much more counts of areas and weeks vary than chance alone makes them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fanzha.places.geography import Geography

WEEK = 7  # days
RECENT = 30  # days left out at the end: what a scan looks for must not excuse itself
_FEWEST_WEEKS = 4
_FEWEST_CASES = 20  # of a type
# What is left, on average over the days on which a week may begin, of the variance between weeks that begin on another.
_KEPT = sum((k / WEEK) ** 2 + (1 - k / WEEK) ** 2 for k in range(WEEK)) / WEEK


def groups(geography: Geography) -> NDArray[np.int64]:
    """Return the number of the station of each street; of each street itself where there is one station only.

    Parameters
    ----------
    geography : Geography

    Returns
    -------
    ndarray of int, shape (streets,)
    """
    names = geography.areas if len(set(geography.areas)) > 1 else geography.names
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)


def dispersion(tables: Mapping[str, NDArray[np.int64]], geography: Geography, *, recent: int = RECENT) -> float:
    """Estimate the variance of weekly counts of a type in an area, as a multiple of its mean.

    Parameters
    ----------
    tables : mapping of str to ndarray of int, shape (streets, days)
        Cases of each type.
    geography : Geography
        Of the same streets.
    recent : int
        Days at the end that are left out.

    Returns
    -------
    float
        1 or more; 1 where there is too little to tell.

    Notes
    -----
    Pearson's statistic of areas x weeks, with the margins of the table as its model, over its degrees of freedom (McCullagh and Nelder
    1989, ch. 4 and 9), pooled over types: busy areas and busy weeks of a type are no dispersion. The expected statistic of a multinomial table of n cases is
    (rows - 1)(columns - 1) n / (n - 1), however sparse (Haldane 1940). Nobody knows on which day a high week began: all seven are tried, and what
    is lost by it is given back. Types share one value, so that an outbreak of the last months in one of them does not hide the next.
    """
    at = groups(geography)
    total, freedom = 0.0, 0.0
    for table in tables.values():
        for offset in range(WEEK):
            squares, free = _pearson(table[:, : max(table.shape[1] - recent - offset, 0)], at)
            total, freedom = total + squares, freedom + free
    return max(1.0, 1.0 + (total / freedom - 1.0) / _KEPT) if freedom else 1.0


def _pearson(table: NDArray[np.int64], at: NDArray[np.int64]) -> tuple[float, float]:
    """Return Pearson's statistic of areas x weeks, and what is expected of it; nothing where there is too little."""
    weeks, count = table.shape[1] // WEEK, int(at.max()) + 1
    if weeks < _FEWEST_WEEKS or count < 2:
        return 0.0, 0.0
    weekly = table[:, table.shape[1] - weeks * WEEK :].reshape(len(table), weeks, WEEK).sum(axis=2)
    cells = np.zeros((count, weeks))
    np.add.at(cells, at, weekly)
    cells = cells[cells.sum(axis=1) > 0][:, cells.sum(axis=0) > 0]
    n = cells.sum()
    if n < _FEWEST_CASES or min(cells.shape) < 2:
        return 0.0, 0.0
    mean = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / n
    return float(np.sum((cells - mean) ** 2 / mean)), (cells.shape[0] - 1) * (cells.shape[1] - 1) * n / (n - 1)
