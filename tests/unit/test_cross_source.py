import numpy as np
import pytest
from sklearn.metrics import f1_score

from fanzha.classifiers import LinearSettings
from fanzha.cross_source import interval, learning_curve, leave_one_out
from fanzha.errors import LabelError

SETTINGS = LinearSettings(bits=12, calibration_c=(0.1,))
WORDS = {"loan": "贷款放款先交保证金", "brushing": "做任务点赞返佣金先垫付", "benign": "晚上一起去吃饭吧我请客"}


def _texts(odd: str = "") -> tuple[list[str], list[str], list[str]]:
    """Four sources of three labels; the odd source calls everything by words of its own."""
    rng = np.random.default_rng(5)
    rows = []
    for source in ("a", "b", "c", "d"):
        for label, words in WORDS.items():
            known = "".join(chr(ord(c) + 1) for c in words) if source == odd else words
            rows += [("".join(rng.permutation(list(known))) + f"{source}{i}", label, source) for i in range(8)]
    texts, labels, sources = zip(*rows, strict=True)
    return list(texts), list(labels), list(sources)


def test_no_text_is_seen_by_a_model_of_its_own_source() -> None:
    texts, labels, sources = _texts(odd="d")
    held = leave_one_out(texts, labels, sources, SETTINGS)
    odd = np.array(held.sources) == "d"
    assert held.score(~odd) > 0.9
    # Words that stand nowhere else cannot be known; a model that had seen the source would know them.
    assert held.score(odd) < 0.6
    assert np.allclose(held.probabilities.sum(axis=1), 1)


def test_score_is_macro_f1_of_the_chosen_texts() -> None:
    held = leave_one_out(*_texts(odd="d"), SETTINGS)
    chosen = np.array(held.sources) != "a"
    wanted = f1_score(
        held.truth[chosen], held.predicted[chosen], average="macro", labels=sorted(set(held.truth[chosen]))
    )
    assert held.score(chosen) == pytest.approx(wanted)


def test_interval_holds_the_score_and_is_wider_where_sources_differ() -> None:
    alike, unlike = (leave_one_out(*_texts(odd), SETTINGS) for odd in ("", "d"))
    low, high = interval(unlike, draws=300)
    assert low <= unlike.score() <= high
    near = interval(alike, draws=300)
    assert high - low > 2 * (near[1] - near[0])
    assert interval(unlike, draws=300) == (low, high)


def test_the_curve_climbs_with_sources_and_tests_each_once() -> None:
    steps: list[int] = []
    texts, labels, sources = _texts()
    # Every source lacks a label, so that one alone cannot teach all of them.
    lacking = {"a": "loan", "b": "brushing", "c": "benign"}
    keep = [i for i in range(len(texts)) if lacking.get(sources[i]) != labels[i]]
    texts, labels, sources = ([values[i] for i in keep] for values in (texts, labels, sources))
    curve = learning_curve(texts, labels, sources, SETTINGS, [1, 3], steps.append)
    assert [p.sources for p in curve] == [1, 3]
    assert len(steps) == 8
    assert curve[1].mean > curve[0].mean + 0.05
    assert all(p.lowest <= p.mean <= p.highest for p in curve)


def test_two_sources_are_too_few() -> None:
    with pytest.raises(LabelError, match="three"):
        leave_one_out(["甲", "乙"], ["loan", "benign"], ["a", "b"], SETTINGS)
