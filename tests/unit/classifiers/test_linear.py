import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.classifiers import Classifier, LinearClassifier, LinearSettings, Taught
from fanzha.errors import LabelError


def test_keeps_the_protocol(toy_classifier) -> None:
    assert isinstance(toy_classifier, Classifier)


@pytest.mark.parametrize(
    ("text", "label"),
    [("做任务先垫付再返佣金", "brushing"), ("贷款要先交解冻费", "loan"), ("今晚一起吃饭", "benign")],
)
def test_learns(toy_classifier, text: str, label: str) -> None:
    p = toy_classifier.predict_proba([text])[0]
    assert toy_classifier.classes[p.argmax()] == label


@settings(max_examples=40)
@given(texts=st.lists(st.text(st.characters(), max_size=40), max_size=8))
def test_any_text_gets_probabilities(toy_classifier, texts: list[str]) -> None:
    p = toy_classifier.predict_proba(texts)
    assert p.shape == (len(texts), 3)
    assert np.isfinite(p).all()
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)


def test_company_does_not_matter(toy_classifier, toy_texts) -> None:
    together = toy_classifier.predict_proba(toy_texts[0])
    alone = np.concatenate([toy_classifier.predict_proba([t]) for t in toy_texts[0]])
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_training_twice_gives_the_same_weights(toy_texts, toy_classifier) -> None:
    texts, labels = toy_texts
    again = LinearClassifier(toy_classifier.settings)
    again.fit(texts, labels, [str(i) for i in range(len(texts))], ["toy"] * len(texts))
    for name, tensor in again.tensors().items():
        np.testing.assert_array_equal(tensor, toy_classifier.tensors()[name])


def test_held_out_probabilities_are_not_those_of_the_training_texts() -> None:
    # Labels at random: a model can only know them by having seen the texts.
    rng = np.random.default_rng(0)
    texts = ["".join(rng.choice(list("天地玄黄宇宙洪荒日月盈昃辰宿列张"), 12)) for _ in range(120)]
    labels = [str(x) for x in rng.choice(["a", "b"], 120)]
    model = LinearClassifier(LinearSettings(bits=12))
    held_out = model.fit(texts, labels, [str(i) for i in range(120)], ["s"] * 120).probabilities
    truth = np.array([model.classes.index(x) for x in labels])
    assert (model.predict_proba(texts).argmax(1) == truth).mean() > 0.95
    assert (held_out.argmax(1) == truth).mean() < 0.7


def test_one_label_is_not_enough() -> None:
    with pytest.raises(LabelError, match="two labels"):
        LinearClassifier().fit(["a", "b"], ["x", "x"], ["1", "2"], ["s", "s"])


def test_a_label_may_miss_from_a_fold(toy_texts) -> None:
    texts, labels = [*toy_texts[0], "奖券号码已中头奖请领取"], [*toy_texts[1], "other"]
    model = LinearClassifier(LinearSettings(bits=12))
    p = model.fit(texts, labels, [str(i) for i in range(len(texts))], ["s"] * len(texts)).probabilities
    assert p.shape == (len(texts), 4)
    assert np.isfinite(p).all()


def test_evidence_points_at_the_words_that_decided(toy_classifier) -> None:
    text = "今天天气不错，对方让我做任务垫付返佣金"
    pieces = toy_classifier.explain(text, "brushing")
    assert pieces
    assert all(text[p.start : p.end] == p.text for p in pieces)
    assert any(set(p.text) & set("任务垫付佣金") for p in pieces[:2])
    assert [p.weight for p in pieces] == sorted((p.weight for p in pieces), reverse=True)


def test_evidence_of_nothing(toy_classifier) -> None:
    assert toy_classifier.explain("", "brushing") == []
    with pytest.raises(LabelError, match="one of the model's"):
        toy_classifier.explain("x", "nonsense")


def test_weights_must_fit(toy_classifier) -> None:
    with pytest.raises(LabelError, match="fit the labels"):
        LinearClassifier.from_parts(["a", "b"], toy_classifier.settings_json(), toy_classifier.tensors())


def test_evidence_spans_what_the_fraudster_put_between(toy_classifier) -> None:
    text = "今晚做任务先垫·付再返*佣*金"
    pieces = toy_classifier.explain(text, "brushing")
    assert all(text[p.start : p.end] == p.text for p in pieces)
    assert any(set("*·") & set(p.text) for p in pieces), pieces


def test_symbols_width_and_script_change_nothing(toy_classifier) -> None:
    plain = toy_classifier.predict_proba(["贷款放款前先交保证金"])
    for same in ("貸款放款前先交保證金", "贷*款 放 款，前【先】交😀保证金", "贷\u200b款放款前先交保证金"):
        np.testing.assert_array_equal(toy_classifier.predict_proba([same]), plain)


def test_disguised_words_are_still_known(toy_texts) -> None:
    texts, labels = toy_texts
    model = LinearClassifier(LinearSettings(bits=14, disguises=2, disguise_weight=1))
    model.fit(texts, labels, [str(i) for i in range(len(texts))], ["toy"] * len(texts))
    for text in ("dai款放款前先jiao保证金", "袋款放宽前先交保正金"):
        assert model.classes[model.predict_proba([text])[0].argmax()] == "loan"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("贷款銀行yinhanglvQ12 *𠮷\ud800", max_size=30), min_size=1, max_size=6))
def test_the_compiled_path_gives_the_same_numbers(toy_classifier, texts: list[str]) -> None:
    pytest.importorskip("numba")
    plain = toy_classifier.predict_proba(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fanzha.classifiers.linear._COMPILE_FROM", 1)
        np.testing.assert_array_equal(toy_classifier.predict_proba(texts), plain)


def test_many_labels_pass_the_compiled_path() -> None:
    pytest.importorskip("numba")
    labels = [f"c{i:02d}" for i in range(35)]
    texts = [f"{chr(0x4E00 + 50 * i)}{chr(0x4E01 + 50 * i)}{t}" for i in range(35) for t in "甲乙丙"]
    model = LinearClassifier(LinearSettings(bits=12, disguises=0))
    names = [c for c in labels for _ in range(3)]
    model.fit(texts, names, [str(i) for i in range(105)], ["s"] * 105)
    plain = model.predict_proba(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fanzha.classifiers.linear._COMPILE_FROM", 1)
        np.testing.assert_array_equal(model.predict_proba(texts), plain)


def _with_gate(model: LinearClassifier, *gate: float) -> LinearClassifier:
    tensors = model.tensors() | {"gate": np.array(gate, np.float32)}
    return LinearClassifier.from_parts(model.classes, model.settings_json(), tensors)


def test_a_fraud_among_honest_messages_is_seen(toy_classifier) -> None:
    fraud, honest = "贷款放款前先交保证金，请尽快", "今晚一起吃饭吧我请客谢谢"
    alone = toy_classifier.predict_proba([fraud])[0]
    sure, off = _with_gate(toy_classifier, 0, 0, 0, 50), _with_gate(toy_classifier)
    padded = "\n".join([honest, honest + "好的", fraud, honest + "再见", honest + "明天见"])
    assert off.classes[off.predict_proba([padded])[0].argmax()] == "benign"
    np.testing.assert_allclose(sure.predict_proba([padded])[0], alone, atol=1e-6)
    np.testing.assert_array_equal(sure.predict_proba([honest]), off.predict_proba([honest]))
    long = honest * 15 + fraud * 6 + honest * 15
    assert off.classes[off.predict_proba([long])[0].argmax()] == "benign"
    assert sure.classes[sure.predict_proba([long])[0].argmax()] == "loan"


def test_a_gate_needs_the_honest_label(toy_classifier) -> None:
    tensors = toy_classifier.tensors() | {"gate": np.ones(4, np.float32)}
    classes = [c.replace("benign", "fine") for c in toy_classifier.classes]
    with pytest.raises(LabelError, match="excerpts"):
        LinearClassifier.from_parts(classes, toy_classifier.settings_json(), tensors)


def test_familiar_is_what_several_texts_held() -> None:
    texts = ["今晚一起去吃火锅吧", "今晚一起去看电影吧", "贷款先交保证金才放款", "贷款先交解冻金才放款"] * 3
    model = LinearClassifier(LinearSettings(bits=12))
    model.fit(texts, ["a", "a", "b", "b"] * 3, [t[:4] for t in texts], ["s"] * 12)
    known, strange = model.predict(["今晚一起去贷款先交", "霜叶满径寒蝉噤声客舟夜泊"]).familiarity
    assert known > 0.8
    assert strange < 0.2


def test_a_teacher_is_heard_as_far_as_it_is_sure(toy_texts) -> None:
    texts, labels = toy_texts
    given = [texts, labels, [str(i) for i in range(len(texts))], ["s"] * len(texts)]
    classes = sorted(set(labels))
    lesson = ["紫檀手串拍卖预付鉴宝款", "紫檀手串鉴宝款先付后拍"] * 4
    sure = np.tile(np.eye(len(classes))[classes.index("brushing")], (8, 1))
    plain, pupil = LinearClassifier(LinearSettings(bits=14)), LinearClassifier(LinearSettings(bits=14))
    plain.fit(*given)
    held_out = pupil.fit(*given, taught=Taught(lesson, sure, 1.0))
    assert len(held_out.probabilities) == len(texts)
    before, after = (m.predict_proba(["紫檀手串鉴宝款"])[0, classes.index("brushing")] for m in (plain, pupil))
    assert after > before + 0.1


def test_a_broken_compiler_does_not_stop_scoring(toy_classifier, monkeypatch) -> None:
    texts = ["贷款放款前先交保证金", "今晚一起吃饭吧我请客"] * 600
    compiled = toy_classifier.predict(texts)
    monkeypatch.setitem(sys.modules, "fanzha.classifiers.kernel", None)
    plain = toy_classifier.predict(texts)
    np.testing.assert_array_equal(plain.probabilities, compiled.probabilities)
    np.testing.assert_array_equal(plain.familiarity, compiled.familiarity)
