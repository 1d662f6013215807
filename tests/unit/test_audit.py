"""The label audit: planted errors are found, copies that contradict each other too, and the estimate can be trusted."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from fanzha import corpus
from fanzha.audit import (
    COPY,
    GIBBERISH,
    LABEL_ERROR,
    NEAR_COPY,
    ONLY_CONTACTS,
    RARE_LABEL,
    REASONS,
    TOO_SHORT,
    Audit,
    audit,
    confident_labels,
    error_share,
    share_interval,
    suspicion,
)
from fanzha.classifiers import LinearSettings
from fanzha.errors import LabelError
from fanzha.privacy import redact
from fanzha.schema import LABELLED

PLAIN = LinearSettings(disguises=0)
SMALL = LinearSettings(bits=12, disguises=0, c=(0.3,), calibration_c=(0.3,), folds=4)


def table(texts, labels, sources=None) -> pa.Table:
    ids = [f"t{i}" for i in range(len(texts))]
    return pa.table(
        [ids, texts, labels, ids, sources or ["one"] * len(ids), pa.nulls(len(ids), pa.string())], schema=LABELLED
    )


@dataclass(frozen=True)
class Planted:
    """How well the audit finds labels that were flipped on purpose."""

    found: Audit
    share: float
    precision_at: dict[int, float]
    recall: float
    auroc: float
    suggested_right: float


def plant(texts: list[corpus.CorpusText], share: float, seed: int, settings: LinearSettings = PLAIN) -> Planted:
    """Flip a share of the labels, audit, and compare what was found with what was flipped."""
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(seed)
    truth = [t.label for t in texts]
    names = sorted(set(truth))
    flipped = np.zeros(len(texts), np.bool_)
    flipped[rng.choice(len(texts), round(share * len(texts)), replace=False)] = True
    labels = [
        str(rng.choice([n for n in names if n != label])) if f else label
        for label, f in zip(truth, flipped, strict=True)
    ]
    # Redacted, as every reader hands texts on.
    found = audit(table([redact(t.text) for t in texts], labels, [t.batch for t in texts]), settings)
    rows = [f.row for f in found.findings if f.reason == LABEL_ERROR]
    right = [f.suggested == truth[f.row] for f in found.findings if f.reason == LABEL_ERROR and flipped[f.row]]
    ranked = flipped[np.argsort(-found.suspicion, kind="stable")]
    return Planted(
        found,
        flipped.mean(),
        {k: float(ranked[:k].mean()) for k in (20, 50, int(flipped.sum()))},
        flipped[rows].sum() / flipped.sum(),
        roc_auc_score(flipped, found.suspicion),
        float(np.mean(right)),
    )


@pytest.fixture(scope="module")
def planted() -> Planted:
    return plant(corpus.load(only=corpus.batches()[:6]), share=0.03, seed=20260101)


def test_planted_errors_come_first(planted: Planted) -> None:
    assert planted.precision_at[20] >= 0.9
    assert planted.auroc >= 0.97
    assert planted.recall >= 0.5
    assert planted.suggested_right >= 0.9


def test_what_was_not_planted_is_rarely_accused(planted: Planted) -> None:
    accused = sum(f.reason == LABEL_ERROR for f in planted.found.findings)
    assert accused <= 0.1 * planted.found.n
    assert planted.found.across_sources


def test_the_estimated_share_grows_with_the_errors(planted: Planted) -> None:
    clean = plant(corpus.load(only=corpus.batches()[:6]), share=0.001, seed=1)
    low, high = planted.found.interval
    assert low < planted.found.share < high
    assert planted.share / 2 < planted.found.share < planted.share * 3
    assert clean.found.interval[1] < low


def test_confident_labels_by_hand() -> None:
    given = np.array([0, 0, 1, 1, 1])
    p = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3], [0.45, 0.55]])
    # Thresholds: (0.9 + 0.2) / 2 = 0.55 and (0.6 + 0.3 + 0.55) / 3 = 0.483.
    assert confident_labels(p, given).tolist() == [0, 1, 1, 0, 1]
    # Label 0: one of two off the diagonal; label 1: one of three.
    assert error_share(np.array([0, 1, 1, 0, 1]), given, 2) == pytest.approx(2 / 5)
    # Uncounted texts take the share of the others of their label.
    assert error_share(np.array([0, 1, 1, -1, 1]), given, 2) == pytest.approx(1 / 5)
    assert suspicion(p, given).tolist() == pytest.approx([0.1, 0.8, 0.4, 0.7, 0.45])


def test_a_weight_counts_like_a_copy() -> None:
    rng = np.random.default_rng(5)
    p = rng.dirichlet(np.ones(3), 40)
    given, weight = rng.integers(0, 3, 40), rng.integers(1, 4, 40)
    copied = np.repeat(np.arange(40), weight)
    by_weight = confident_labels(p, given, weight.astype(float))
    assert by_weight[copied].tolist() == confident_labels(p[copied], given[copied]).tolist()
    one = error_share(by_weight, given, 3, weight.astype(float))
    assert one == pytest.approx(error_share(by_weight[copied], given[copied], 3))


def test_the_interval_is_wider_where_texts_hang_together() -> None:
    rng = np.random.default_rng(2)
    given = np.repeat([0, 1], 100)
    wrong = np.repeat(rng.random(20) < 0.2, 10)
    p = np.where((given ^ wrong)[:, None] == np.arange(2), 0.9, 0.1)
    apart = share_interval(p, given, np.arange(200))
    together = share_interval(p, given, np.arange(200) // 10)
    assert apart == share_interval(p, given, np.arange(200))  # seeded
    assert together[1] - together[0] > 1.5 * (apart[1] - apart[0])


def _with(toy_texts, *extra: tuple[str, str]) -> pa.Table:
    texts, labels = toy_texts
    return table([*texts, *(t for t, _ in extra)], [*labels, *(label for _, label in extra)])


def test_copies_with_different_labels(toy_texts) -> None:
    n = len(toy_texts[0])
    long = "请先缴纳保证金才能放款，缴纳之后十分钟之内到账，过时不候，联系客服经理办理"
    found = audit(
        _with(
            toy_texts, (long, "loan"), (long.replace("，", " ，"), "loan"), (long, "benign"), (long + "吧", "brushing")
        ),
        SMALL,
    )
    copies = {f.row: f for f in found.findings if f.reason == COPY}
    near = {f.row: f for f in found.findings if f.reason == NEAR_COPY}
    # The text outvoted, and one of those that outvote it, which keeps its label.
    assert copies[n + 2].suggested == "loan"
    assert copies[n].suggested == copies[n].given == "loan"
    assert copies[n + 2].other == n
    assert near[n + 3].suggested == "loan"
    assert len(set(found.clusters[n:].tolist())) == 1


def test_even_votes_are_decided_by_the_model(toy_texts) -> None:
    n = len(toy_texts[0])
    one = "贷款放款前先交保证金和解冻费手续费"
    found = audit(_with(toy_texts, (one, "benign"), (one, "loan")), SMALL)
    copies = {f.row: f.suggested for f in found.findings if f.reason == COPY}
    assert copies == {n: "loan", n + 1: "loan"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("卡。", TOO_SHORT),
        ("！？在", TOO_SHORT),
        ("[手机] [网址]", ONLY_CONTACTS),
        ("88 [微信] 1205", ONLY_CONTACTS),
        ("好的好的好的好的好的好的好的好的好的好的好的好的", GIBBERISH),
    ],
)
def test_texts_that_nobody_can_decide(toy_texts, text: str, reason: str) -> None:
    n = len(toy_texts[0])
    found = audit(_with(toy_texts, (text, "benign")), SMALL)
    # Nor is a text without words accused of a wrong label.
    assert {(f.reason, f.suggested) for f in found.findings if f.row == n} == {(reason, None)}


def test_letters_in_disorder_are_told_from_language() -> None:
    texts = corpus.load(only=corpus.batches()[:6], register="script")
    noise = "鬮淼垚捌鼐瞿彧琊噩佧滹袤粲邕霁"
    found = audit(table([*(t.text for t in texts), noise], [*(t.label for t in texts), "benign"]), SMALL)
    said = [f.row for f in found.findings if f.reason == GIBBERISH]
    assert len(texts) in said
    assert len(said) <= 1 + len(texts) // 500


def test_a_label_of_one_text_is_a_finding(toy_texts) -> None:
    found = audit(_with(toy_texts, ("贷款先交保证金再放款", "loaan")), SMALL)
    rare = [f for f in found.findings if f.reason == RARE_LABEL]
    assert [(f.row, f.given, f.suggested) for f in rare] == [(len(toy_texts[0]), "loaan", "loan")]
    assert not [f for f in found.findings if f.suggested == "loaan" and f.reason == LABEL_ERROR]


def test_counts_agree_with_findings(planted: Planted) -> None:
    result = planted.found.as_json()
    assert sum(result["reasons"].values()) == len(planted.found.findings)
    assert sum(p["n"] for p in result["pairs"]) == result["reasons"][LABEL_ERROR]
    assert list(result["reasons"]) == list(REASONS)
    order = [(REASONS.index(f.reason), -f.score) for f in planted.found.findings]
    assert order == sorted(order)
    assert all(0 <= f.score <= 1 for f in planted.found.findings)


def test_one_label_cannot_be_audited(toy_texts) -> None:
    with pytest.raises(LabelError, match="two labels"):
        audit(table(toy_texts[0][:5], ["loan"] * 5), SMALL)


SHORT = ["做", "好", "一", "二"]


@pytest.mark.parametrize(
    ("texts", "labels", "part"),
    [
        ([], "", "two labels"),
        (["贷款先交保证金"], "a", "two labels"),
        (["贷款先交保证金", "贷款放款先交解冻金", "贷款下款要认证金"], "aaa", "two labels"),
        (["贷款先交保证金"] * 3, "aba", "two groups"),
        (["贷款先交保证金", "今晚一起吃饭吧"], "ab", "in common"),
        (SHORT, "abab", "in common"),
        ([""] * 4, "abab", "in common|two groups"),
    ],
)
def test_too_little_to_audit_is_told(texts: list[str], labels: str, part: str) -> None:
    with pytest.raises(LabelError, match=part) as error:
        audit(table(texts, list(labels)), SMALL)
    assert "\n" not in str(error.value)


def test_very_little_is_audited() -> None:
    found = audit(table(["贷款先交保证金", "今晚先一起吃饭吧"], ["a", "b"]), SMALL)
    assert {f.reason for f in found.findings} == {RARE_LABEL}


@pytest.mark.shared_data
def test_a_public_set_is_audited_whole(data_dir) -> None:
    from fanzha.ingest import read_labelled

    labelled = read_labelled(data_dir / "scripts8" / "dev.jsonl", taxonomy=None)
    found = audit(labelled.texts, SMALL)
    assert found.n == labelled.texts.num_rows
    assert 0 < found.share < 0.1
    assert {f.reason for f in found.findings} <= set(REASONS)
