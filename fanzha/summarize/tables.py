"""Tables of counts, losses and rates, with what may not be shown marked cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fanzha.errors import NumberError
from fanzha.summarize.coding import Axis, Coded
from fanzha.summarize.residents import Residents
from fanzha.summarize.special import Floats
from fanzha.summarize.statistics import count_interval, median_rank, share_interval
from fanzha.summarize.suppression import suppressed

Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]
Key = tuple[str, ...]

# A percentage of fewer earlier cases than this says more about chance than about change.
MIN_FOR_PERCENT = 10
PER = 100_000  # residents
# Axes that a population is known by; "type" divides cases, not residents.
_RESIDENT_AXES = ("sex", "band", "area", "street")
COLUMNS = (
    "n", "review", "share", "share_low", "share_high", "n_before", "change", "change_share", "population", "rate", "rate_low",
    "rate_high", "loss_n", "loss_sum", "loss_before", "loss_median", "median_low", "median_high",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Cases counted by some axes.

    Attributes
    ----------
    name : str
        Names of the axes joined by ``_``; ``total`` without any.
    axes : tuple of Axis
    values : dict of ndarray
        Column (`COLUMNS`) to an array with one dimension for each axis; NaN where nothing can be said. Amounts in yuan;
        ``rate`` is cases per 100,000 residents in the period; ``share`` is of the cases whose value is stated (within their
        type, where the first axis is the type), for the cell of what is not stated of all cases; intervals at 95%.
    hidden : dict of ndarray of bool
        Column to the cells that may not be shown.
    """

    name: str
    axes: tuple[Axis, ...]
    values: Mapping[str, Floats]
    hidden: Mapping[str, Bools]

    def at(self, key: Key) -> tuple[int, ...]:
        """Return the position of a key, one label for each axis.

        Raises
        ------
        NumberError
            If the table has no such cell.
        """
        try:
            return tuple(axis.labels.index(label) for axis, label in zip(self.axes, key, strict=True))
        except ValueError as error:
            raise NumberError("a cell must exist", f"none such in table {self.name}", "report this as a defect") from error

    def value(self, column: str, key: Key = ()) -> float:
        """Return a value, hidden or not; NaN where nothing can be said."""
        return float(self.values[column][self.at(key)])

    def is_hidden(self, column: str, key: Key = ()) -> bool:
        """Tell whether a value may not be shown."""
        return bool(self.hidden[column][self.at(key)])

    @property
    def known(self) -> Bools:
        """Cells of which every value is stated, as an array of the table's shape."""
        stated = np.ones([len(axis.labels) for axis in self.axes], dtype=bool)
        for i, axis in enumerate(self.axes):
            if axis.missing:
                stated[(slice(None),) * i + (-1,)] = False
        return stated

    @property
    def missing(self) -> int:
        """Number of cases of which not every value is stated."""
        return int(self.values["n"][~self.known].sum())

    @property
    def missing_share(self) -> float:
        """Their share; NaN without cases."""
        n = self.values["n"].sum()
        return float(self.missing / n) if n else float("nan")

    def last(self, rows: int) -> Table:
        """Return the table of the last labels of the first axis."""
        first = replace(self.axes[0], labels=self.axes[0].labels[-rows:], titles=self.axes[0].titles[-rows:])
        values = {column: v[-rows:] for column, v in self.values.items()}
        hidden = {column: v[-rows:] for column, v in self.hidden.items()}
        return replace(self, axes=(first, *self.axes[1:]), values=values, hidden=hidden)

    def to_arrow(self) -> pa.Table:
        """Return one row a cell: a column for each axis (null: not stated), all values (null: hidden or unknown)."""
        keys = list(product(*(range(len(axis.labels)) for axis in self.axes)))
        made: dict[str, pa.Array] = {}
        for i, axis in enumerate(self.axes):
            labels = [axis.labels[k[i]] if k[i] < axis.known else None for k in keys]
            made[axis.name] = pa.array(labels, pa.string())
        for column, values in self.values.items():
            flat = np.asarray(values, dtype=np.float64).reshape(-1)
            made[column] = pa.array(flat, mask=self.hidden[column].reshape(-1) | np.isnan(flat))
        made["suppressed"] = pa.array(self.hidden["n"].reshape(-1))
        return pa.table(made)


def build_table(
    coded: Coded,
    axes: Sequence[str],
    now: Bools,
    before: Bools | None,
    *,
    min_cell: int,
    residents: Residents | None = None,
    groups: Mapping[int, Counts] | None = None,
    complement: bool = True,
    full: bool = True,
    name: str = "",
) -> Table:
    """Count the cases of a period.

    Parameters
    ----------
    coded : Coded
    axes : sequence of str
        Names of the axes; none for the totals.
    now, before : ndarray of bool
        Which cases belong to the period, and to the one before; None where there is nothing to compare with.
    min_cell : int
        Smallest count that may be shown.
    residents : Residents, optional
        For rates.
    groups : mapping, optional
        See `suppressed`.
    complement : bool
        Whether totals of the table are published, so that complementary suppression is needed.
    full : bool
        Whether to add shares, losses and intervals; otherwise only n, review, n_before and population.
    name : str, optional
        Name of the table, if not the names of the axes.
    """

    def hide(counts: Counts) -> Bools:
        return suppressed(counts, min_cell, groups) if complement else (counts > 0) & (counts < min_cell)

    own = tuple(coded.axes[a] for a in axes)
    n, review = coded.count(axes, now), coded.count(axes, now & coded.review)
    n_before = None if before is None else coded.count(axes, before)
    values: dict[str, Floats] = {
        "n": n.astype(np.float64),
        "review": review.astype(np.float64),
        "n_before": np.full(n.shape, np.nan) if n_before is None else n_before.astype(np.float64),
        "population": _population(own, residents),
    }
    nothing = np.zeros(n.shape, dtype=bool)
    hidden: dict[str, Bools] = {"n": hide(n), "n_before": nothing if n_before is None else hide(n_before)}
    hidden |= {"review": hidden["n"], "population": nothing}
    table = Table(name or "_".join(axes) or "total", own, values, hidden)
    if not full:
        return table
    _add_change(values, hidden)
    _add_shares(table, values, hidden)
    lost = _add_losses(coded, axes, now, before, values)
    few = hidden["n"] | hide(values["loss_n"].astype(np.int64))
    hidden |= {"loss_n": few, "loss_sum": few, "loss_before": hidden["n_before"]}
    alone = few | ((lost > 0) & (lost < min_cell))  # the median of one loss is that loss
    hidden |= {"loss_median": alone, "median_low": alone, "median_high": alone}
    return table


def _add_change(values: dict[str, Floats], hidden: dict[str, Bools]) -> None:
    n, n_before = values["n"], values["n_before"]
    values["change"] = n - n_before
    with np.errstate(divide="ignore", invalid="ignore"):
        values["change_share"] = np.where(n_before >= MIN_FOR_PERCENT, (n - n_before) / n_before, np.nan)
    hidden["change"] = hidden["change_share"] = hidden["n"] | hidden["n_before"]


def _add_shares(table: Table, values: dict[str, Floats], hidden: dict[str, Bools]) -> None:
    n, known, population = values["n"], table.known, values["population"]
    # Within each type where types are split further, else within the whole table.
    along = tuple(range(1 if len(table.axes) > 1 and table.axes[0].name == "type" else 0, n.ndim))
    stated = np.broadcast_to(np.where(known, n, 0).sum(axis=along, keepdims=True), n.shape)
    everything = np.broadcast_to(n.sum(axis=along, keepdims=True), n.shape)
    of = np.where(known, stated, everything)
    low, high = count_interval(n)
    with np.errstate(divide="ignore", invalid="ignore"):
        values["share"] = n / of
        for column, count in (("rate", n), ("rate_low", low), ("rate_high", high)):
            # A place without residents has no rate.
            values[column] = np.where(population > 0, count / population * PER, np.nan)
    values["share_low"], values["share_high"] = share_interval(n, of)
    for column in ("share", "share_low", "share_high", "rate", "rate_low", "rate_high"):
        hidden[column] = hidden["n"]


def _add_losses(
    coded: Coded, axes: Sequence[str], now: Bools, before: Bools | None, values: dict[str, Floats]
) -> Counts:
    """Add sums of all stated losses, and the median of those above zero with its interval; return how many are above."""
    shape = values["n"].shape
    stated = ~np.isnan(coded.loss)
    values["loss_n"] = coded.count(axes, now & stated).astype(np.float64)
    values["loss_sum"] = _sum_losses(coded, axes, now & stated)
    values["loss_before"] = np.full(shape, np.nan) if before is None else _sum_losses(coded, axes, before & stated)
    median, low, high = (np.full(int(np.prod(shape)), np.nan) for _ in range(3))
    lost = now & (coded.loss > 0)
    flat, _ = coded.flat(axes, lost)
    losses = coded.loss[lost] / 100
    losses = losses[np.lexsort((losses, flat))]
    counts = np.bincount(flat, minlength=len(median))
    starts = np.cumsum(counts) - counts
    for cell in np.flatnonzero(counts):
        n, start = int(counts[cell]), int(starts[cell])
        median[cell] = (losses[start + (n - 1) // 2] + losses[start + n // 2]) / 2
        rank = median_rank(n) if len(axes) < 2 else None  # shown for whole types and groups only
        if rank is not None:
            low[cell], high[cell] = losses[start + rank - 1], losses[start + n - rank]
    values["loss_median"], values["median_low"], values["median_high"] = (v.reshape(shape) for v in (median, low, high))
    return counts.reshape(shape)


def _sum_losses(coded: Coded, axes: Sequence[str], chosen: Bools) -> Floats:
    flat, shape = coded.flat(axes, chosen)
    # Fen are whole numbers, so that the sums are exact up to 2**53 fen (90 million million yuan).
    sums = np.bincount(flat, weights=coded.loss[chosen], minlength=int(np.prod(shape)))
    return np.asarray(sums.reshape(shape) / 100)


def _population(axes: Sequence[Axis], residents: Residents | None) -> Floats:
    """Return the residents of each cell; NaN where unknown."""
    found = np.full([len(axis.labels) for axis in axes], np.nan)
    divided = [axis for axis in axes if axis.name != "type"]
    if residents is None or any(axis.name not in _RESIDENT_AXES for axis in divided):
        return found
    places = [i for i, axis in enumerate(axes) if axis.name != "type"]
    for position in product(*(range(axis.known) for axis in divided)):
        asked = {axis.name: axis.labels[p] for axis, p in zip(divided, position, strict=True)}
        count = residents.population(**asked)
        if count is not None:
            at: list[int | slice] = [slice(None)] * len(axes)
            for place, p in zip(places, position, strict=True):
                at[place] = p
            found[tuple(at)] = count
    return found
