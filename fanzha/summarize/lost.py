"""Which losses may be shown, and how exactly: a sum of few, or one that a single victim's loss makes up, tells that loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.disclosure import Suppression, dominated, suppress_sums
from fanzha.summarize.coding import Coded
from fanzha.summarize.counted import LOSS, SHOWN
from fanzha.summarize.hiding import Hiding
from fanzha.summarize.rounding import rounded

# Public sums are given to a thousand yuan and medians, which are some victim's own loss, to a hundred.
_SUMS: Final = 1000
_MEDIANS: Final = 100
# By two properties, and by streets beside their stations, there would be sums of sums: not told in public.
_NEVER: Final = ("sex_band", "street")


@dataclass(frozen=True, slots=True)
class Losses:
    """What may be told of the losses of a period.

    Attributes
    ----------
    masks : mapping of str to ndarray of bool
        For each table, of the shape of its counts: losses that are hidden.
    total : bool
        Whether the sum of all is hidden.
    public : bool
        Whether hidden ones are kept from whoever writes the bulletin, and the others are rounded.
    """

    masks: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    total: bool = False
    public: bool = False

    def hides(self, key: str, where: tuple[int, ...]) -> bool:
        """Tell whether the losses of a cell are hidden."""
        return key in self.masks and bool(self.masks[key][where])

    def rounded(self, total: float) -> float:
        """Return a sum as exactly as it may be told."""
        return float(rounded(total / _SUMS)) * _SUMS if self.public else total

    def exactly(
        self, total: float, median: float, low: float | None, high: float | None
    ) -> tuple[float, float, float | None, float | None]:
        """Return a sum, a median and its interval as exactly as they may be told."""
        if not self.public:
            return total, median, low, high
        near = [None if one is None else float(rounded(one / _MEDIANS)) * _MEDIANS for one in (median, low, high)]
        return self.rounded(total), near[0] or 0.0, near[1], near[2]


def losses_of(coded: Coded, chosen: NDArray[np.bool_], hiding: Hiding, min_cell: int, *, public: bool) -> Losses:
    """Choose the losses that may be shown.

    Parameters
    ----------
    coded : Coded
    chosen : ndarray of bool
        Its cases of the period.
    hiding : Hiding
        Of their counts.
    min_cell : int
        Fewest losses whose sum may be shown.
    public : bool
        Within the office only sums of few cases are hidden, where they are shown.
    """
    if not public or hiding.suppression is None:
        return Losses()
    masks: dict[str, NDArray[np.bool_]] = {}
    every = coded.loss[chosen]
    every = every[~np.isnan(every)]
    hidden = hiding.suppression
    cells = hidden.tables.cells
    told = ("loss",) in cells and not bool(hidden.face("loss")[0])
    total = dominated(every.tolist()) or not told or len(every) < min_cell
    for key, names in SHOWN.items():
        if key in _NEVER or not told or (key,) not in cells:
            masks[key] = np.ones(hiding.masks[key].shape, dtype=bool)
            continue
        sums, largest, n = _cells(coded, chosen, names)
        few = (n > 0) & (n < min_cell)
        if key == "type":
            few |= hiding.masks[LOSS][:, 0]
        found = suppress_sums(_with(hidden, key, few), hiding.tables[key], sums, largest)
        total |= bool(found[-1])
        masks[key] = found[: len(few)]
    return Losses(masks, total, public)


def _with(hidden: Suppression, name: str, few: NDArray[np.bool_]) -> Suppression:
    """Return a suppression in which some values of a property are hidden as well."""
    mask = hidden.problem.hidden.copy()
    mask[hidden.tables.cells[name,][: len(few)]] |= few
    return replace(hidden, problem=replace(hidden.problem, hidden=mask))


def _cells(
    coded: Coded, chosen: NDArray[np.bool_], names: tuple[str, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return sum, largest and number of the losses of each cell."""
    flat, shape = coded.flat(names, chosen)
    loss = coded.loss[chosen]
    stated = ~np.isnan(loss)
    size = int(np.prod(shape))
    sums = np.bincount(flat[stated], weights=loss[stated], minlength=size).astype(np.float64)
    largest = np.zeros(size)
    np.maximum.at(largest, flat[stated], loss[stated])
    return sums.reshape(shape), largest.reshape(shape), np.bincount(flat[stated], minlength=size).reshape(shape)
