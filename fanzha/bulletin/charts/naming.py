"""Where the names of dots stand, so that none lies on another, on a dot or beyond the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fanzha.bulletin.display import columns_of

_DOT: Final = 7.0  # pixels from the middle of a dot that no name covers
_FAR: Final = 4  # steps that a name may be moved up or down from its dot


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a dot.

    Attributes
    ----------
    at : int
        Number of the dot.
    left, middle : float
        Pixels from the left edge to where the text begins, and from the top to its middle.
    led : bool
        Whether it stands so far off that a line must lead to it.
    """

    at: int
    left: float
    middle: float
    led: bool


_Box = tuple[float, float, float, float]


def named(
    dots: Sequence[tuple[float, float]],
    names: Sequence[str],
    first: Sequence[bool],
    size: float,
    room: tuple[float, float],
    lines: Sequence[tuple[float, float, float, float]] = (),
) -> tuple[Named, ...]:
    """Place names beside their dots.

    Parameters
    ----------
    dots : sequence of (float, float)
        Pixels from the left and from the top.
    names : sequence of str
    first : sequence of bool
        Those that must be named; they are placed before the others.
    size : float
        Of the letters, in pixels.
    room : (float, float)
        Width and height of the drawing.
    lines : sequence of (float, float, float, float)
        Pieces of lines that no name should lie on: left, top, right, bottom.

    Returns
    -------
    tuple of Named
        One for each that must be named, and for as many of the others as there is room for beside their dots.
    """
    taken: list[_Box] = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in dots]
    taken += lines
    made = []
    for i in sorted(range(len(dots)), key=lambda i: (not first[i], dots[i])):
        found = _place(dots[i], columns_of(names[i]) * size * 0.54, size * 1.15, taken, room, far=first[i])
        if found is not None:
            box, led = found
            taken.append(box)
            made.append(Named(i, box[0], (box[1] + box[3]) / 2, led))
    return tuple(made)


def _place(
    dot: tuple[float, float], wide: float, high: float, taken: Sequence[_Box], room: tuple[float, float], *, far: bool
) -> tuple[_Box, bool] | None:
    x, y = dot
    least: tuple[float, _Box, bool] | None = None
    for step in range(_FAR + 1 if far else 2):
        for up in (0.0,) if not step else (-step * high, step * high):
            for left in (x + _DOT + 2, x - _DOT - 2 - wide, x - wide / 2):
                if left == x - wide / 2 and not step:
                    continue  # on its own dot
                box = (left, y + up - high / 2, left + wide, y + up + high / 2)
                if box[0] < 0 or box[2] > room[0] or box[1] < 0 or box[3] > room[1]:
                    continue
                over = sum(_shared(box, other) for other in taken)
                if not over:
                    return box, step > 1
                if far and (least is None or over < least[0]):
                    least = over, box, step > 1
    return None if least is None else least[1:]


def _shared(a: _Box, b: _Box) -> float:
    """Return the area that two boxes share."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
