"""Distillation: what a large model says about unlabelled texts teaches the linear one, which then runs anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyarrow as pa

from fanzha.classifiers import Classifier, LinearClassifier, LinearSettings, Taught
from fanzha.errors import InputError, LabelError
from fanzha.text import normalise
from fanzha.training import Trained, train

_BATCH = 1024
# Where the teacher finds a label likelier than not that the student does not have, it has nothing to teach.
_WITHIN = 0.5


def apart(texts: Iterable[str], labelled: pa.Table) -> list[str]:
    """Return distinct texts in normal form, in order, without those that stand in the labelled table too.

    Their label is known, and they would not be held out otherwise.
    """
    known = _known(labelled)
    return [t for t in dict.fromkeys(map(normalise, texts)) if t not in known]


def _known(labelled: pa.Table) -> set[str]:
    return {normalise(t) for t in labelled.column("text").to_pylist()}


def teach(
    teacher: Classifier,
    texts: Sequence[str],
    classes: Sequence[str],
    weight: float,
    on_rows: Callable[[int], object] | None = None,
) -> Taught:
    """Let a teacher label texts, softly.

    Parameters
    ----------
    teacher : Classifier
    texts : sequence of n strings
        Unlabelled; equal ones count once.
    classes : sequence of k strings
        Labels of the student, sorted.
    weight : float
        What one of these texts counts for, against 1 of a labelled one.
    on_rows : callable, optional
        Told the number of texts after each batch.

    Returns
    -------
    Taught
        Texts with probabilities over the student's labels, scaled to sum to 1. Texts that the teacher thinks rather have a
        label that the student lacks are left out.

    Raises
    ------
    LabelError
        If the teacher lacks a label of the student: it would teach that nothing is of it.
    InputError
        If no text is left.
    """
    if missing := [label for label in classes if label not in teacher.classes]:
        raise LabelError("a teacher must know every label of the student", f"no {', '.join(missing)}", "use another")
    columns = [teacher.classes.index(label) for label in classes]
    distinct, kept, parts = list(dict.fromkeys(texts)), [], []
    for start in range(0, len(distinct), _BATCH):
        batch = distinct[start : start + _BATCH]
        probabilities = teacher.predict_proba(batch)[:, columns].astype(np.float64)
        within = probabilities.sum(axis=1)
        rows = np.flatnonzero(within >= _WITHIN)
        kept += [batch[i] for i in rows.tolist()]
        parts.append(probabilities[rows] / within[rows, None])
        if on_rows is not None:
            on_rows(len(batch))
    if not kept:
        raise InputError("a teacher must have text to label", "none that fits the student", "add plain text")
    return Taught(kept, np.concatenate(parts), weight)


def distil(
    labelled: pa.Table,
    taught: Taught,
    settings: LinearSettings,
    on_step: Callable[[int], object] | None = None,
    **decision: float,
) -> Trained:
    """Train the linear classifier on labelled texts and on taught ones.

    Taught texts equal to a labelled one are left out, as by `apart`. The decision rule and the metrics come from held-out
    labelled texts only. They are honest about the student as long as the teacher did not learn from these texts; a teacher
    trained on them passes on what it remembers.

    Parameters
    ----------
    labelled : pyarrow.Table
        Of `fanzha.schema.LABELLED`.
    taught : Taught
        See `teach`.
    settings : LinearSettings
    on_step : callable, optional
        Told after each held-out fold.
    **decision
        See `fanzha.training.train`: ``target_precision`` and what else the decision rule is chosen by.
    """
    known = _known(labelled)
    rows = [i for i, text in enumerate(taught.texts) if normalise(text) not in known]
    own = Taught([taught.texts[i] for i in rows], taught.probabilities[rows], taught.weight)
    return train(labelled, LinearClassifier(settings), on_step=on_step, taught=own, **decision)
