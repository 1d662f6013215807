"""The measured half of the corpus's data card, in Markdown: counts, held-out batches, curve, confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.corpus import CorpusText
from fanzha.cross_source import CurvePoint, HeldOut, interval
from fanzha.evaluate import Metrics, recall_at
from fanzha.reliability import expected_calibration_error
from fanzha.taxonomy import BENIGN
from fanzha.unseen import LEAST, LENGTH_BANDS, length_band

_OF_EACH_BAND = tuple("x" * (high or low) for low, high in LENGTH_BANDS)
FORMS = ("sms", "chat", "call", "post", "police_brief", "victim_statement", "call_note", "summary_line")


@dataclass(frozen=True, slots=True)
class Outside:
    """What the model of the whole corpus does on a labelled set of another origin."""

    name: str
    metrics: Metrics


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(['---'] + ['--:'] * (len(head) - 1))}|"]
    return [*lines, *(f"| {' | '.join(str(v) for v in row)} |" for row in rows), ""]


def _counts(texts: Sequence[CorpusText]) -> list[str]:
    cell = Counter((t.label, t.form) for t in texts)
    codes = sorted({t.label for t in texts})
    hard = Counter(t.label for t in texts if t.difficulty == "hard")
    rows = []
    for code in codes:
        lengths = [len(t.text) for t in texts if t.label == code]
        low, middle, high = np.quantile(lengths, [0.05, 0.5, 0.95])
        rows.append(
            [
                code,
                len(lengths),
                *(cell[code, form] for form in FORMS),
                f"{hard[code] / len(lengths):.0%}",
                len({t.subtype for t in texts if t.label == code}),
                f"{low:.0f} · {middle:.0f} · {high:.0f}",
            ]
        )
    return _table(["type", "texts", *FORMS, "hard", "sub-types", "length: 5% · median · 95%"], rows)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _row(name: str, held: HeldOut, chosen: NDArray[np.bool_]) -> list[object]:
    fraud = 1 - held.probabilities[:, held.classes.index(BENIGN)]
    honest = held.truth == held.classes.index(BENIGN)
    found = recall_at(fraud[chosen], honest[chosen])
    return [name, int(chosen.sum()), f"{held.score(chosen):.3f}", _share(found)]


def _slices(texts: Sequence[CorpusText], held: HeldOut) -> list[str]:
    groups: list[tuple[str, NDArray[np.bool_]]] = []
    for field in ("register", "form", "difficulty", "lang"):
        values = np.array([getattr(t, field) for t in texts])
        groups += [(f"{field} {value}", values == value) for value in sorted(set(values))]
    bands = np.array([length_band(t.text) for t in texts])
    groups += [(band, bands == band) for band in map(length_band, _OF_EACH_BAND)]
    rows = [_row(name, held, chosen) for name, chosen in groups if chosen.sum() >= LEAST]
    return _table(["texts", "n", "macro-F1", "fraud recall at 1% false positives"], rows)


def _types(held: HeldOut) -> list[str]:
    rows = []
    for i, code in enumerate(held.classes):
        hit = ((held.truth == i) & (held.predicted == i)).sum()
        precision, recall = hit / max(1, (held.predicted == i).sum()), hit / (held.truth == i).sum()
        rows.append([code, (held.truth == i).sum(), *(f"{v:.3f}" for v in (precision, recall))])
    return _table(["type", "texts", "precision", "recall"], rows)


def _confusions(texts: Sequence[CorpusText], held: HeldOut, limit: int) -> list[str]:
    top = held.probabilities.max(axis=1)
    wrong = np.flatnonzero(held.predicted != held.truth)
    worst = wrong[np.argsort(-top[wrong], kind="stable")][:limit]
    rows = [
        [texts[i].id, texts[i].label, held.classes[held.predicted[i]], texts[i].subtype, texts[i].form, f"{top[i]:.2f}"]
        for i in worst
    ]
    return _table(["id", "label", "predicted", "sub-type", "form", "probability"], rows)


def _outside(outside: Outside) -> list[str]:
    m = outside.metrics
    row = [m.n, f"{m.macro_f1:.3f}", _share(m.fraud_recall), _share(m.benign_false_positive_rate), f"{m.ece:.3f}"]
    return [
        f"## Outside check: {outside.name}",
        "",
        "The model of the whole corpus on texts of another origin, brought to the national types by the crosswalk.",
        "",
        *_table(["n", "macro-F1", "frauds called fraud", "benign called fraud", "ECE"], [row]),
    ]


def render(
    texts: Sequence[CorpusText],
    held: HeldOut,
    curve: Sequence[CurvePoint],
    fingerprint: str,
    outside: Sequence[Outside] = (),
    worst: int = 20,
) -> str:
    """Write the report.

    Parameters
    ----------
    texts : sequence of CorpusText
    held : HeldOut
        Of the same texts in the same order, each batch held out in turn.
    curve : sequence of CurvePoint
    fingerprint : str
        Of ids, texts and labels, so that a reader can tell which corpus was measured.
    outside : sequence of Outside
    worst : int
        How many confident mistakes to name.

    Returns
    -------
    str
        Markdown. Texts are named by id and never quoted.
    """
    everything = np.ones(len(texts), np.bool_)
    low, high = interval(held)
    top, right = held.probabilities.max(axis=1), held.predicted == held.truth
    names = np.array(held.sources)
    batches = [_row(name, held, names == name) for name in sorted(set(held.sources))]
    lines = [
        "# The corpus, measured",
        "",
        "Written by `fanzha corpus report`; what the corpus is and how it was made is in [README.md](README.md).",
        "",
        f"Corpus fingerprint: `{fingerprint}`",
        "",
        "## Counts",
        "",
        *_counts(texts),
        "## Each batch held out in turn",
        "",
        f"The default linear model, trained on all batches but one, tested on that one: macro-F1 **{held.score():.3f}**"
        f" over {len(held.classes)} types (95% interval {low:.3f} to {high:.3f}, batches and texts resampled),"
        f" accuracy {right.mean():.3f}, expected calibration error {expected_calibration_error(top, right):.3f}.",
        "",
        *_table(
            ["held-out batch", "n", "macro-F1", "fraud recall at 1% false positives"],
            [_row("all", held, everything), *batches],
        ),
        "Recall at 1% false positives takes the threshold from the honest texts of the row itself; with fewer than 100",
        "of them, it is recall at no false positive.",
        "",
        "## By kind of text",
        "",
        *_slices(texts, held),
        "## By type",
        "",
        *_types(held),
        "## Does another batch still help?",
        "",
        "Trained on so many batches, tested on one that was not among them, each batch being the tested one once.",
        "",
        *_table(
            ["training batches", "mean macro-F1", "lowest", "highest"],
            [[p.sources, f"{p.mean:.3f}", f"{p.lowest:.3f}", f"{p.highest:.3f}"] for p in curve],
        ),
    ]
    for one in outside:
        lines += _outside(one)
    lines += [f"## The {worst} most confident mistakes", "", *_confusions(texts, held, worst)]
    return "\n".join(lines)
