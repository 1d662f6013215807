"""Labels of sources, as codes of the taxonomy, and predictions, as labels of a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanzha.errors import LabelError, listed
from fanzha.taxonomy import Taxonomy

# Stands for predictions that no label of the source covers; scored as wrong, never as a type of its own.
OUTSIDE = "(outside)"


@dataclass(frozen=True, slots=True)
class LabelMap:
    """How a model's labels are measured against those of a data set.

    Attributes
    ----------
    truth : tuple of str
        The label of each text in the shared label space.
    columns : tuple of str
        Names of the shared label space.
    gather : ndarray of float32, shape (k, m)
        Multiplied from the right to the model's probabilities, it gives those of the shared space.
    coarsened : bool
        Whether any label covers several of the model's.
    """

    truth: tuple[str, ...]
    columns: tuple[str, ...]
    gather: NDArray[np.float32]
    coarsened: bool


def align(labels: Sequence[str], classes: Sequence[str], taxonomy: Taxonomy, crosswalk: str | None = None) -> LabelMap:
    """Bring the labels of a data set and those of a model into one space.

    Labels that the model knows stay as they are. Otherwise they are read as national names, aliases or crosswalk
    labels; one that covers several national classes is kept, and the model's probabilities of those classes are summed.

    Parameters
    ----------
    labels : sequence of n strings
        Labels as the data set spells them.
    classes : sequence of k strings
        Labels of the model.
    taxonomy : Taxonomy
    crosswalk : str, optional
        The table that speaks for the labels, where their source is known.

    Raises
    ------
    LabelError
        If labels are unknown to the model (listed with counts), or their classes overlap.
    """
    if set(labels) <= set(classes):
        return LabelMap(tuple(labels), tuple(classes), np.eye(len(classes), dtype=np.float32), False)
    spans = {label: (label,) if label in classes else (taxonomy.spans(label, crosswalk) or ()) for label in set(labels)}
    unknown = [label for label in labels if not spans[label] or not set(spans[label]) <= set(classes)]
    if unknown:
        raise LabelError(
            "labels must be known to the model",
            listed(unknown),
            "relabel them, or train a model with --labels as-is",
        )
    names = {span: span[0] if len(span) == 1 else "+".join(span) for span in spans.values()}
    owner: dict[str, str] = {}
    for span, name in names.items():
        for code in span:
            if owner.setdefault(code, name) != name:
                raise LabelError(
                    "labels must not overlap",
                    f"{owner[code]} and {name}",
                    "evaluate each label set by itself",
                )
    owner = {code: owner.get(code, OUTSIDE) for code in classes}
    columns = tuple(dict.fromkeys(owner.values()))
    gather = np.zeros((len(classes), len(columns)), np.float32)
    for row, code in enumerate(classes):
        gather[row, columns.index(owner[code])] = 1
    return LabelMap(tuple(names[spans[label]] for label in labels), columns, gather, len(columns) < len(classes))


def macro_f1(truth: NDArray[np.integer], predicted: NDArray[np.integer], k: int) -> float:
    """Mean F1 over the types that stand in the truth.

    Parameters
    ----------
    truth, predicted : ndarray of int, shape (n,)
        Positions below ``k``.
    k : int
        Number of types.

    Returns
    -------
    float
        0 for no texts.
    """
    hit = np.bincount(truth[truth == predicted], minlength=k)
    support, said = np.bincount(truth, minlength=k), np.bincount(predicted, minlength=k)
    here = support > 0
    return float((2 * hit[here] / (support[here] + said[here])).mean()) if here.any() else 0.0
