"""Scripts over time: clusters of one period matched with those of the periods before, under ids that stay."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from fanzha.errors import InputError
from fanzha.scripts.cases import Cases
from fanzha.scripts.clusters import Cluster, Clusters

Kind = Literal["born", "grown", "steady", "shrunk", "merged", "split", "faded", "returned"]

VERSION: Final = 1
# Two clusters are one script if they share this part of the cases of either that both collections hold.
_SHARED: Final = 1 / 3
# Where they hold no case in common, or the script had faded: this cosine of their signatures.
_ALIKE: Final = 0.5
_COMPARED: Final = 12
# A script has grown or shrunk if its cases are so many times as many or as few, and at least so many more or less.
_TIMES: Final = 1.25
_CASES: Final = 2


@dataclass(frozen=True, slots=True)
class Script:
    """What is remembered of a script.

    Attributes
    ----------
    id : str
        ``S0001`` and so on, in the order of birth; never given again.
    born, last : str
        Period in which it was first and last seen.
    n : int
        Cases when last seen.
    members : tuple of str
        Those cases, as hashes of their ids; none of a script that is no longer seen.
    signature : mapping of str to float
        Hashes of marks of its wording, with weights.
    into : str or None
        The script that it merged into.
    active : bool
        Whether it was seen in the latest period.
    """

    id: str
    born: str
    last: str
    n: int
    members: tuple[str, ...]
    signature: Mapping[str, float]
    into: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """What is kept from one period to the next: numbers and hashes, no text.

    Attributes
    ----------
    scripts : tuple of Script
        All that ever were, by id.
    seen : tuple of str
        Hashes of the ids of all cases of the latest collection, sorted.
    period : str
        The latest period; empty before the first.
    """

    scripts: tuple[Script, ...] = ()
    seen: tuple[str, ...] = ()
    period: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain data that JSON can hold."""
        found = asdict(self) | {"version": VERSION}
        found["scripts"] = [s | {"members": list(s["members"])} for s in found["scripts"]]
        return found | {"seen": list(self.seen)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> State:
        """Read what `as_dict` returned.

        Raises
        ------
        InputError
            If it is of another version or no such state.
        """
        if data.get("version") != VERSION:
            raise InputError(f"a state must be of version {VERSION}", "another", "begin a new history")
        try:
            scripts = [
                Script(**{**s, "members": tuple(s["members"]), "signature": dict(s["signature"])})
                for s in data["scripts"]
            ]
            return cls(tuple(scripts), tuple(data["seen"]), str(data["period"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                "a state must be what a history wrote", "another structure", "begin a new history"
            ) from error


@dataclass(frozen=True, slots=True)
class Event:
    """What became of a script.

    Attributes
    ----------
    kind : str
        ``born``; ``grown``, ``steady``, ``shrunk``; ``returned`` after it had faded; ``merged`` (into the larger `other`);
        ``split`` (a new script out of `other`); ``faded`` (no cluster any more).
    id : str
    other : str or None
    before, now : int
        Cases, 0 where there was or is no cluster.
    """

    kind: Kind
    id: str
    other: str | None
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Followed:
    """Clusters of a period under their ids.

    Attributes
    ----------
    ids : tuple of str
        Of each cluster, in the order of the clusters.
    events : tuple of Event
        By id.
    state : State
        To give to the next call.
    """

    ids: tuple[str, ...]
    events: tuple[Event, ...]
    state: State


def _hash(case_id: str) -> str:
    return hashlib.blake2b(case_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    a, b = (a, b) if len(a) <= len(b) else (b, a)
    return sum(v * b.get(k, 0.0) for k, v in a.items())


def _heaviest(signature: Mapping[str, float]) -> list[str]:
    """Return the marks of which two signatures share at least one before they are compared."""
    return sorted(signature, key=lambda mark: (-signature[mark], mark))[:_COMPARED]


def _signature(one: Cluster) -> dict[str, float]:
    # Rounded, so that it is the same number after a way through any file.
    return {f"{k:x}": round(v, 6) for k, v in one.signature.items()}


def follow(state: State, clusters: Clusters, cases: Cases, period: str) -> Followed:
    """Give the clusters of a period the ids of the scripts that they continue.

    Parameters
    ----------
    state : State
        Of the call before; ``State()`` at first.
    clusters : Clusters
        Of the cases of a window that ends with the period; the windows of two calls may overlap or not.
    cases : Cases
        The cases that were clustered.
    period : str
        Its name, such as ``2025-W14``.

    Returns
    -------
    Followed

    Notes
    -----
    A script and a cluster are linked if they share a third of the cases of either that both windows hold; without such cases, if the
    cosine of their signatures is at least 0.5, the most similar pair first and each once. Each script goes on in the linked cluster with which it
    shares most cases. Of several that go on in one cluster, the one that had most cases keeps its id, and the others are merged into
    it. A cluster in which no script goes on is split from the script that it is linked to, or born. Ties go to the older script and
    the earlier cluster.
    """
    hashes = [_hash(i) for i in cases.case_id]
    both = set(hashes) & set(state.seen)
    members = [tuple(sorted(hashes[i] for i in one.members.tolist())) for one in clusters.clusters]
    signatures = [_signature(one) for one in clusters.clusters]
    shared = _shared(state, members, both)
    links = dict(shared)
    for script, cluster in _alike(state, members, signatures, both, {s for s, _ in shared}, {c for _, c in shared}):
        links[script, cluster] = 0
    ids, ends = _goes_on(state, links)
    return _told(state, members, signatures, links, ids, ends, (hashes, period))


def _shared(state: State, members: Sequence[tuple[str, ...]], both: set[str]) -> dict[tuple[int, int], int]:
    """Return the pairs of script and cluster that are linked by their cases, with the number of those."""
    where = {case: i for i, own in enumerate(members) for case in own}
    common = [sum(case in both for case in own) for own in members]
    found = {}
    for number, script in enumerate(state.scripts):
        kept = [case for case in script.members if case in both]
        counts: dict[int, int] = defaultdict(int)
        for case in kept:
            if case in where:
                counts[where[case]] += 1
        for cluster, n in counts.items():
            if n >= _SHARED * len(kept) or n >= _SHARED * common[cluster]:
                found[number, cluster] = n
    return found


def _alike(
    state: State,
    members: Sequence[tuple[str, ...]],
    signatures: Sequence[Mapping[str, float]],
    both: set[str],
    scripts: set[int],
    clusters: set[int],
) -> list[tuple[int, int]]:
    """Return the pairs that only their signatures link: scripts and clusters of which nothing else tells, best with best."""
    asking = [
        i
        for i, s in enumerate(state.scripts)
        if i not in scripts and s.into is None and not any(case in both for case in s.members)
    ]
    free = [i for i in range(len(members)) if i not in clusters and not any(case in both for case in members[i])]
    holding: dict[str, list[int]] = defaultdict(list)
    for i in free:
        for mark in _heaviest(signatures[i]):
            holding[mark].append(i)
    pairs = []
    for i in asking:
        own = state.scripts[i].signature
        pairs += [(_cosine(own, signatures[c]), i, c) for c in sorted({c for m in _heaviest(own) for c in holding[m]})]
    found: list[tuple[int, int]] = []
    taken_scripts, taken_clusters = set[int](), set[int]()
    for alike, script, one in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if alike >= _ALIKE and script not in taken_scripts and one not in taken_clusters:
            found.append((script, one))
            taken_scripts.add(script)
            taken_clusters.add(one)
    return found


def _goes_on(state: State, links: Mapping[tuple[int, int], int]) -> tuple[dict[int, int], dict[int, int]]:
    """Return which script's id each cluster gets, and which cluster each script ends in."""
    best: dict[int, tuple[int, int]] = {}
    for (script, cluster), n in links.items():
        best[script] = min(best.get(script, (1, 0)), (-n, cluster))
    ends = {script: cluster for script, (_, cluster) in best.items()}
    ids: dict[int, int] = {}
    for script in sorted(ends, key=lambda s: (-state.scripts[s].n, s)):
        ids.setdefault(ends[script], script)
    return ids, ends


def _told(
    state: State,
    members: Sequence[tuple[str, ...]],
    signatures: Sequence[Mapping[str, float]],
    links: Mapping[tuple[int, int], int],
    ids: Mapping[int, int],
    ends: Mapping[int, int],
    now: tuple[Sequence[str], str],
) -> Followed:
    hashes, period = now
    known = {s.id: s for s in state.scripts}
    names, events = [], []
    for cluster, own in enumerate(members):
        n, origin, other, born = len(own), ids.get(cluster), None, period
        if origin is not None:
            old = state.scripts[origin]
            name, born = old.id, old.born
            before = old.n if old.active else 0
            events.append(Event(_change(before, n), name, None, before, n))
        else:
            name = f"S{len(known) + 1:04d}"
            parents = sorted((-shared, s) for (s, c), shared in links.items() if c == cluster)
            other = state.scripts[parents[0][1]].id if parents else None
            events.append(Event("split" if other else "born", name, other, 0, n))
        known[name] = Script(name, born, period, n, own, signatures[cluster])
        names.append(name)
    for number, script in enumerate(state.scripts):
        if script.id in names or not script.active:
            continue
        into = names[ends[number]] if number in ends else None
        known[script.id] = Script(
            script.id, script.born, script.last, script.n, (), script.signature, into, active=False
        )
        events.append(Event("merged" if into else "faded", script.id, into, script.n, 0))
    events.sort(key=lambda e: (len(e.id), e.id))  # after S9999 comes S10000
    return Followed(tuple(names), tuple(events), State(tuple(known.values()), tuple(sorted(hashes)), period))


def _change(before: int, now: int) -> Kind:
    if not before:
        return "returned"
    if now >= before * _TIMES and now - before >= _CASES:
        return "grown"
    return "shrunk" if now * _TIMES <= before and before - now >= _CASES else "steady"
