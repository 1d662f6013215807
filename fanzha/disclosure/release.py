"""What was published once: a record to hold later releases against. It holds what was shown, and nothing that was not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np

from fanzha.disclosure.lines import UNBOUNDED, Floats
from fanzha.disclosure.suppression import Suppression
from fanzha.disclosure.tables import Axis, Face, stated
from fanzha.errors import InputError

FORMAT: Final = 1
Shown = int | Literal["small", "within", "hidden"]
_WORDS: Final = ("small", "within", "hidden")


@dataclass(frozen=True, slots=True)
class Release:
    """Tables as they were published.

    Attributes
    ----------
    first, last : date
        Days whose cases were counted, both within.
    as_of : date
        State of the records: cases reported, or corrected, later are not in it.
    min_cell : int
    marked : bool
        Whether small cells were marked as small.
    axes : tuple of Axis
    faces : mapping of tuple of str to tuple
        For each published face, over `Axis.titles` in row order: the count shown; ``"small"`` (1 to ``min_cell`` - 1), ``"within"`` (part
        of a small total, perhaps 0), or ``"hidden"``. Without marks all hidden ones are ``"hidden"``.
    """

    first: date
    last: date
    as_of: date
    min_cell: int
    marked: bool
    axes: tuple[Axis, ...]
    faces: Mapping[Face, tuple[Shown, ...]]

    def __post_init__(self) -> None:
        """Refuse a record that cannot be one."""
        if self.first > self.last:
            raise InputError(
                "a release must begin before it ends", f"{self.first} to {self.last}", "correct the period"
            )
        sizes = {a.name: len(a.titles) for a in self.axes}
        for face, cells in self.faces.items():
            if any(name not in sizes for name in face) or len(cells) != int(np.prod([sizes[n] for n in face])):
                raise InputError(
                    "each face must have a cell for each of its titles", "another number", "restore the record"
                )
            if not all(c in _WORDS if isinstance(c, str) else isinstance(c, int) and c >= 0 for c in cells):
                raise InputError(
                    "cells must be counts, small, within or hidden", "something else", "restore the record"
                )

    @classmethod
    def of(cls, suppression: Suppression, *, first: date, last: date, as_of: date, min_cell: int) -> Release:
        """Return the record of tables that are published as a suppression says."""
        tables, problem = suppression.tables, suppression.problem
        small = np.zeros(len(problem.hidden), dtype=bool)
        small[problem.target] = True
        within = problem.hidden & (problem.low == 0)
        faces: dict[Face, tuple[Shown, ...]] = {}
        for face, cells in tables.cells.items():
            if face not in suppression.withheld:
                faces[face] = tuple(
                    int(problem.values[c])
                    if not problem.hidden[c]
                    else "hidden"
                    if not suppression.marked
                    else "within"
                    if within[c]
                    else "small"
                    if small[c]
                    else "hidden"
                    for c in cells.ravel().tolist()
                )
        return cls(first, last, as_of, min_cell, suppression.marked, tuple(tables.axes.values()), faces)

    def bounds(self, face: Face) -> tuple[Floats, Floats]:
        """Return what a reader knows of each cell of a face from that cell alone."""
        least, under = float(self.min_cell), float(self.min_cell - 1)
        known = {
            "small": (1.0, under),
            "within": (0.0, under),
            "hidden": (least if self.marked else 0.0, UNBOUNDED),
        }
        both = [known[c] if isinstance(c, str) else (float(c), float(c)) for c in self.faces[face]]
        low, high = np.array([b[0] for b in both]), np.array([b[1] for b in both])
        # What is not stated may be small where it is hidden for another's sake.
        unstated = ~stated({a.name: a for a in self.axes}, face).ravel()
        return np.where(unstated & (low == least) & (high > low), 1.0, low), high

    def to_json(self) -> str:
        """Return the record as JSON."""
        return json.dumps(
            {
                "format": FORMAT,
                "period": [self.first.isoformat(), self.last.isoformat()],
                "as_of": self.as_of.isoformat(),
                "min_cell": self.min_cell,
                "marked": self.marked,
                "axes": [
                    {"name": a.name, "labels": a.labels, "groups": a.groups, "unstated": a.unstated} for a in self.axes
                ],
                "faces": [{"axes": face, "cells": cells} for face, cells in self.faces.items()],
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Release:
        """Read a record.

        Raises
        ------
        InputError
            If it is none, or of another format.
        """
        try:
            found = json.loads(text)
            if found["format"] != FORMAT:
                raise InputError(
                    "a release record must be of a known format", str(found["format"])[:20], "update fanzha"
                )
            axes = tuple(
                Axis(
                    str(a["name"]), tuple(map(str, a["labels"])), tuple(tuple(map(str, g)) for g in a["groups"]),
                    int(a["unstated"]),
                )
                for a in found["axes"]
            )  # fmt: skip
            faces = {tuple(map(str, f["axes"])): tuple(f["cells"]) for f in found["faces"]}
            first, last = (date.fromisoformat(d) for d in found["period"])
            as_of = date.fromisoformat(found["as_of"])
            return cls(first, last, as_of, int(found["min_cell"]), bool(found["marked"]), axes, faces)
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise InputError("a release record must be whole", type(error).__name__, "restore the file") from error
        except ValueError as error:
            if isinstance(error, InputError):
                raise
            raise InputError("a release record must be whole", "a date or number that is none", "restore it") from error
