"""Distinctive phrases: what some cases say far more often than others, by type, by period, by script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanzha.errors import InputError
from fanzha.scripts.cases import UNKNOWN, Cases
from fanzha.scripts.vocabulary import Vocabulary

INTERNAL: Final = 5  # cases, the fewest in which a phrase must stand that is shown within the authority
PUBLIC: Final = 10  # and outside
# The prior weighs so much of all compared cases. With less, a phrase that was never said before has an enormous but uncertain ratio,
# and its z stays small whatever its count; with more, everything is shrunk to nothing.
PRIOR: Final = 0.2
ALIKE: Final = 0.6  # of phrases that are listed for people
LEAST_Z: Final = 2.5  # by chance, one phrase in 160 passes this


@dataclass(frozen=True, slots=True)
class Phrase:
    """A distinctive phrase.

    Attributes
    ----------
    text : str
        In plain form: simplified, small letters.
    k, n : int
        The chosen cases that hold it, of how many.
    k_others, n_others : int
        The other cases that hold it, of how many.
    log_odds : float
        Shrunken log-odds ratio, natural logarithm.
    z : float
        The same over its standard error.
    """

    text: str
    k: int
    n: int
    k_others: int
    n_others: int
    log_odds: float
    z: float


def log_odds(
    k: ArrayLike, n: float, k_others: ArrayLike, n_others: float, prior: float | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compare how often phrases stand in two sets of cases.

    Parameters
    ----------
    k, k_others : array_like, shape (phrases,)
        Cases that hold each, of ``n`` and ``n_others``.
    n, n_others : float
    prior : float, optional
        Weight of the prior, in cases of the average mix that are added to both sides; `PRIOR` of all cases if not given.

    Returns
    -------
    log_odds, z : ndarray, shape (phrases,)

    Notes
    -----
    Monroe, Colaresi and Quinn (2008), equations 16 and 18 to 22, with an informative Dirichlet prior that has each phrase as often
    as all cases have it; here the unit is the case that holds a phrase or does not, so that one long report counts once. The variance
    keeps the terms of cases without the phrase, which the paper drops because words are rare; phrases need not be.
    """
    k, k_others = np.asarray(k, np.float64), np.asarray(k_others, np.float64)
    prior = PRIOR * (n + n_others) if prior is None else prior
    share = (k + k_others) / max(n + n_others, 1)
    held = [
        (have + prior * share, total - have + prior * (1 - share)) for have, total in ((k, n), (k_others, n_others))
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(held[0][0] / held[0][1]) - np.log(held[1][0] / held[1][1])
        variance = sum(1 / a + 1 / b for a, b in held)
        z = found / np.sqrt(variance)
    settled = np.isfinite(z)  # a phrase that all cases hold, or none, tells nothing
    return np.where(settled, found, 0.0), np.where(settled, z, 0.0)


def phrases(
    words: Vocabulary,
    chosen: NDArray[np.bool_],
    among: NDArray[np.bool_] | None = None,
    minimum_cases: int = INTERNAL,
    most: int = 20,
    least_z: float = LEAST_Z,
    alike: float = 1.0,
) -> tuple[Phrase, ...]:
    """Find what the chosen cases say more often than the others.

    Parameters
    ----------
    words : Vocabulary
    chosen : ndarray of bool, shape (n,)
    among : ndarray of bool, shape (n,), optional
        Cases that are compared at all; all if not given.
    minimum_cases : int
        Chosen cases in which a phrase must stand; the vocabulary must not have been cut at more.
    most : int
        Phrases returned.
    least_z : float
        Smallest z.
    alike : float
        Of two phrases whose chosen cases have this share of all that hold either in common, only the first is taken: mostly they are pieces of one sentence.

    Returns
    -------
    tuple of Phrase
        By falling z. Of phrases that overlap, the first.

    Raises
    ------
    InputError
        If the vocabulary leaves out phrases that should be looked at.
    """
    if minimum_cases < words.minimum_cases:
        rule = "a vocabulary must hold all phrases in so many cases"
        raise InputError(rule, f"{words.minimum_cases} against {minimum_cases}", "make it with the smaller number")
    others = ~chosen if among is None else among & ~chosen
    inside = chosen if among is None else among & chosen
    k, k_others = words.counts(inside), words.counts(others)
    n, n_others = int(inside.sum()), int(others.sum())
    odds, z = log_odds(k, n, k_others, n_others)
    picked: list[Phrase] = []
    candidates = np.flatnonzero((k >= minimum_cases) & (z >= least_z))
    taken: list[NDArray[np.int32]] = []
    if alike < 1:
        # Places in the vocabulary of the candidates alone, by phrase.
        wanted = np.zeros(len(words.phrase), np.bool_)
        wanted[candidates] = True
        of = np.flatnonzero(wanted[words.of] & inside[words.case])
        of = of[np.argsort(words.of[of], kind="stable")]
        by = words.of[of]
    # Of equals the longer first, which holds the shorter.
    for i in sorted(
        candidates.tolist(), key=lambda i: (-round(float(z[i]), 9), -len(words.phrase[i]), words.phrase[i])
    ):
        if len(picked) >= most:
            break
        one = Phrase(words.phrase[i], int(k[i]), n, int(k_others[i]), n_others, float(odds[i]), float(z[i]))
        if any(_overlap(one, other) for other in picked):
            continue
        if alike < 1:
            mine = np.unique(words.case[of[np.searchsorted(by, i) : np.searchsorted(by, i, "right")]])
            if any(_share(mine, theirs) >= alike for theirs in taken):
                continue
            taken.append(mine)
        picked.append(one)
    return tuple(picked)


def _share(a: NDArray[np.int32], b: NDArray[np.int32]) -> float:
    """Return the share of the cases of either that are cases of both (Jaccard)."""
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / max(len(a) + len(b) - both, 1)


def phrases_by_type(
    cases: Cases,
    words: Vocabulary,
    minimum_cases: int = INTERNAL,
    most: int = 20,
    among: NDArray[np.bool_] | None = None,
) -> Mapping[str, tuple[Phrase, ...]]:
    """Find the distinctive phrases of each type, against all other types; cases without a type do not count.

    Parameters
    ----------
    cases : Cases
    words : Vocabulary
    minimum_cases, most : int
        As in `phrases`.
    among : ndarray of bool, shape (n,), optional
        Cases that are looked at, such as those of a period; all if not given.
    """
    typed = cases.kind >= 0 if among is None else (cases.kind >= 0) & among
    return {
        code: phrases(words, cases.kind == i, typed, minimum_cases, most, alike=ALIKE) for i, code in enumerate(cases.types)
    }  # fmt: skip


def new_phrases(
    cases: Cases,
    words: Vocabulary,
    start: date,
    end: date,
    days_before: int = 180,
    minimum_cases: int = INTERNAL,
    most: int = 20,
) -> tuple[Phrase, ...]:
    """Find the phrases of a period, against so many days before it.

    Parameters
    ----------
    cases : Cases
    words : Vocabulary
    start, end : date
        The period, both included.
    days_before : int
        Length of what it is compared with.
    minimum_cases, most : int
        As in `phrases`.

    Raises
    ------
    InputError
        If the period ends before it begins, or is compared with nothing.
    """
    if end < start or days_before < 1:
        raise InputError("a period and the days before it must be at least a day", "less", "correct start, end or days")
    now = cases.within(start, end)
    before = cases.within(start - timedelta(days=days_before), start - timedelta(days=1)) & (cases.day != UNKNOWN)
    return phrases(words, now, now | before, minimum_cases, most, alike=ALIKE)


def _overlap(one: Phrase, other: Phrase) -> bool:
    """Tell whether two phrases are one: either holds the other, or they share all but a character."""
    short, long = sorted((one.text, other.text), key=len)
    if short in long:
        return True
    rest = max(len(short) - 1, 2)
    return rest < len(short) and (long.endswith(short[:rest]) or long.startswith(short[-rest:]))
