from collections import Counter

import numpy as np
import pytest

from fanzha.evasion import KINDS
from fanzha.evasion.suite import PADDING_KINDS
from fanzha.labels import LabelMap
from fanzha.robustness import Robustness, measure_disguises


@pytest.fixture(scope="module")
def measured(toy_classifier, toy_texts) -> Robustness:
    texts, labels = toy_texts
    classes = toy_classifier.classes
    space = LabelMap(tuple(labels), classes, np.eye(len(classes), dtype=np.float32), False)
    return measure_disguises(texts, space, toy_classifier, strengths=(0.3, 0.9))


def test_every_kind_is_measured_at_every_strength(measured) -> None:
    found = {(a.kind, a.strength) for a in measured.attacks}
    assert found == {(k, s) for k in KINDS if k not in PADDING_KINDS for s in (0.3, 0.9)} | {
        (k, None) for k in PADDING_KINDS
    }


def test_drops_are_counted_from_the_score_without_disguise(measured) -> None:
    assert measured.macro_f1 == pytest.approx(1.0)
    assert all(a.drop == pytest.approx(measured.macro_f1 - a.macro_f1) for a in measured.attacks)


def test_destroying_the_text_hurts_and_symbols_do_not(measured) -> None:
    score = {(a.kind, a.strength): a.macro_f1 for a in measured.attacks}
    assert score["deletion", 0.9] < 0.9
    for kind in ("inserted_symbol", "zero_width", "full_width", "traditional"):
        assert score[kind, 0.9] == measured.macro_f1, kind


def test_honest_texts_are_edited_too(measured) -> None:
    assert measured.false_positive_rate == 0
    assert all((a.false_positive_rate is None) == (a.kind in PADDING_KINDS) for a in measured.attacks)


class _Counted:
    """The toy model, counting how often it reads a text."""

    def __init__(self, model) -> None:
        self.model, self.classes, self.read = model, model.classes, Counter()

    def predict_proba(self, texts):
        self.read.update(texts)
        return self.model.predict_proba(texts)

    def explain(self, text, label, limit=8):
        return self.model.explain(text, label, limit)


def test_plain_texts_are_read_once(toy_classifier, toy_texts) -> None:
    texts, labels = toy_texts
    classes, counted = toy_classifier.classes, _Counted(toy_classifier)
    space = LabelMap(tuple(labels), classes, np.eye(len(classes), dtype=np.float32), False)
    measure_disguises(texts, space, counted, strengths=())
    assert {counted.read[t] for t in texts} == {1}


def test_without_a_benign_column_no_rate_is_told(toy_classifier, toy_texts) -> None:
    texts, labels = toy_texts
    gather = np.array([[0, 0], [1, 0], [0, 1]], np.float32)
    space = LabelMap(tuple(labels), ("brushing", "loan"), gather, True)
    found = measure_disguises(texts, space, toy_classifier, strengths=(0.3,))
    assert found.false_positive_rate is None
    assert {a.false_positive_rate for a in found.attacks} == {None}
