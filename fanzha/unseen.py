"""The headline: what training is worth on sources that it never saw, origin by origin, slice by slice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fanzha.classifiers import LinearClassifier, LinearSettings
from fanzha.duplicates import find_duplicates, join_groups
from fanzha.errors import LabelError
from fanzha.labels import align, macro_f1
from fanzha.split import MIN_SOURCES
from fanzha.taxonomy import Taxonomy

LENGTH_BANDS = ((0, 25), (26, 60), (61, 120), (121, 200), (201, None))
# A slice with fewer texts is left out: its figures would be noise.
LEAST = 30
_DRAWS = 400


@dataclass(frozen=True, slots=True)
class Outside:
    """A labelled set of another origin.

    Attributes
    ----------
    name : str
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`, with the labels as they are.
    crosswalk : str or None
        The table of the taxonomy that speaks for the labels.
    """

    name: str
    texts: pa.Table
    crosswalk: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Texts of one origin as models saw them that had not learnt from their source.

    Attributes
    ----------
    name : str
    truth, predicted : ndarray of int64, shape (n,)
        Positions in ``labels``.
    labels : tuple of str
    sources : ndarray of str, shape (n,)
    slices : mapping
        Dimension, such as ``register``, to the value of each text; empty where it is not known.
    """

    name: str
    truth: NDArray[np.int64]
    predicted: NDArray[np.int64]
    labels: tuple[str, ...]
    sources: NDArray[np.str_]
    slices: Mapping[str, NDArray[np.str_]]

    def score(self, rows: NDArray[np.int64] | None = None) -> float:
        """Return macro-F1 over the labels that stand in the texts."""
        chosen = slice(None) if rows is None else rows
        return macro_f1(self.truth[chosen], self.predicted[chosen], len(self.labels))

    def drawn(self, rng: np.random.Generator) -> float:
        """Return macro-F1 of texts drawn anew: sources first, where there are several, then texts within them."""
        names = np.unique(self.sources)
        members = [np.flatnonzero(self.sources == name) for name in names]
        picked = rng.integers(0, len(names), len(names)) if len(names) >= MIN_SOURCES else range(len(names))
        return self.score(np.concatenate([rng.choice(members[i], len(members[i])) for i in picked]))

    def by(self, dimension: str) -> dict[str, tuple[int, float]]:
        """Return number of texts and macro-F1 by the value of a dimension, in the order of `_rank`; for ``type``, its F1."""
        if dimension == "type":
            pairs = sorted(zip(self.labels, range(len(self.labels)), strict=True))
            return {name: (int((self.truth == i).sum()), self._f1(i)) for name, i in pairs if (self.truth == i).any()}
        values = self.slices[dimension]
        rows = {value: np.flatnonzero(values == value) for value in sorted(set(values.tolist()), key=_rank) if value}
        return {value: (len(r), self.score(r)) for value, r in rows.items() if len(r) >= LEAST}

    def _f1(self, label: int) -> float:
        hit = ((self.truth == label) & (self.predicted == label)).sum()
        return float(2 * hit / max(1, (self.truth == label).sum() + (self.predicted == label).sum()))


@dataclass(frozen=True, slots=True)
class Headline:
    """Cross-source macro-F1.

    Attributes
    ----------
    macro_f1 : float
        Mean over origins, then over seeds.
    low, high : float
        95% interval: sources and texts drawn anew within each origin, for each seed.
    by_seed : tuple of float
    origins : tuple of Seen
        Of the first seed.
    in_distribution : float
        Of the first origin with near-duplicate groups held out instead of sources, in as many folds as it has sources.
    """

    macro_f1: float
    low: float
    high: float
    by_seed: tuple[float, ...]
    origins: tuple[Seen, ...]
    in_distribution: float

    def as_json(self) -> dict[str, object]:
        """Return everything as JSON values."""
        return {
            "cross_source_macro_f1": self.macro_f1,
            "interval": [self.low, self.high],
            "by_seed": list(self.by_seed),
            "in_distribution_macro_f1": self.in_distribution,
            "origins": {
                o.name: {
                    "n": len(o.truth),
                    "macro_f1": o.score(),
                    **{d: {k: {"n": n, "f1": f} for k, (n, f) in o.by(d).items()} for d in (*o.slices, "type")},
                }
                for o in self.origins
            },
        }


def _rank(value: str) -> tuple[int, str]:
    """Place length bands by length and difficulties by how hard they are; all else by name."""
    return (_ORDER.index(value) if value in _ORDER else len(_ORDER)), value


def length_band(text: str) -> str:
    """Name the length band of a text."""
    low, high = next((a, b) for a, b in LENGTH_BANDS if b is None or len(text) <= b)
    return f"{low} characters and more" if high is None else f"{low} to {high} characters"


_ORDER = (*(length_band("x" * low) for low, _ in LENGTH_BANDS), "easy", "medium", "hard")


def measure_unseen(
    name: str,
    texts: pa.Table,
    slices: Mapping[str, Sequence[str]],
    outside: Sequence[Outside],
    settings: LinearSettings,
    taxonomy: Taxonomy,
    seeds: int = 5,
    on_step: Callable[[int], object] | None = None,
) -> Headline:
    """Hold out every source of a labelled table in turn, and every outside set.

    A text of an outside set is learnt from, when another source is held out, if its label means one national class.

    Parameters
    ----------
    name : str
        Of the table, which counts as one origin however many sources it has.
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`, with national codes and at least three sources.
    slices : mapping
        Further dimensions of its texts.
    outside : sequence of Outside
    settings : LinearSettings
        Its seed, and the ones that follow it, are used.
    taxonomy : Taxonomy
    seeds : int
    on_step : callable, optional
        Told after each model.

    Raises
    ------
    LabelError
        If the table has fewer than three sources, or an outside set labels that the model does not know.
    """
    step = on_step or (lambda _: None)
    own, labels, groups, sources = (texts.column(c).to_pylist() for c in ("text", "label", "group", "source"))
    if (number := len(set(sources))) < MIN_SOURCES:
        raise LabelError("holding sources out needs three at least", f"{number}", "add sources")
    classes = tuple(sorted(set(labels)))
    dimensions = {
        "register": [r or "" for r in texts.column("register").to_pylist()],
        **slices,
        "length": [length_band(t) for t in own],
    }
    learnt = [_national(o, taxonomy, classes) for o in outside]
    home = (own, labels, groups, sources)

    def learnt_with(chosen: Sequence[int]) -> list[list[str]]:
        return [[*part, *(x for i in chosen for x in learnt[i][j])] for j, part in enumerate(home)]

    by_seed: list[float] = []
    drawn: list[float] = []
    first: tuple[Seen, ...] = ()
    marks = {d: np.asarray(v, np.str_) for d, v in dimensions.items()}
    for seed in range(settings.seed, settings.seed + seeds):
        s = settings.model_copy(update={"seed": seed})
        content, codes, groups, origin = learnt_with(range(len(outside)))
        model = LinearClassifier(s.model_copy(update={"folds": len(set(origin))}))
        held_out = model.fit(content, codes, groups, origin).probabilities[: len(own)].argmax(axis=1)
        step(1)
        truth = np.searchsorted(model.classes, labels)
        origins = [Seen(name, truth, held_out, model.classes, np.asarray(sources), marks)]
        for i, o in enumerate(outside):
            away = LinearClassifier(s)
            content, codes, groups, origin = learnt_with([j for j in range(len(outside)) if j != i])
            away.fit(content, codes, groups, origin)
            step(1)
            origins.append(_seen(o, away, taxonomy))
        by_seed.append(float(np.mean([o.score() for o in origins])))
        rng = np.random.default_rng(seed)
        drawn += [float(np.mean([o.drawn(rng) for o in origins])) for _ in range(_DRAWS)]
        first = first or tuple(origins)
    at_home = _in_distribution(home, settings.model_copy(update={"folds": number}))
    step(1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Headline(float(np.mean(by_seed)), float(low), float(high), tuple(by_seed), first, at_home)


def _in_distribution(home: Sequence[Sequence[str]], settings: LinearSettings) -> float:
    """Return macro-F1 with near-duplicate groups held out: copies of a text are never on both sides, its source is on both."""
    texts, labels, groups, _ = home
    joined = join_groups(groups, find_duplicates(texts).clusters())
    model = LinearClassifier(settings)
    # One source for all: with three or more, whole ones would be held out.
    said = model.fit(texts, labels, [str(g) for g in joined.tolist()], ["one"] * len(texts)).probabilities
    return macro_f1(np.searchsorted(model.classes, labels), said.argmax(axis=1), len(model.classes))


def _national(outside: Outside, taxonomy: Taxonomy, classes: Sequence[str]) -> tuple[list[str], ...]:
    """Return texts, labels, groups and sources of those texts whose label means one of the classes."""
    kept: tuple[list[str], ...] = ([], [], [], [])
    rows = (outside.texts.column(c).to_pylist() for c in ("text", "label", "group"))
    for text, label, group in zip(*rows, strict=True):
        spans = (label,) if label in classes else taxonomy.spans(label, outside.crosswalk) or ()
        if len(spans) == 1 and spans[0] in classes:
            for part, value in zip(kept, (text, spans[0], f"{outside.name}:{group}", outside.name), strict=True):
                part.append(value)
    return kept


def _seen(outside: Outside, model: LinearClassifier, taxonomy: Taxonomy) -> Seen:
    texts = outside.texts.column("text").to_pylist()
    space = align(outside.texts.column("label").to_pylist(), model.classes, taxonomy, outside.crosswalk)
    labels = tuple(dict.fromkeys([*space.columns, *space.truth]))
    predicted = (model.predict_proba(texts) @ space.gather).argmax(axis=1)
    return Seen(
        outside.name,
        np.array([labels.index(t) for t in space.truth], np.int64),
        np.asarray(predicted, np.int64),
        labels,
        np.full(len(texts), outside.name),
        {"length": np.array([length_band(t) for t in texts])},
    )
