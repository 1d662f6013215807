import numpy as np
import pytest

from fanzha.evasion import KINDS
from fanzha.evasion.suite import PADDING_KINDS
from fanzha.labels import LabelMap
from fanzha.robustness import Robustness, draw, measure_disguises


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


def test_the_chart_names_every_kind(measured) -> None:
    svg = draw(measured, "toy in disguise")
    assert svg.startswith("<svg")
    assert all(kind in svg for kind in KINDS)
