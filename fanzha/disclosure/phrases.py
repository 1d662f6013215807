"""Phrases that may be quoted: those that so many cases share that they tell of none."""

from __future__ import annotations

from collections.abc import Mapping

from fanzha.errors import InputError

MIN_CASES = 10  # nothing verbatim from fewer cases: k-anonymity of phrases (Samarati 2001) with k = 10


def publishable(phrase_case_counts: Mapping[str, int], minimum: int = MIN_CASES) -> tuple[str, ...]:
    """Return the phrases that may be quoted.

    Parameters
    ----------
    phrase_case_counts : mapping of str to int
        In how many different cases each phrase stands; not how often.
    minimum : int
        Fewest cases, at least 2.

    Returns
    -------
    tuple of str
        Most frequent first. A longer phrase is left out where almost all cases of a shorter one within it have it, all but fewer than
        ``minimum``: the two together would tell of those few. Where they are the same cases, both may be quoted.

    Raises
    ------
    InputError
        If the minimum is below 2 or a count below 0.
    """
    if minimum < 2:
        raise InputError("a phrase must be of several cases", str(minimum), f"{MIN_CASES} is usual")
    if any(n < 0 for n in phrase_case_counts.values()):
        raise InputError("counts of cases must not be negative", "one below 0", "count again")
    enough = [(n, phrase) for phrase, n in phrase_case_counts.items() if phrase.strip() and n >= minimum]
    enough.sort(key=lambda item: (-item[0], len(item[1]), item[1]))
    chosen: list[tuple[int, str]] = []
    for n, phrase in enough:
        if not any(0 < abs(m - n) < minimum and (short in phrase or phrase in short) for m, short in chosen):
            chosen.append((n, phrase))
    return tuple(phrase for _, phrase in chosen)
