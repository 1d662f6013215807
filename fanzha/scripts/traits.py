"""What is typical of a script: app, pretext, payment, channel, claimed identity, demand, each counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fanzha.facts import extract_all
from fanzha.facts.names import canonical_platform
from fanzha.facts.ways import channel_group, payment_group
from fanzha.scripts.cases import UNKNOWN, Cases, as_date
from fanzha.scripts.clusters import Cluster
from fanzha.scripts.forms import plain
from fanzha.scripts.lexicon import CONCEPTS, DEMANDS, IDENTITIES, PRETEXTS
from fanzha.scripts.mentions import mentions

SAMPLE: Final = 200  # cases whose narratives are read for facts that no column holds
# Slot to the column that holds it and the fact that is read where the column does not.
_FACTS: Final = {
    "platform": ("platforms", "platform"),
    "payment": ("payment", "payment"),
    "channel": ("contact_channel", "contact_channel"),
}
_SPELLING: Final = {"platform": canonical_platform, "payment": payment_group, "channel": channel_group}


@dataclass(frozen=True, slots=True)
class Value:
    """A typical value.

    Attributes
    ----------
    value : str
    k : int
        Cases that state it.
    share : float
        k over the cases that state anything; a case may state several, so that shares may add up to more than 1.
    """

    value: str
    k: int
    share: float


@dataclass(frozen=True, slots=True)
class Slot:
    """One trait of a script.

    Attributes
    ----------
    name : {"platform", "pretext", "payment", "channel", "identity", "demand"}
    values : tuple of Value
        The most frequent first; only those in at least the minimum number of cases.
    n : int
        Cases that state anything.
    missing : int
        Cases that were looked at and state nothing.
    unread : int
        Cases that were not looked at: no column holds it, and they were not in the sample.
    """

    name: str
    values: tuple[Value, ...]
    n: int
    missing: int
    unread: int


def slots(cases: Cases, one: Cluster, minimum_cases: int = 1, sample: int = SAMPLE) -> tuple[Slot, ...]:
    """Tell what is typical of a script.

    Parameters
    ----------
    cases : Cases
    one : Cluster
    minimum_cases : int
        Smallest number of cases in which a value that is shown must stand.
    sample : int
        Most narratives that are read for facts which no column holds, evenly spread over the members.

    Returns
    -------
    tuple of Slot
        platform, pretext, payment, channel, identity, demand.

    Notes
    -----
    Pretext, identity and demand come from all narratives by `fanzha.scripts.lexicon`, the others from the columns ``platforms``,
    ``payment``, ``contact_channel``, and from `fanzha.facts` where those are empty.
    """
    stated = _stated(cases, one.members, sample)
    form, concept = mentions(plain([cases.text[i] for i in one.members.tolist()]))
    ends = np.cumsum([0, len(PRETEXTS), len(IDENTITIES), len(DEMANDS)])
    for name, low, high in zip(("pretext", "identity", "demand"), ends[:-1], ends[1:], strict=True):
        told: list[tuple[str, ...] | None] = [()] * len(one)
        for row, number in zip(form.tolist(), concept.tolist(), strict=True):
            if low <= number < high:
                told[row] = (*(told[row] or ()), CONCEPTS[number].name)
        stated[name] = told
    order = ("platform", "pretext", "payment", "channel", "identity", "demand")
    return tuple(_slot(name, stated[name], minimum_cases) for name in order)


def _slot(name: str, stated: Sequence[tuple[str, ...] | None], least: int) -> Slot:
    counted = Counter(v for values in stated for v in set(values or ()))
    n = sum(bool(values) for values in stated)
    unread = sum(values is None for values in stated)
    values = sorted(counted.items(), key=lambda i: (-i[1], i[0]))
    return Slot(name, tuple(Value(v, k, k / n) for v, k in values if k >= least), n, len(stated) - n - unread, unread)


def _told(slot: str, cell: str) -> tuple[str, ...] | None:
    """Return the values of a cell, each in one spelling."""
    one = _SPELLING[slot]
    return tuple(dict.fromkeys(name for v in cell.split("、") if (name := one(v)))) or None


def _stated(cases: Cases, members: NDArray[np.int64], sample: int) -> dict[str, list[tuple[str, ...] | None]]:
    """Return what each member states by slot: values, none, or None where nobody looked."""
    rows = cases.table.take(members)
    found: dict[str, list[tuple[str, ...] | None]] = {}
    for slot, (column, _) in _FACTS.items():
        cells = rows[column].to_pylist() if column in rows.column_names else [None] * len(members)
        found[slot] = [_told(slot, str(c)) if c else None for c in cells]
    asked = [[_FACTS[s][1] for s in found if found[s][i] is None] for i in range(len(members))]
    open_ = [i for i, names in enumerate(asked) if names]
    if len(open_) > sample:
        open_ = [open_[i * len(open_) // sample] for i in range(sample)]
    days = [cases.day[members[i]] for i in open_]
    facts = extract_all(
        [cases.text[members[i]] for i in open_],
        [as_date(int(d)) if d != UNKNOWN else None for d in days],
        [asked[i] for i in open_],
    )
    for i, fact in zip(open_, facts, strict=True):
        for slot, (_, attribute) in _FACTS.items():
            if found[slot][i] is None:
                value = getattr(fact, attribute)
                found[slot][i] = (value,) if value else ()
    return found
