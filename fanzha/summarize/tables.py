"""Tables of counts, losses and rates, by one property of the cases or by two, beside the period before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.statistics import count_interval, median_rank, wilson_interval
from fanzha.summarize.coding import Coded
from fanzha.summarize.lost import Losses

# A change in per cent of fewer earlier cases than this says more about chance than about the cases.
MIN_FOR_PERCENT = 10
PER = 100_000  # residents of a rate
FEN = 100  # a yuan

Residents = Callable[[dict[str, str]], "int | None"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a table.

    Attributes
    ----------
    labels, title : tuple of str, str
        Values of the properties, and what a reader sees for them.
    n : int
        Cases in the period.
    before : int or None
        Cases in the comparison period; None where there is none.
    hidden, before_hidden : bool
        Whether the count is too small to be shown, or would give away one that is. Zero is shown.
    share, share_low, share_high : float
        Of the cases whose value is stated, with 95% score interval; NaN where there are none.
    loss_n : int
        Cases that state a loss.
    loss, median_loss : float or None
        Yuan; None where no case states a loss.
    median_low, median_high : float or None
        95% interval of the median by the sign test; None under six losses.
    residents : int or None
    rate, rate_low, rate_high : float or None
        Cases of the period per 100,000 residents, with exact 95% interval; None without a population.
    english : str
        The title for an English reader.
    loss_hidden : bool
        Whether the losses may not be shown though the count may: too few, or one that makes up most of them. They are then None in public.
    """

    labels: tuple[str, ...]
    title: str
    n: int
    before: int | None
    hidden: bool
    before_hidden: bool
    share: float
    share_low: float
    share_high: float
    loss_n: int
    loss: float | None
    median_loss: float | None
    median_low: float | None
    median_high: float | None
    residents: int | None
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    english: str = ""
    loss_hidden: bool = False

    @property
    def change(self) -> int | None:
        """Cases more (or fewer) than in the comparison period; None where either count may not be shown."""
        return None if self.before is None or self.hidden or self.before_hidden else self.n - self.before

    @property
    def percent(self) -> float | None:
        """Change in per cent; None where the comparison period had too few cases."""
        change = self.change
        return (
            None if change is None or not self.before or self.before < MIN_FOR_PERCENT else 100 * change / self.before
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Cases by one property, or by two.

    Attributes
    ----------
    key, title : str
    cells : tuple of Cell
        Most cases first, except where the property has an order of its own.
    n : int
        Fraud cases in the period.
    missing : int
        Those of them whose value is not stated.
    missing_hidden : bool
        Whether the number of those is hidden; then no share of the others may be shown, from which it would follow.
    loss : float or None
        All losses of the period in yuan; None where no case states one, or where it may not be told.
    loss_n : int
        Cases that state a loss.
    """

    key: str
    title: str
    cells: tuple[Cell, ...]
    n: int
    missing: int
    missing_hidden: bool
    loss: float | None = None
    loss_n: int = 0

    @property
    def known(self) -> int:
        """Number of cases whose value is stated: what the shares are of."""
        return self.n - self.missing

    @property
    def missing_share(self) -> float:
        """Share of cases whose value is not stated."""
        return self.missing / self.n if self.n else 0.0

    @property
    def has_rates(self) -> bool:
        """Whether any row has a rate."""
        return any(c.rate is not None for c in self.cells)

    def cell(self, *labels: str) -> Cell:
        """Return a row by the values of its properties."""
        return next(c for c in self.cells if c.labels == labels)


def tabulate(
    coded: Coded,
    key: str,
    title: str,
    axes: Sequence[str],
    now: NDArray[np.bool_],
    before: NDArray[np.bool_] | None,
    *,
    hidden: NDArray[np.bool_],
    hidden_before: NDArray[np.bool_] | None,
    residents: Residents | None = None,
    keep_order: bool = False,
    lost: Losses | None = None,
) -> Table:
    """Count cases by one or two properties.

    Parameters
    ----------
    coded : Coded
    key, title : str
    axes : sequence of str
        One property or two.
    now, before : ndarray of bool
        Cases of the period and of the comparison period; None where nothing can be compared.
    hidden, hidden_before : ndarray of bool
        Cells that may not be shown, of the shape of the counts of the period and of the comparison period.
    residents : callable, optional
        From the values of the properties to how many people live there.
    keep_order : bool
        Whether rows stay in the order of the properties, cases or not.
    lost : Losses, optional
        Which losses may be shown, and how exactly; all, and to the fen, if not given.
    """
    shape_axes = [coded.axes[a] for a in axes]
    counts = coded.count(axes, now)
    earlier = coded.count(axes, before) if before is not None else None
    stated = np.zeros(counts.shape, dtype=bool)
    stated[tuple(slice(0, a.known) for a in shape_axes)] = True
    if hidden_before is None:
        hidden_before = np.zeros_like(hidden)
    flat, _ = coded.flat(axes, now)
    losses = [one / FEN for one in _by_cell(flat, coded.loss[now], counts.size)]
    known = int(counts[stated].sum())
    low, high = wilson_interval(counts, known)
    rate_low, rate_high = count_interval(counts) if residents else (low, high)
    cells = []
    for i, where in enumerate(np.ndindex(counts.shape)):
        n, n_before = int(counts[where]), int(earlier[where]) if earlier is not None else None
        if not stated[where] or not (n or n_before or keep_order):
            continue
        labels = tuple(a.labels[j] for a, j in zip(shape_axes, where, strict=True))
        people = residents(dict(zip(axes, labels, strict=True))) if residents else None
        cells.append(
            Cell(
                labels,
                "·".join(a.titles[j] for a, j in zip(shape_axes, where, strict=True)),
                n,
                n_before,
                bool(hidden[where]),
                bool(hidden_before[where]),
                n / known if known else float("nan"),
                float(low[where]),
                float(high[where]),
                len(losses[i]),
                *_loss(losses[i], key, where, lost),
                people,
                _per(n, people),
                _per(float(rate_low[where]), people),
                _per(float(rate_high[where]), people),
                " · ".join(a.english[j] for a, j in zip(shape_axes, where, strict=True)),
                lost is not None and lost.hides(key, where),
            )
        )
    if not keep_order:
        cells.sort(key=lambda c: (-c.n, -(c.before or 0)))
    missing = int(counts.sum()) - known
    # What two properties do not state is no cell of its own, but with all others it would be one more sum.
    missing_hidden = bool((hidden & ~stated).any() if len(axes) == 1 else hidden.any())
    every = np.concatenate(losses) if losses else np.zeros(0)
    total = None if not len(every) or (lost is not None and lost.total) else float(every.sum())
    if total is not None and lost is not None:
        total = lost.rounded(total)
    return Table(key, title, tuple(cells), int(counts.sum()), missing, missing_hidden, total, len(every))


def _per(n: float, people: int | None) -> float | None:
    return n / people * PER if people else None


def _by_cell(flat: NDArray[np.int64], loss: NDArray[np.float64], size: int) -> list[NDArray[np.float64]]:
    """Return for each cell its stated losses, rising."""
    stated = ~np.isnan(loss)
    flat, loss = flat[stated], loss[stated]
    order = np.lexsort((loss, flat))
    return np.split(loss[order], np.cumsum(np.bincount(flat, minlength=size))[:-1])


def _loss(
    losses: NDArray[np.float64], key: str, where: tuple[int, ...], lost: Losses | None
) -> tuple[float | None, float | None, float | None, float | None]:
    """Return sum, median and interval of the median of rising losses."""
    if not len(losses) or (lost is not None and lost.public and lost.hides(key, where)):
        return None, None, None, None
    rank = median_rank(len(losses))
    low, high = (None, None) if rank is None else (float(losses[rank - 1]), float(losses[-rank]))
    found = float(losses.sum()), float(np.median(losses)), low, high
    return found if lost is None else lost.exactly(*found)
