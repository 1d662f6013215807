import json

import numpy as np
import pytest
from sklearn import metrics as reference

from fanzha.decide import DecisionRule
from fanzha.evaluate import Metrics, confusion, evaluate, recall_at
from fanzha.labels import LabelMap, macro_f1

RULE = DecisionRule(threshold=0.6, target_precision=0.9)


@pytest.fixture(scope="module")
def case() -> tuple[np.ndarray, LabelMap, list[str]]:
    rng = np.random.default_rng(3)
    names = ("benign", "loan", "romance", "hacking")
    truth = rng.choice(names[:3], 400, p=[0.5, 0.4, 0.1])
    p = rng.dirichlet([0.5] * 4, 400).astype(np.float32)
    for i, t in enumerate(truth):
        p[i, names.index(t)] += 0.7
    p /= p.sum(axis=1, keepdims=True)
    predicted = [names[i] for i in p.argmax(axis=1)]
    return p, LabelMap(tuple(truth), names, np.eye(4, dtype=np.float32), False), predicted


def test_agrees_with_scikit_learn(case) -> None:
    p, labels, predicted = case
    ours = evaluate(p, labels, RULE)
    present = sorted(set(labels.truth))
    f1 = reference.f1_score(labels.truth, predicted, labels=present, average=None)
    assert ours.accuracy == pytest.approx(reference.accuracy_score(labels.truth, predicted))
    assert ours.macro_f1 == pytest.approx(f1.mean())
    assert ours.weighted_f1 == pytest.approx(
        reference.f1_score(labels.truth, predicted, labels=present, average="weighted")
    )
    precision = reference.precision_score(labels.truth, predicted, labels=present, average=None)
    assert [ours.per_type[t].precision for t in present] == pytest.approx(list(precision))


def test_macro_f1_is_over_the_types_that_stand_in_the_data(case) -> None:
    p, labels, _ = case
    assert set(evaluate(p, labels, RULE).per_type) == {"benign", "loan", "romance"}


def test_counts_abstentions_and_false_alarms(case) -> None:
    p, labels, predicted = case
    ours = evaluate(p, labels, RULE)
    assert ours.abstained == int((p.max(axis=1) < 0.6).sum())
    honest = [a for t, a in zip(labels.truth, predicted, strict=True) if t == "benign"]
    assert ours.benign_false_positive_rate == pytest.approx(sum(a != "benign" for a in honest) / len(honest))


def test_survives_json(case) -> None:
    p, labels, _ = case
    ours = evaluate(p, labels, RULE)
    assert Metrics.from_json(json.loads(json.dumps(ours.as_json()))) == ours


def test_older_metrics_without_the_curve_are_read(case) -> None:
    p, labels, _ = case
    values = json.loads(json.dumps(evaluate(p, labels, RULE).as_json()))
    del values["risk_coverage"]
    assert Metrics.from_json(values).risk_coverage == {}


def test_the_curve_ends_at_all_errors(case) -> None:
    p, labels, _ = case
    ours = evaluate(p, labels, RULE)
    assert ours.risk_coverage["1"] == pytest.approx(1 - ours.accuracy)
    assert ours.risk_coverage["0.5"] < ours.risk_coverage["1"]


def test_a_truth_that_the_model_cannot_say_has_no_rates() -> None:
    labels = LabelMap(("benign", "loan"), ("loan", "romance"), np.eye(2, dtype=np.float32), False)
    ours = evaluate(np.array([[0.9, 0.1], [0.8, 0.2]]), labels, RULE)
    assert ours.fraud_recall is None
    assert ours.benign_false_positive_rate is None
    assert ours.recall_at_1 is None


def test_no_texts() -> None:
    labels = LabelMap((), ("a", "b"), np.eye(2, dtype=np.float32), False)
    assert evaluate(np.zeros((0, 2), np.float32), labels, RULE).n == 0


def test_confusion_counts_pairs() -> None:
    assert confusion(["a", "a", "b"], ["a", "b", "b"], ["a", "b"]).tolist() == [[1, 1], [0, 1]]


def test_macro_f1_agrees_with_scikit_learn(case) -> None:
    _, labels, predicted = case
    names = sorted({*labels.truth, *predicted})
    truth, said = (np.array([names.index(v) for v in values]) for values in (labels.truth, predicted))
    present = sorted(set(truth))
    assert macro_f1(truth, said, len(names)) == pytest.approx(
        reference.f1_score(truth, said, labels=present, average="macro")
    )
    assert macro_f1(truth[:0], said[:0], len(names)) == 0


def test_recall_at_a_false_positive_rate_reads_the_roc_curve() -> None:
    rng = np.random.default_rng(8)
    honest = rng.random(3000) < 0.5
    fraud = np.where(honest, rng.normal(0, 1, 3000), rng.normal(2, 1, 3000))
    fpr, tpr, _ = reference.roc_curve(~honest, fraud, drop_intermediate=False)
    for rate in (0.01, 0.05):
        assert recall_at(fraud, honest, rate) == pytest.approx(tpr[fpr <= rate].max())


def test_recall_at_no_false_positive_where_honest_texts_are_few() -> None:
    assert recall_at(np.array([0.9, 0.5, 0.6, 0.95]), np.array([True, True, False, False])) == 0.5
    assert recall_at(np.array([0.9]), np.array([True])) is None
    assert recall_at(np.array([0.9]), np.array([False])) is None
