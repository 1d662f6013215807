"""The tables of a period as whoever attacks them sees them: all that is shown of the same cases, and what ties it together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.characteristics.frame import Frame
from fanzha.characteristics.profiles import AMOUNTS, DELAY, SIZE, count_by, order_of
from fanzha.disclosure import Axis as Published
from fanzha.disclosure import CountTable
from fanzha.disclosure.tables import Face
from fanzha.summarize.coding import OTHERS, Axis, Coded
from fanzha.summarize.period import Period

# The tables of a summary.
SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "type": ("type",), "area": ("area",), "street": ("street",), "band": ("band",), "sex": ("sex",),
    "sex_band": ("sex", "band"), "occupation": ("occupation",), "channel": ("channel",), "payment": ("payment",),
}  # fmt: skip
LOSS: Final = "type_loss"  # cases of each type that state a loss
# Not shown, but streets add up to stations, ages to stages of life, and steps of losses to the cases that state one.
UNSEEN: Final[tuple[Face, ...]] = (("area", "street"), ("band", "life_stage"), ("loss", "loss_size"))
PROPERTIES: Final = ("life_stage", "employer", "outcome", "repeated", "hour", "weekday", SIZE, DELAY, AMOUNTS)
_MISSING: Final = "?"
_BLOCK: Final = 3  # hours of a bar of the chart
_MOST: Final = 20


def count_tables(
    frame: Frame,
    coded: Coded,
    chosen: NDArray[np.bool_],
    period: Period,
    *,
    kept: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, CountTable]:
    """Count the fraud cases of a period in every way in which they are shown.

    Parameters
    ----------
    frame : Frame
    coded : Coded
    chosen : ndarray of bool
        Its cases of the period.
    period : Period
    kept : mapping, optional
        Values of properties that have no order of their own, as earlier releases had them.

    Returns
    -------
    dict of str to CountTable
        The tables of a summary, `LOSS`, `PROPERTIES`, and those of `UNSEEN` by their names joined with ``+``.
    """
    axes = {name: _published(axis) for name, axis in coded.axes.items()}
    made = {key: CountTable(tuple(axes[a] for a in names), coded.count(names, chosen)) for key, names in SHOWN.items()}
    made["area+street"] = CountTable((axes["area"], axes["street"]), coded.count(("area", "street"), chosen))
    types = coded.codes["type"][chosen]
    stated = ~np.isnan(coded.loss[chosen])
    n = len(axes["type"].labels)
    both = np.stack([np.bincount(types[stated], minlength=n), np.bincount(types[~stated], minlength=n)], axis=1)
    loss = Published("loss", ("stated", _MISSING), (), 1)
    made[LOSS] = CountTable((axes["type"], loss), both)
    for name in PROPERTIES:
        found = count_by(frame, (name,), period.start, period.end)
        axis = _axis_of(name, [key[0] for key in found if key[0] is not None], (kept or {}).get(name))
        made[name] = _table((axis,), found)
    stage = made["life_stage"].axes[0]
    made["band+life_stage"] = _table(
        (axes["band"], stage), count_by(frame, ("band", "life_stage"), period.start, period.end)
    )
    sizes = made[SIZE]
    apart = np.zeros((2, len(sizes.counts)), dtype=np.int64)
    apart[0, :-1], apart[1, -1] = sizes.counts[:-1], sizes.counts[-1]
    made["loss+loss_size"] = CountTable((loss, sizes.axes[0]), apart)
    return made


def _published(axis: Axis) -> Published:
    # A value that is the empty text stands for what is not stated.
    return Published(axis.name, tuple(label or _MISSING for label in axis.labels), (), int(axis.missing))


def _axis_of(name: str, found: Sequence[str], kept: Sequence[str] | None) -> Published:
    labels = order_of(name) or tuple(kept or (*sorted(set(found) - {OTHERS})[:_MOST], OTHERS))
    groups: tuple[tuple[str, ...], ...] = ()
    if name == "hour":
        groups = ((*(f"from {int(h) // _BLOCK * _BLOCK}" for h in labels), _MISSING),)
    return Published(name, (*labels, _MISSING), groups, 1)


def _table(axes: tuple[Published, ...], found: Mapping[tuple[str | None, ...], int]) -> CountTable:
    counts = np.zeros([len(a.labels) for a in axes], dtype=np.int64)
    for key, n in found.items():
        counts[tuple(_at(axis, value) for axis, value in zip(axes, key, strict=True))] += n
    return CountTable(axes, counts)


def _at(axis: Published, value: str | None) -> int:
    if value in axis.labels:
        return axis.labels.index(value)
    return axis.labels.index(OTHERS) if value is not None and OTHERS in axis.labels else len(axis.labels) - 1
