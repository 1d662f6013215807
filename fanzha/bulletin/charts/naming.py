"""Where the names of dots stand, so that none lies on another, on a dot or beyond the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.bulletin.charts.style import wrapped
from fanzha.bulletin.display import columns_of

_DOT: Final = 7.0  # pixels from the middle of a dot that no name covers
_NEAR: Final = 14.0  # pixels from a dot to its name beyond which a line leads there
_NEARER: Final = 2.0  # pixels by which any other dot is farther from a name without such a line
_SHORT: Final = 12.0  # pixels of which a line can hardly be seen beside its dot
_BROKEN: Final = 16  # columns beyond which a name may be broken where there is no need
LINE: Final = 1.15  # height of a line, of the size of the letters
_COLUMN: Final = 0.54
_RINGS: Final = (20, 32, 46, 62, 80, 100, 125, 155, 190, 230, 280, 340)
_ROUND: Final = tuple((cos(k * pi / 8), sin(k * pi / 8)) for k in range(16))
_PASSES: Final = 6

# What a place costs; two pixels from the dot to the name cost one.
_ON_NAME, _ON_DOT, _ON_CURVE = 300.0, 300.0, 20.0
_LEAD, _LEAD_SHORT, _LEAD_ON_NAME, _LEAD_ON_DOT, _LEAD_ON_LEAD = 15.0, 15.0, 150.0, 60.0, 40.0
_TWO_LINES = 10.0

_Box = tuple[float, float, float, float]
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a dot.

    Attributes
    ----------
    at : int
        Number of the dot.
    text : str
        The name, with a line feed where it is broken.
    box : (float, float, float, float)
        Left, top, right and bottom of what it takes, in pixels from the left and from the top.
    align : str
        ``left``, ``center`` or ``right``: the side of the box at which the text stands.
    lead : (float, float) or None
        Where at the box the line from the dot ends, in pixels; None where the name stands beside its dot and nearer to it
        than to any other.
    """

    at: int
    text: str
    box: _Box
    align: str
    lead: tuple[float, float] | None


def named(
    dots: Sequence[tuple[float, float]],
    names: Sequence[str],
    first: Sequence[bool],
    size: float,
    room: tuple[float, float],
    curves: Sequence[tuple[float, float, float, float]] = (),
) -> tuple[Named, ...]:
    """Place names beside their dots.

    Those that must be named get the place that costs least: names on names or dots cost most, then lines that lead through names,
    then names on curves and the length of the lines.

    Parameters
    ----------
    dots : sequence of (float, float)
        Pixels from the left and from the top.
    names : sequence of str
        Empty where a dot has none.
    first : sequence of bool
        Those that must be named; they are placed before the others.
    size : float
        Of the letters, in pixels.
    room : (float, float)
        Width and height of the drawing, in pixels.
    curves : sequence of (float, float, float, float)
        Pieces of curves that no name should lie on: from where to where, each as pixels from the left and from the top.

    Returns
    -------
    tuple of Named
        One for each that must be named, broken where it is wider than the drawing, and for as many of the others as there is room for
        beside their dots.
    """
    points, pieces = _table(dots, 2), _table(curves, 4)
    order = sorted((i for i in range(len(dots)) if names[i].strip()), key=lambda i: dots[i])
    must = {i: _Places(i, points, names[i], size, room, pieces, far=True) for i in order if first[i]}
    # What is placed first bars the way of what follows: several orders, of which the best counts.
    orders = (
        list(must),
        list(must)[::-1],
        sorted(must, key=lambda i: dots[i][1]),
        sorted(must, key=lambda i: -dots[i][1]),
    )
    made = min((_settled({i: must[i] for i in one}, points) for one in orders), key=lambda found: found[1])[0]
    for i in order:
        if not first[i]:
            places = _Places(i, points, names[i], size, room, pieces, far=False)
            free = places.free & (places.beside(made.values(), points) == 0)
            if free.any():
                made[i] = places.place(int(np.where(free, places.cost, np.inf).argmin()))
    return tuple(made.values())


def _settled(must: dict[int, _Places], dots: _Numbers) -> tuple[dict[int, Named], float]:
    """Place names one after the other, then each anew beside all others until none moves; return them and what they cost."""
    made: dict[int, Named] = {}
    total = 0.0
    for _ in range(_PASSES):
        before, total = dict(made), 0.0
        for i, places in must.items():
            cost = places.cost + places.beside([one for j, one in made.items() if j != i], dots)
            total += float(cost.min())
            made[i] = places.place(int(cost.argmin()))
        if made == before:
            break
    return made, total


class _Places:
    """Where the name of a dot could stand, and what each place costs whatever else is named."""

    def __init__(
        self, at: int, dots: _Numbers, name: str, size: float, room: tuple[float, float], curves: _Numbers, *, far: bool
    ) -> None:
        self.at = at
        self.texts: list[str] = []
        self.aligns: list[str] = []
        boxes: list[_Box] = []
        ranks: list[float] = []
        x, y = float(dots[at, 0]), float(dots[at, 1])
        for more, text in enumerate(_shapes(name, size, room[0])):
            wide, high = _extent(text, size)
            for left, top, align, rank in _around(x, y, wide, high, far=far):
                left_in, top_in = max(0.0, min(left, room[0] - wide)), max(0.0, min(top, room[1] - high))
                boxes.append((left_in, top_in, left_in + wide, top_in + high))
                self.texts.append(text)
                self.aligns.append(align)
                ranks.append(rank + _TWO_LINES * more)
        self.boxes = _table(boxes, 4)
        near, far_off = self.boxes[:, None, :2] - dots[None], dots[None] - self.boxes[:, None, 2:]
        gaps = np.hypot(*np.moveaxis(np.maximum(np.maximum(near, far_off), 0), 2, 0))
        own = gaps[:, at]
        others = np.delete(gaps, at, axis=1).min(axis=1, initial=np.inf)
        self.led = (own > _NEAR) | (others < own + _NEARER)
        ends = np.clip([x, y], self.boxes[:, :2], self.boxes[:, 2:])
        self.leads = np.hstack([np.broadcast_to([x, y], ends.shape), ends])
        square = np.hstack([dots - _DOT, dots + _DOT])
        on_dots = _shared(self.boxes, square)
        on_curves = _within(curves, self.boxes).sum(axis=0)
        through = _within(self.leads, np.delete(square, at, axis=0)) > 0
        self.free = ~self.led & (on_dots.sum(axis=1) == 0) & (on_curves == 0)
        self.cost: _Numbers = (
            np.array(ranks)
            + (_ON_DOT * (on_dots > 0) + on_dots).sum(axis=1)
            + np.where(on_curves > 0, _ON_CURVE + on_curves, 0)
            + own / 2
            + self.led * (_LEAD + _LEAD_SHORT * (own < _SHORT) + _LEAD_ON_DOT * through.sum(axis=1))
        )

    def beside(self, others: Iterable[Named], dots: _Numbers) -> _Numbers:
        """Return what each place costs because of the names that stand already."""
        known = list(others)
        boxes = _table([one.box for one in known], 4)
        leads = _table([(*map(float, dots[one.at]), *one.lead) for one in known if one.lead], 4)
        area = _shared(self.boxes, boxes)
        under = _within(leads, self.boxes).T
        over = _within(self.leads, boxes) * self.led[:, None]
        crossed = _crossing(self.leads, leads) & self.led[:, None]
        cost: _Numbers = (
            (_ON_NAME * (area > 0) + area).sum(axis=1)
            + (_LEAD_ON_NAME * (under > 0) + under).sum(axis=1)
            + (_LEAD_ON_NAME * (over > 0) + over).sum(axis=1)
            + _LEAD_ON_LEAD * crossed.sum(axis=1)
        )
        return cost

    def place(self, k: int) -> Named:
        left, top, right, bottom = map(float, self.boxes[k])
        lead = (float(self.leads[k, 2]), float(self.leads[k, 3])) if self.led[k] else None
        return Named(self.at, self.texts[k], (left, top, right, bottom), self.aligns[k], lead)


def _shapes(name: str, size: float, wide: float) -> list[str]:
    """Return a name on one line and on two, as far as these are not wider than the drawing, else on as many as it takes."""
    most = int(wide / (size * _COLUMN))
    columns = columns_of(name)
    if columns <= min(most, _BROKEN):
        return [name]
    made = [name] if columns <= most else []
    for width in range((columns + 1) // 2, min(columns, most + 1)):
        text = wrapped(name, width)
        if text.count("\n") == 1:
            return [*made, text]
    return made or [wrapped(name, most)]


def _extent(text: str, size: float) -> tuple[float, float]:
    lines = text.split("\n")
    return max(map(columns_of, lines)) * size * _COLUMN, len(lines) * size * LINE


def _around(x: float, y: float, wide: float, high: float, *, far: bool) -> list[tuple[float, float, str, float]]:
    """Return places around a dot, the best first: left, top, the side at which the text stands, and what it costs."""
    right, left, middle = x + _DOT + 2, x - _DOT - 2 - wide, y - high / 2
    above, below = y - _DOT - high, y + _DOT
    made = [(right, middle, "left", 0.0), (left, middle, "right", 1.0)]
    made += [(x - wide / 2, top, "center", 2.0) for top in (above, below)]
    for up in (high / 2, -high / 2, high, -high):
        made += [(right, middle - up, "left", 3.0), (left, middle - up, "right", 3.0)]
    made += [(x - wide / 4, top, "left", 4.0) for top in (above, below)]
    made += [(x - wide * 3 / 4, top, "right", 4.0) for top in (above, below)]
    for ring in _RINGS if far else ():
        for east, south in _ROUND:
            to_x, to_y = x + ring * east, y + ring * south
            if abs(east) < 0.1:
                made.append((to_x - wide / 2, to_y - high if south < 0 else to_y, "center", 0.0))
            elif east > 0:
                made.append((to_x, to_y - high / 2, "left", 0.0))
            else:
                made.append((to_x - wide, to_y - high / 2, "right", 0.0))
    return made


def _table(rows: Iterable[Sequence[float]], columns: int) -> _Numbers:
    return np.array(list(rows), dtype=np.float64).reshape(-1, columns)


def _shared(a: _Numbers, b: _Numbers) -> _Numbers:
    """Return the areas that boxes share, shape (a, b)."""
    sides = np.minimum(a[:, None, 2:], b[None, :, 2:]) - np.maximum(a[:, None, :2], b[None, :, :2])
    shared: _Numbers = np.maximum(sides, 0).prod(axis=2)
    return shared


def _within(lines: _Numbers, boxes: _Numbers) -> _Numbers:
    """Return how long lines run within boxes, shape (lines, boxes)."""
    along = lines[:, 2:] - lines[:, :2]
    steps = np.where(np.abs(along) < 1e-9, 1e-9, along)[:, None]
    one = (boxes[None, :, :2] - lines[:, None, :2]) / steps
    other = (boxes[None, :, 2:] - lines[:, None, :2]) / steps
    enter = np.maximum(np.minimum(one, other).max(axis=2), 0)
    leave = np.minimum(np.maximum(one, other).min(axis=2), 1)
    inside: _Numbers = np.maximum(leave - enter, 0) * np.hypot(along[:, 0], along[:, 1])[:, None]
    return np.where(inside < 1e-6, 0, inside)


def _crossing(a: _Numbers, b: _Numbers) -> NDArray[np.bool_]:
    """Return which lines cross, shape (a, b)."""

    def sides(lines: _Numbers, points: _Numbers) -> _Numbers:
        along, off = lines[:, None, 2:] - lines[:, None, :2], points[None] - lines[:, None, :2]
        return np.asarray(along[..., 0] * off[..., 1] - along[..., 1] * off[..., 0])

    apart = sides(a, b[:, :2]) * sides(a, b[:, 2:]) < 0
    crossed: NDArray[np.bool_] = apart & (sides(b, a[:, :2]) * sides(b, a[:, 2:]) < 0).T
    return crossed
