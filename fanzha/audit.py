"""The label audit: which labels are likely wrong, which copies contradict each other, which texts nobody can decide."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fanzha.classifiers import LinearClassifier, LinearSettings
from fanzha.classifiers.learnable import check_learnable
from fanzha.duplicates import Duplicates, find_duplicates, join_groups
from fanzha.split import MIN_SOURCES
from fanzha.text import normalise
from fanzha.text.ngrams import hashed_ngrams
from fanzha.text.tokens import characters, fold_table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Reasons, in the order in which a reviewer should see them.
LABEL_ERROR: Final = "label_error"  # held-out models say another label
COPY: Final = "copy"  # the same text under different labels
NEAR_COPY: Final = "near_copy"  # nearly the same text under different labels
RARE_LABEL: Final = "rare_label"  # a label of one text: a slip of the pen, or nothing to learn from
UNDECIDED: Final = "undecided"  # two labels are as likely as each other, and neither is likely
TOO_SHORT: Final = "too_short"
ONLY_CONTACTS: Final = "only_contacts"  # placeholders and figures, no words
GIBBERISH: Final = "gibberish"
REASONS: Final = (LABEL_ERROR, COPY, NEAR_COPY, RARE_LABEL, UNDECIDED, TOO_SHORT, ONLY_CONTACTS, GIBBERISH)

# Fewer letters and ideographs than this say nothing.
_SHORTEST = 4
# Both labels below this, and no further apart than that: a person would guess too.
_LOW, _CLOSE = 0.5, 0.1
# Letters in disorder: fewer of the pairs of neighbours than this stand in any other text of the data. Judged only where
# the data know most of the pairs of their own texts, and on texts long enough for a share.
_KNOWN, _KNOWN_USUALLY, _PAIRS = 0.2, 0.6, 6
# One thing said over and over: distinct pairs of neighbours against all.
_DISTINCT = 0.15
_SEEN_BITS = 24
_NO_WORDS = re.compile(r"\[[^\[\]]{1,4}\]|[0-9]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to look at one text.

    Attributes
    ----------
    row : int
        Position of the text in the table that was audited.
    reason : str
        One of `REASONS`.
    given : str
        The label that it has.
    suggested : str or None
        The label that it might have; the given one where the other of a pair is suspect; None to drop the text.
    score : float
        From 0 to 1, comparable within a reason: how sure the audit is.
    other : int or None
        Position of the text that contradicts it.
    """

    row: int
    reason: str
    given: str
    suggested: str | None
    score: float
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Attributes
    ----------
    findings : tuple of Finding
        By reason as in `REASONS`, the surest first.
    n : int
        Texts that were audited.
    classes : tuple of k str
    suspicion : ndarray of float64, shape (n,)
        Of each label: half of one minus the normalised margin, so that 0 is a label that held-out models are sure of,
        and 1 one that they are sure is another.
    share : float
        Estimated share of wrong labels.
    interval : tuple of float
        Its 95% bootstrap interval.
    clusters : ndarray of int64, shape (n,)
        Equal for texts that copies and near-copies join.
    across_sources : bool
        Whether whole sources were held out; otherwise groups and clusters were.
    """

    findings: tuple[Finding, ...]
    n: int
    classes: tuple[str, ...]
    suspicion: Floats
    share: float
    interval: tuple[float, float]
    clusters: Ints
    across_sources: bool

    def as_json(self) -> dict[str, object]:
        """Return counts and estimates as JSON values; no text, no id."""
        reasons = Counter(f.reason for f in self.findings)
        return {
            "n": self.n,
            "labels": len(self.classes),
            "texts_to_review": len({f.row for f in self.findings}),
            "reasons": {r: reasons[r] for r in REASONS},
            "pairs": [{"given": g, "suggested": s, "n": n} for (g, s), n in self.pairs()],
            "label_error_share": self.share,
            "label_error_share_95": list(self.interval),
            "across_sources": self.across_sources,
        }

    def pairs(self) -> list[tuple[tuple[str, str], int]]:
        """Count likely label errors by given and suggested label, the commonest first."""
        found = Counter((f.given, f.suggested or "") for f in self.findings if f.reason == LABEL_ERROR)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def confident_labels(probabilities: Floats, given: Ints, weight: Floats | None = None) -> Ints:
    """Return the label that each text confidently has (Northcutt, Jiang and Chuang 2021, equation 1).

    The threshold of a label is the mean probability that its own texts give it; a text counts for the likeliest of the
    labels whose threshold it reaches.

    Parameters
    ----------
    probabilities : ndarray of float64, shape (n, k)
        Held out.
    given : ndarray of int64, shape (n,)
        Columns of the labels as given.
    weight : ndarray of float64, shape (n,), optional
        How often each text counts.

    Returns
    -------
    ndarray of int64, shape (n,)
        Columns; -1 where no threshold is reached. A label of a single text has none to be trusted, so it is never said.
    """
    k = probabilities.shape[1]
    w = np.ones(len(given)) if weight is None else weight
    own = probabilities[np.arange(len(given)), given]
    total, size = np.bincount(given, w * own, k), np.bincount(given, w, k)
    threshold = np.where(size > 1, total / np.maximum(size, 1), np.inf)
    reached = np.where(probabilities >= threshold, probabilities, -1.0)
    best = reached.argmax(axis=1)
    return np.where(reached.max(axis=1) >= 0, best, -1).astype(np.int64)


def error_share(confident: Ints, given: Ints, k: int, weight: Floats | None = None) -> float:
    """Return the share of wrong labels: what of the joint of given and true labels lies off its diagonal.

    The counts of each given label are scaled to the number of its texts first (the same paper, equation 3).
    """
    w = np.ones(len(given)) if weight is None else weight
    counted = confident >= 0
    joint = np.bincount(given[counted] * k + confident[counted], w[counted], k * k).reshape(k, k)
    rows, size = joint.sum(axis=1), np.bincount(given, w, k)
    right = np.divide(np.diagonal(joint), rows, out=np.ones(k), where=rows > 0)
    return float(1 - (right * size).sum() / max(size.sum(), 1))


def share_interval(
    probabilities: Floats, given: Ints, groups: Ints, draws: int = 500, seed: int = 20260101
) -> tuple[float, float]:
    """Return a 95% percentile interval of `error_share`, groups of texts resampled (Davison and Hinkley 1997, chapter 2).

    It speaks of the texts that happened to be drawn. That the model itself errs is not in it: the share counts confident
    mistakes of the model as wrong labels.

    Parameters
    ----------
    probabilities, given
        As in `confident_labels`.
    groups : ndarray of int64, shape (n,)
        Texts with one number are drawn together.
    draws, seed : int
    """
    rng, k = np.random.default_rng(seed), probabilities.shape[1]
    _, group = np.unique(groups, return_inverse=True)
    size, shares = int(group.max(initial=-1)) + 1, []
    for _ in range(draws):
        weight = np.bincount(rng.integers(0, size, size), minlength=size)[group].astype(np.float64)
        shares.append(error_share(confident_labels(probabilities, given, weight), given, k, weight))
    low, high = np.quantile(shares, [0.025, 0.975])
    return float(low), float(high)


def audit(
    texts: pa.Table,
    settings: LinearSettings | None = None,
    on_step: Callable[[int], object] | None = None,
) -> Audit:
    """Audit the labels of texts.

    Parameters
    ----------
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`.
    settings : LinearSettings, optional
        Of the model whose held-out probabilities judge the labels.
    on_step : callable, optional
        Told after each held-out fold.

    Raises
    ------
    LabelError
        If there are fewer than two labels, nothing can be held out, or no two texts have anything in common.
    MissingExtraError
        If the packages of training are not installed.
    """
    content, labels, groups, sources = (texts.column(c).to_pylist() for c in ("text", "label", "group", "source"))
    duplicates = find_duplicates(content)
    clusters = duplicates.clusters()
    # A near-copy with the same wrong label would vouch for it, so neither groups nor clusters are cut.
    joined = join_groups(groups, clusters)
    model = LinearClassifier(settings)
    check_learnable(content, model.settings)
    said = model.fit(content, labels, [str(g) for g in joined.tolist()], sources, on_step)
    probabilities = said.probabilities.astype(np.float64)
    given = np.searchsorted(model.classes, np.asarray(labels)).astype(np.int64)
    confident = confident_labels(probabilities, given)
    undecidable = _undecidable(content, labels, probabilities, model.classes, clusters)
    # What has no words has no right label either; a model's guess would only mislead.
    wordless = {f.row for f in undecidable if f.suggested is None}
    accused = _label_errors(probabilities, given, confident, model.classes)
    findings = [
        *(f for f in accused if f.row not in wordless),
        *_contradictions(duplicates, labels, probabilities, model.classes),
        *_rare(probabilities, given, model.classes),
        *undecidable,
    ]
    findings.sort(key=lambda f: (REASONS.index(f.reason), -f.score, f.row))
    return Audit(
        tuple(findings),
        len(content),
        model.classes,
        suspicion(probabilities, given),
        error_share(confident, given, len(model.classes)),
        share_interval(probabilities, given, joined),
        clusters,
        len(set(sources)) >= MIN_SOURCES,
    )


def suspicion(probabilities: Floats, given: Ints) -> Floats:
    """Return half of one minus the normalised margin of each label (the same paper, section 3.2); shape (n,)."""
    at = np.arange(len(given))
    rest = probabilities.copy()
    rest[at, given] = -1
    result: Floats = (1 - (probabilities[at, given] - rest.max(axis=1))) / 2
    return result


def _label_errors(probabilities: Floats, given: Ints, confident: Ints, classes: Sequence[str]) -> list[Finding]:
    score, size = suspicion(probabilities, given), np.bincount(given, minlength=len(classes))
    rows = np.flatnonzero((confident >= 0) & (confident != given) & (size[given] > 1)).tolist()
    return [Finding(i, LABEL_ERROR, classes[given[i]], classes[confident[i]], round(float(score[i]), 4)) for i in rows]


def _contradictions(
    duplicates: Duplicates, labels: Sequence[str], probabilities: Floats, classes: Sequence[str]
) -> list[Finding]:
    """List texts that the labels of their copies outvote, and of each such text one that contradicts it."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for i, c in enumerate(duplicates.copy.tolist()):
        members[c].append(i)
    near: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    pairs = (duplicates.left.tolist(), duplicates.right.tolist(), duplicates.similarity.tolist())
    for a, b, s in zip(*pairs, strict=True):
        near[a].append((b, s))
        near[b].append((a, s))
    found: dict[int, Finding] = {}
    for c, own in members.items():
        around = [(i, 1.0) for i in own] + [(i, s) for d, s in near[c] for i in members[d]]
        if len({labels[i] for i, _ in around}) < 2:
            continue
        votes: defaultdict[str, float] = defaultdict(float)
        for i, s in around:
            votes[labels[i]] += s
        for i in own:
            # Votes first; where they are even, what held-out models think of this text.
            best = max(votes, key=lambda label: (round(votes[label], 6), probabilities[i, classes.index(label)]))
            if best == labels[i]:
                continue
            other, similarity = max(((j, s) for j, s in around if labels[j] == best), key=lambda pair: pair[1])
            # Texts can be the same but for a figure, so only one normal form makes a copy.
            reason = COPY if duplicates.copy[other] == c else NEAR_COPY
            score = round(similarity * (1 - votes[labels[i]] / sum(votes.values())), 4)
            found[i] = Finding(i, reason, labels[i], best, score, other)
            found.setdefault(other, Finding(other, reason, labels[other], labels[other], score, i))
    return list(found.values())


def _rare(probabilities: Floats, given: Ints, classes: Sequence[str]) -> list[Finding]:
    alone = np.flatnonzero(np.bincount(given, minlength=len(classes))[given] == 1).tolist()
    found = []
    for i in alone:
        rest = probabilities[i].copy()
        rest[given[i]] = -1
        found.append(Finding(i, RARE_LABEL, classes[given[i]], classes[rest.argmax()], round(float(rest.max()), 4)))
    return found


def _undecidable(
    content: Sequence[str], labels: Sequence[str], probabilities: Floats, classes: Sequence[str], clusters: Ints
) -> list[Finding]:
    found, disorder = [], _disorder(content, clusters)
    order = np.argsort(-probabilities, axis=1, kind="stable")
    for i, text in enumerate(content):
        words = sum(c.isalnum() for c in _NO_WORDS.sub("", normalise(text)))
        if words < _SHORTEST:
            reason = ONLY_CONTACTS if _NO_WORDS.search(normalise(text)) else TOO_SHORT
            found.append(Finding(i, reason, labels[i], None, round(1 - words / _SHORTEST, 4)))
        elif disorder[i] > 0:
            found.append(Finding(i, GIBBERISH, labels[i], None, round(float(disorder[i]), 4)))
        else:
            first, second = probabilities[i, order[i, 0]], probabilities[i, order[i, 1]]
            if first < _LOW and first - second < _CLOSE:
                found.append(Finding(i, UNDECIDED, labels[i], classes[order[i, 0]], round(float(1 - first), 4)))
    return found


def _disorder(content: Sequence[str], clusters: Ints) -> Floats:
    """Return how much each text looks like keys struck at random, or one thing over and over; 0 is not at all."""
    n = len(content)
    grams = hashed_ngrams(characters(content, fold_table()), 2, _SEEN_BITS)
    size = np.bincount(grams.row, minlength=n)
    seen = np.unique(np.stack([grams.bucket, clusters[grams.row]]), axis=1)[0]
    clusters_with = np.bincount(seen, minlength=1 << _SEEN_BITS)
    known = np.bincount(grams.row, clusters_with[grams.bucket] > 1, n) / np.maximum(size, 1)
    distinct = np.bincount(np.unique(np.stack([grams.row, grams.bucket]), axis=1)[0], minlength=n) / np.maximum(size, 1)
    judged = size >= _PAIRS
    result = np.zeros(n)
    if judged.any() and np.median(known[judged]) >= _KNOWN_USUALLY:
        result = np.where(judged & (known < _KNOWN), 1 - known, 0.0)
    return np.where(judged & (distinct < _DISTINCT), np.maximum(result, 1 - distinct), result)
