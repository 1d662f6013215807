"""Training: labelled texts in, a classifier with its decision rule and held-out metrics out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fanzha.classifiers import Classifier, LinearClassifier, Taught
from fanzha.classifiers.learnable import check_learnable
from fanzha.decide import DecisionRule, Decisions, Signs, choose_rule, decide
from fanzha.errors import InputError, LabelError, listed
from fanzha.evaluate import Metrics, confusion, evaluate
from fanzha.labels import LabelMap, align
from fanzha.split import MIN_SOURCES
from fanzha.taxonomy import Taxonomy
from fanzha.text import content

# Fewer texts of a label than this cannot stand on both sides of a split.
MIN_TEXTS_PER_LABEL = 2


@dataclass(frozen=True, slots=True)
class Trained:
    """What training gave.

    Attributes
    ----------
    classifier : Classifier
    rule : DecisionRule
        Chosen on held-out texts.
    held_out : Metrics
        On texts that the model measured had not seen.
    across_sources : bool
        Whether whole sources were held out; otherwise near-duplicate groups were.
    in_turn : bool
        Whether every text was held out once; otherwise one part of them was.
    confusion : ndarray of int, shape (k, k)
        Held-out confusion, true label by row.
    decided : ndarray of int, shape (k, k + 1)
        The same under the rule: what went to a person stands in the last column.
    """

    classifier: Classifier
    rule: DecisionRule
    held_out: Metrics
    across_sources: bool
    in_turn: bool
    confusion: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    decided: np.ndarray[tuple[int, int], np.dtype[np.int64]]

    def decided_as_json(self) -> dict[str, object]:
        """Return `decided` with the names of its rows, for the metrics of a bundle."""
        return {"labels": list(self.classifier.classes), "counts": self.decided.tolist()}

    @property
    def title(self) -> str:
        """How the held-out texts were chosen."""
        what = "sources" if self.across_sources else "near-duplicate groups"
        return f"{what} held out in turn" if self.in_turn else f"{what} held out once, which also chose when to stop"


def fingerprint(texts: pa.Table) -> str:
    """Return a SHA-256 over ids, texts and labels, whatever their order."""
    rows = sorted(
        hashlib.sha256("\0".join(row).encode("utf-8", "surrogatepass")).hexdigest()
        for row in zip(*(texts.column(c).to_pylist() for c in ("id", "text", "label")), strict=True)
    )
    return hashlib.sha256("".join(rows).encode()).hexdigest()


def train(
    texts: pa.Table,
    classifier: Classifier,
    target_precision: float,
    on_step: Callable[[int], object] | None = None,
    *,
    min_han: float = 0.3,
    unfamiliar_share: float = 0.01,
    set_coverage: float = 0.95,
    taught: Taught | None = None,
) -> Trained:
    """Train a classifier.

    Parameters
    ----------
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`.
    classifier : Classifier
        Unfitted; see `fanzha.classifiers.make_classifier`.
    target_precision : float
        Wanted share of right types among those decided without review.
    on_step : callable, optional
        Told after each step of the training.
    min_han, unfamiliar_share, set_coverage : float
        See `fanzha.decide.choose_rule`.
    taught : Taught, optional
        What a teacher says of further texts; for the linear classifier only.

    Returns
    -------
    Trained

    Raises
    ------
    LabelError
        If a label has too few texts, there are fewer than two labels, or no two texts have anything in common.
    InputError
        If another classifier than the linear one shall be taught.
    """
    narratives, labels, groups, sources = (texts.column(c).to_pylist() for c in ("text", "label", "group", "source"))
    rare = [label for label, n in Counter(labels).items() if n < MIN_TEXTS_PER_LABEL]
    if rare:
        raise LabelError(
            f"each label needs {MIN_TEXTS_PER_LABEL} texts at least",
            listed([label for label in labels if label in rare]),
            "add texts or drop the label",
        )
    if isinstance(classifier, LinearClassifier):
        check_learnable(narratives, classifier.settings)
    if taught is None:
        said = classifier.fit(narratives, labels, groups, sources, on_step)
    elif isinstance(classifier, LinearClassifier):
        said = classifier.fit(narratives, labels, groups, sources, on_step, taught)
    else:
        raise InputError("a student must be linear", classifier.kind, "train it on labelled texts alone")
    held = np.flatnonzero(np.isfinite(said.probabilities).all(axis=1))
    names, seen = list(classifier.classes), content([narratives[i] for i in held])
    labels = [labels[i] for i in held]
    truth = np.array([names.index(label) for label in labels])
    probabilities = said.probabilities[held]
    signs = Signs(seen.characters, seen.han, said.familiarity[held])
    rule = choose_rule(
        probabilities,
        truth,
        target_precision,
        signs,
        min_han=min_han,
        unfamiliar_share=unfamiliar_share,
        set_coverage=set_coverage,
    )
    space = LabelMap(tuple(labels), classifier.classes, np.eye(len(names), dtype=np.float32), False)
    predicted = [names[i] for i in probabilities.argmax(axis=1)]
    return Trained(
        classifier,
        rule,
        evaluate(probabilities, space, rule, signs),
        len(set(sources)) >= MIN_SOURCES,
        len(held) == len(narratives),
        confusion(labels, predicted, names),
        _decided(truth, decide(probabilities, rule, signs), len(names)),
    )


def _decided(truth: NDArray[np.int64], decisions: Decisions, k: int) -> NDArray[np.int64]:
    table = np.zeros((k, k + 1), np.int64)
    np.add.at(table, (truth, np.where(decisions.needs_review, k, decisions.best)), 1)
    return table


def look(
    texts: pa.Table, classifier: Classifier, on_rows: Callable[[int], object] | None = None
) -> tuple[NDArray[np.float32], Signs]:
    """Let a classifier read texts, batch by batch.

    Parameters
    ----------
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`.
    classifier : Classifier
    on_rows : callable, optional
        Told the number of texts after each batch.

    Returns
    -------
    probabilities : ndarray of float32, shape (n, k)
    signs : Signs
        What else the decision about them wants to know.
    """
    said, seen = [classifier.predict([])], [content([])]
    for batch in texts.select(["text"]).combine_chunks().to_batches(max_chunksize=2048):
        narratives = batch.column("text").to_pylist()
        said.append(classifier.predict(narratives))
        seen.append(content(narratives))
        if on_rows is not None:
            on_rows(len(narratives))
    signs = Signs(
        np.concatenate([c.characters for c in seen]),
        np.concatenate([c.han for c in seen]),
        np.concatenate([p.familiarity for p in said]),
    )
    return np.concatenate([p.probabilities for p in said]), signs


def measure(
    texts: pa.Table,
    classifier: Classifier,
    rule: DecisionRule,
    taxonomy: Taxonomy,
    crosswalk: str | None = None,
    on_rows: Callable[[int], object] | None = None,
) -> Metrics:
    """Measure a classifier on labelled texts.

    Parameters
    ----------
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`.
    classifier, rule, taxonomy
        As a bundle has them.
    crosswalk : str, optional
        The table of the taxonomy that speaks for the labels.
    on_rows : callable, optional
        Told the number of texts after each batch.

    Raises
    ------
    LabelError
        If the labels of the texts cannot be brought to those of the model.
    """
    space = align(texts.column("label").to_pylist(), classifier.classes, taxonomy, crosswalk)
    probabilities, signs = look(texts, classifier, on_rows)
    return evaluate(probabilities, space, rule, signs)


_WHAT = {
    "linear": "A linear classifier of fraud texts over hashed character n-grams.",
    "transformer": "A pre-trained encoder, fine-tuned to classify fraud texts.",
    "onnx": "A pre-trained encoder, fine-tuned to classify fraud texts, as an ONNX graph.",
}


def _set_lines(held_out: Metrics, rule: DecisionRule) -> list[str]:
    if not rule.set_thresholds or not held_out.set_coverage:
        return ["No bounds of prediction sets were chosen: every type stands in every set."]
    covered = held_out.set_coverage
    texts = sum(held_out.per_type[label].support for label in covered)
    mean = sum(share * held_out.per_type[label].support for label, share in covered.items()) / texts
    worst = min(covered, key=lambda label: covered[label])
    return [
        f"The prediction set of a text shall hold its true type in {rule.set_coverage:.0%} of the texts of each type (set_coverage). On the",
        f"held-out texts, which its bounds were chosen on, it held {mean:.1%}, of the worst type ({worst}) {covered[worst]:.1%}, with",
        f"{held_out.set_size:.2f} types a text. Of a short, foreign or unfamiliar text every type stands in it.",
    ]


def card(
    name: str, facts: Mapping[str, str], held_out: Metrics, title: str, rule: DecisionRule, kind: str = "linear"
) -> str:
    """Write the model card: what the model is, what it was measured to do, and what it is not for.

    Parameters
    ----------
    name : str
        Name of the bundle.
    facts : mapping
        Lines on data and settings.
    held_out : Metrics
    title : str
        How the held-out texts were chosen.
    rule : DecisionRule
    kind : str
        Of the classifier.
    """
    lines = [
        f"# {name}",
        "",
        _WHAT[kind],
        "",
        "## Made of",
        "",
    ]
    lines += [f"- {key}: {value}" for key, value in facts.items()]
    reached = "none" if rule.precision is None else f"{rule.precision:.3f}"
    decided = "none" if held_out.accuracy_decided is None else f"{held_out.accuracy_decided:.3f}"
    lines += [
        "",
        f"## Measured: {title}",
        "",
        "| n | macro-F1 | weighted F1 | accuracy | ECE | sent to review | accuracy of the decided |",
        "|---|---|---|---|---|---|---|",
        f"| {held_out.n} | {held_out.macro_f1:.3f} | {held_out.weighted_f1:.3f} | {held_out.accuracy:.3f} "
        f"| {held_out.ece:.3f} | {held_out.abstained} | {decided} |",
        "",
        "| type | precision | recall | F1 | texts |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {label} | {m.precision:.3f} | {m.recall:.3f} | {m.f1:.3f} | {m.support} |"
        for label, m in held_out.per_type.items()
    ]
    lines += [
        "",
        "## Decision",
        "",
        "A person must look at a text for one of four reasons, the first that holds; a reason whose number is 0 never does.",
        "",
        "| reason | when | number |",
        "|---|---|---|",
        f"| short | it has fewer letters, digits and Han characters | min_characters {rule.min_characters} |",
        f"| foreign | fewer of these are Han characters | min_han {rule.min_han:g} |",
        f"| unfamiliar | fewer of its pairs of characters were held by several sources | min_familiarity {rule.min_familiarity:g} |",
        f"| unsure | its most probable type is less probable | threshold {rule.threshold:.3f} |",
        "",
        f"The threshold was chosen on {rule.n} held-out texts for a precision of {rule.target_precision:.2f} among the decided; it",
        f"reached {reached} while deciding {rule.coverage:.1%} of them.",
        "",
        *_set_lines(held_out, rule),
        "",
        "## Limits",
        "",
        "Text of an origin unlike the training sources is classified worse than the table says. The model reads",
        "Chinese; it is an aid to a person's decision, and no proof that a message or a person is fraudulent.",
        "",
    ]
    return "\n".join(lines)
