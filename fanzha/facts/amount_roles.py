"""What each amount of a narrative is, told by a linear chain: weights of what stands around it, and of what follows what.

A conditional random field (Lafferty, McCallum and Pereira, 2001) over the amounts in order; its likeliest readings are found by a
beam, since what follows weighs them against each other (`fanzha.facts.amount_readings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import Any, Final

import numpy as np

from fanzha.facts.amount_signs import Hashes

Floats = np.ndarray[Any, np.dtype[np.float32]]

# Paid; told as a sum; a net loss; came back; stopped; demanded and not paid; told a second time; something else.
ROLES: Final = ("paid", "sum", "net", "back", "held", "asked", "again", "other")
PAID, SUM, NET, BACK, HELD, ASKED, AGAIN, OTHER = range(len(ROLES))
JOINS: Final = 10  # ways in which an amount follows the one before it (`fanzha.facts.amount_signs.Around`)
_UNLIKELY: Final = 7.0  # how much less than the best a role may be worth beside an amount
_WORSE: Final = 6.0  # how much less than the best a reading may be worth while it is put together
_BEAM: Final = 20
_KEPT: Final = 3.5  # and in the end

Way = tuple[float, tuple[int, ...]]


class Chain:
    """Weights of the roles of amounts.

    Parameters
    ----------
    signs : ndarray of float, shape (2**BITS, k)
        Of rows of `fanzha.facts.amount_signs.signs`, for each role.
    follows : sequence, shape (JOINS, k, k)
        Of a role behind another.
    first, bias : sequence of float, shape (k,)
        Of a role of the first amount, and of any.
    """

    def __init__(
        self,
        signs: Floats,
        follows: Sequence[Sequence[Sequence[float]]],
        first: Sequence[float],
        bias: Sequence[float],
    ) -> None:
        self.signs = signs
        self.follows = [[list(row) for row in join] for join in follows]
        self.first = list(first)
        self.bias = np.asarray(bias, dtype=np.float32)

    def worth(self, rows: Hashes) -> Floats:
        """Return what speaks for each role of amounts, shape (n, k)."""
        found = np.empty((len(rows), self.signs.shape[1]), dtype=np.float32)
        for start in range(0, len(rows), 256):  # a few megabytes at a time
            part = rows[start : start + 256]
            found[start : start + 256] = self.signs.take(part, axis=0).sum(1, dtype=np.float32)
        return found + self.bias

    def ways(self, worth: Sequence[Sequence[float]], joins: Sequence[int]) -> list[Way]:
        """Return the likeliest ways to read the amounts of one narrative, best first.

        Roles that count for nothing (asked, again, other) are one.

        Parameters
        ----------
        worth : sequence of sequence of float
            Of each amount, what `worth` returns.
        joins : sequence of int

        Returns
        -------
        list of (float, tuple of int)
            Log likelihood among those returned, and roles.
        """
        beam: list[Way] = [(0.0, ())]
        for i, row in enumerate(worth):
            least = max(row) - _UNLIKELY
            some = [(role, value) for role, value in enumerate(row) if value >= least]
            grown: list[Way] = []
            follows = self.follows[joins[i]]
            for score, roles in beam:
                behind = follows[roles[-1]] if roles else self.first
                grown += [(score + value + behind[role], (*roles, role)) for role, value in some]
            grown.sort(reverse=True)
            least = grown[0][0] - _WORSE
            beam = [way for way in grown[: 3 * _BEAM] if way[0] >= least]
        one: dict[tuple[int, ...], Way] = {}
        for score, roles in beam:
            key = tuple([role if role < ASKED else OTHER for role in roles])
            old = one.get(key)
            if old is None:
                one[key] = score, roles
            else:
                one[key] = max(old[0], score) + log(1 + exp(-abs(old[0] - score))), old[1]
        ranked = sorted(one.values(), reverse=True)[:_BEAM]
        least = ranked[0][0] - _KEPT
        kept = [way for way in ranked if way[0] >= least]
        total = log(sum(exp(score - kept[0][0]) for score, _ in kept)) + kept[0][0]
        return [(score - total, roles) for score, roles in kept]
