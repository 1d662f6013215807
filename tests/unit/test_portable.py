from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha import bundle, taxonomy
from fanzha.bundle import Bundle
from fanzha.classifiers import LinearClassifier
from fanzha.cli import main
from fanzha.corpus import load
from fanzha.decide import DecisionRule
from fanzha.evasion import disguise
from fanzha.portable import build, export_onnx
from fanzha.text import content

ROOT = Path(__file__).resolve().parents[2]
FRAUD = "恭喜您被选为刷单兼职员，先垫付本金五百元，完成三单任务立即返还本金和佣金"
CALM = [
    "今晚七点小区业主群开会，讨论楼道照明更换",
    "冰箱里有饺子，回家自己煮一下，别忘了喂猫",
    "明天降温，出门多穿一件外套，路上慢点",
]
# Letters that spell, run on or break off; digits of several scripts; characters that vanish, fold or leave the basic plane.
NASTY = "aegihnouvzsxyZＺüＡ019零１²ߐ钱款账帳刷单\n\r \u3000\x85\u200b\ud800\udfff\U0001f600\U00020bb7\U0001d49c\U00030000ſßﬀİ"


def inputs(texts: Sequence[str]) -> dict[str, Any]:
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<i4")
    return {"code_points": points, "lengths": np.array([len(t) for t in texts], np.int64)}


@dataclass(frozen=True)
class Pair:
    """A bundle and its graph."""

    model: Bundle
    graph: onnxruntime.InferenceSession

    def answers(self, code_points: Sequence[int], lengths: Sequence[int]) -> list[Any]:
        given = {"code_points": np.array(code_points, np.int32), "lengths": np.array(lengths, np.int64)}
        return list(self.graph.run(["probabilities", "label", "needs_review"], given))

    def agree(self, texts: Sequence[str]) -> None:
        probabilities, label, needs_review = self.graph.run(None, inputs(texts))
        expected, decisions = self.model.predict(texts)
        assert probabilities.dtype == np.float32
        assert probabilities.shape == expected.shape
        assert np.abs(probabilities - expected).max(initial=0) <= 1e-5
        assert (label == decisions.order[:, :1].ravel()).all()
        assert (needs_review == decisions.needs_review).all()


def pair(model: Bundle) -> Pair:
    return Pair(model, onnxruntime.InferenceSession(build(model), providers=["CPUExecutionProvider"]))


def variant(model: Bundle, gate: Sequence[float] | None = None, **changes: Any) -> Bundle:
    """The same weights under other settings: what they say is of no matter, only that both say the same."""
    changed, tensors = {**model.classifier.settings_json(), **changes}, model.classifier.tensors()
    if gate is not None:
        tensors["gate"] = np.array(gate, np.float32)
    classifier = LinearClassifier.from_parts(model.classes, changed, tensors)
    rule = DecisionRule(threshold=0.4, target_precision=0.9, min_characters=6)
    return Bundle("variant", "variant-0", classifier, rule, model.taxonomy, {})


@pytest.fixture(scope="module")
def shipped(default_bundle: Path) -> Pair:
    return pair(bundle.load(default_bundle))


def test_the_corpus_gets_the_same_answers(shipped: Pair) -> None:
    texts = [t.text for t in load()]
    shipped.agree(texts)
    shipped.agree([disguise(t, i) for i, t in enumerate(texts[::4])])


@pytest.mark.shared_data
def test_texts_of_another_source_get_the_same_answers(shipped: Pair, data_dir: Path) -> None:
    lines = (data_dir / "scripts8" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    shipped.agree([json.loads(line)["text"] for line in lines])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.sampled_from(NASTY) | st.integers(0, 0x10FFFF).map(chr), max_size=60), max_size=8))
def test_any_texts_get_the_same_answers(shipped: Pair, texts: list[str]) -> None:
    shipped.agree(texts)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_line_among_honest_ones_is_judged_alone(shipped: Pair, data: st.DataObject) -> None:
    line = st.sampled_from([*CALM, FRAUD, f"\u3000{FRAUD}\x1f", "佣金", " \u2003 ", "", "1234567890", "\u0085" * 12])
    shipped.agree(["\n".join(data.draw(st.lists(line, max_size=9))) for _ in range(data.draw(st.integers(0, 6)))])


def test_an_excerpt_changes_the_answer(shipped: Pair) -> None:
    text = "\n".join([*CALM * 4, FRAUD, *CALM * 4])
    deaf, honest = pair(variant(shipped.model, gate=())), shipped.model.classes.index("benign")
    for padded in (text, text.replace("\n", "。")):
        _, before, _ = deaf.graph.run(None, inputs([padded]))
        _, after, _ = shipped.graph.run(None, inputs([padded]))
        assert before[0] == honest
        assert after[0] != honest


def test_only_lines_of_ten_characters_without_white_space_around_them_are_judged(shipped: Pair) -> None:
    short, calm = FRAUD[:9], "".join(CALM)
    texts = [
        "\n".join([calm, space * 20 + short + space * 20]) for space in (" ", "\u3000", "\u2029", "\x1c", "\u200b")
    ]
    loose, deaf = pair(variant(shipped.model, gate=(1, 0, 0, 9))), variant(shipped.model, gate=())
    loose.agree(texts)
    # The first line is the only excerpt of the others; it is left at what it says alone.
    first = loose.model.classifier.predict_proba([calm])[0]
    said = loose.model.classifier.predict_proba(texts)
    assert (deaf.classifier.predict_proba(texts).argmax(axis=1) == deaf.classes.index("benign")).all()
    near = np.abs(said - first).max(axis=1) < 1e-3
    assert near.tolist() == [True, True, True, True, False]  # a zero-width space is none to str.strip


@pytest.mark.parametrize("length", [159, 160, 161, 179, 180, 181, 239, 240, 241, 299, 300, 301, 1000])
def test_windows_of_long_texts_agree(shipped: Pair, length: int) -> None:
    calm = "".join(CALM) * 20
    model = pair(variant(shipped.model, gate=(1.5, -0.2, -1, 1)))
    texts = [calm[: at - len(FRAUD)] + FRAUD + calm for at in range(len(FRAUD), length, 37)]
    model.agree([text[:length] for text in texts])
    model.agree([f"{text[:length]}\n{text[:50]}" for text in texts])


@pytest.mark.parametrize(
    "changes",
    [
        {"orders": (1, 2, 4), "reading_orders": (1, 3)},
        {"orders": (5,), "reading_orders": ()},
        {"orders": (), "reading_orders": (2,)},
        {"skips": 0},
        {"skips": 3},
        {"gate": (2.0, -1.0, 0.5, 3.0)},
        {"gate": ()},
        {"gate": (), "honest": "none of the labels"},
    ],
)
def test_settings_are_followed(shipped: Pair, changes: dict[str, Any]) -> None:
    other = pair(variant(shipped.model, **changes))
    other.agree(["\n".join([CALM[i % 3], FRAUD[: i % 40], "zhuanzhangdaoanquanzhanghu"]) for i in range(80)])
    other.agree(["", "a", "零", "12"])


def test_a_toy_of_three_labels_gets_the_same_answers(toy_bundle: tuple[Path, Bundle], toy_texts: Any) -> None:
    pair(toy_bundle[1]).agree(toy_texts[0])


def test_two_labels_and_unknown_readings() -> None:
    rng = np.random.default_rng(3)
    fold = np.zeros(0x30000, np.uint32)
    fold[0x61:0x7B] = np.arange(0x61, 0x7B)
    fold[0x30:0x3A] = 0x30
    tensors = {
        # At random: nearly every bucket counts.
        "buckets": np.arange(1 << 10, dtype=np.uint32)[::-1][:1000].copy(),
        "familiar": rng.integers(0, 256, 1 << 7).astype(np.uint8),
        "weights": rng.integers(-127, 128, (1000, 2)).astype(np.int8),
        "scale": np.array([0.01, 0.02], np.float32),
        "bias": np.array([0.1, -0.1], np.float32),
        "gate": np.zeros(0, np.float32),
        "fold": fold,
        "syllable": np.zeros(0x30000, np.uint16),
        "syllables": np.frombuffer(b"a\nab\nabcd\nbcde\ncd\nzz", np.uint8),
    }
    classifier = LinearClassifier.from_parts(
        ["x", "y"], {"bits": 10, "pair_bits": 10, "orders": (1,), "reading_orders": (1, 2)}, tensors
    )
    rule = DecisionRule(threshold=0.6, target_precision=0.9, min_han=0.3, min_familiarity=0.5)
    small = pair(Bundle("small", "small-0", classifier, rule, taxonomy.load(), {}))
    small.agree(["".join(rng.choice(list("abcdez0 "), rng.integers(0, 40))) for _ in range(500)])


def test_long_runs_of_letters(shipped: Pair) -> None:
    shipped.agree(["zhuang" * 20_000, "a" * 100_001, "", "g" * 7 + "zhuangxian" * 3, "nv", "0" * 5000])


def test_threads_do_not_lose_anything(shipped: Pair) -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 4
    graph = onnxruntime.InferenceSession(build(shipped.model), options, providers=["CPUExecutionProvider"])
    texts = ["a" * 60_001, "zhuang" * 10_000, FRAUD * 400, "".join(CALM) * 200]
    expected, decisions = shipped.model.predict(texts)
    for _ in range(40):
        probabilities, label, review = graph.run(None, inputs(texts))
        assert np.abs(probabilities - expected).max() <= 1e-5
        assert (label == decisions.best).all()
        assert (review == decisions.needs_review).all()


def test_no_rows_are_scattered(shipped: Pair) -> None:
    import onnx

    def kinds(graph: Any) -> set[str]:
        inner = [a.g for node in graph.node for a in node.attribute if a.HasField("g")]
        return {node.op_type for node in graph.node}.union(*map(kinds, inner))

    # Runtimes add rows on several threads at once without minding each other.
    assert "ScatterND" not in kinds(onnx.load_from_string(build(shipped.model)).graph)


def test_no_texts_and_empty_texts(shipped: Pair) -> None:
    shipped.agree([])
    shipped.agree(["", "", ""])
    shipped.agree(["", FRAUD, "", "\n", "\n\n" + FRAUD + "\n"])


def test_numbers_that_are_no_code_points_count_as_nothing(shipped: Pair) -> None:
    good = [ord(c) for c in FRAUD]
    bad = [-1, -(2**31), 2**31 - 1, 0x110000, 0xD800, 0xDFFF]
    mixed = [p for i, point in enumerate(good) for p in (point, bad[i % len(bad)])]
    for one, other in zip(shipped.answers(good, [len(good)]), shipped.answers(mixed, [len(mixed)]), strict=True):
        assert (one == other).all()
    _, _, review = shipped.answers(bad, [len(bad)])
    assert review.all()


@pytest.mark.parametrize(
    ("lengths", "meant"),
    [
        ([5], ["恭喜您被选"]),  # the rest belongs to no text
        ([], []),
        ([10**15, 3], [FRAUD, ""]),  # texts end where the code points end
        ([-4, len(FRAUD), -1], ["", FRAUD, ""]),
        ([2**63 - 1] * 3, [FRAUD, "", ""]),
    ],
)
def test_lengths_that_do_not_fit(shipped: Pair, lengths: list[int], meant: list[str]) -> None:
    answers = shipped.answers([ord(c) for c in FRAUD], lengths)
    expected, decisions = shipped.model.predict(meant)
    assert np.abs(answers[0] - expected).max(initial=0) <= 1e-5
    assert (answers[2] == decisions.needs_review).all()


def test_answers_do_not_depend_on_the_batch(shipped: Pair) -> None:
    texts = [t.text for t in load()][::97]
    together = shipped.graph.run(None, inputs(texts))[0]
    alone = np.concatenate([shipped.graph.run(None, inputs([t]))[0] for t in texts])
    assert np.abs(together - alone).max() <= 1e-6


def test_the_shortest_texts_go_to_review_as_the_rule_says(shipped: Pair) -> None:
    texts = ["刷单垫", "刷单垫付", "刷 单，垫!", "ßß", "①②③", "㈠㈡", "１２３４", "½¼", "\u200b刷\u200b单\u200b"]
    _, _, review = shipped.graph.run(None, inputs(texts))
    few = content(texts).characters < shipped.model.rule.min_characters
    assert few.any()
    assert not few.all()
    assert review[few].all()
    shipped.agree(texts)


def test_the_file_says_what_it_is(shipped: Pair, tmp_path: Path) -> None:
    said = shipped.graph.get_modelmeta().custom_metadata_map
    assert json.loads(said["labels"]) == list(shipped.model.classes)
    assert float(said["threshold"]) == shipped.model.rule.threshold
    assert said["model_version"] == shipped.model.version
    assert said["taxonomy_version"] == shipped.model.taxonomy.version
    assert "code_points" in said["usage"]
    assert build(shipped.model) == build(shipped.model)
    (written,) = export_onnx(shipped.model, tmp_path / "new" / "model.onnx")
    assert written.read_bytes() == build(shipped.model)
    assert [p.name for p in written.parent.iterdir()] == ["model.onnx"]


def test_only_standard_operators(shipped: Pair) -> None:
    import onnx

    made = onnx.load_from_string(build(shipped.model))
    assert [(o.domain, o.version) for o in made.opset_import] == [("", 18)]
    assert not made.functions
    assert all(not node.domain for node in made.graph.node)


SERVICE = """
import json, sys
import numpy as np
import onnxruntime
texts = json.loads(sys.stdin.read())
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<i4")
answers = session.run(None, {"code_points": points, "lengths": np.array([len(t) for t in texts], np.int64)})
assert not any(name.split(".")[0] == "fanzha" for name in sys.modules)
print(json.dumps([a.tolist() for a in answers]))
"""


def test_a_service_needs_onnxruntime_and_numpy_alone(shipped: Pair, tmp_path: Path) -> None:
    export_onnx(shipped.model, tmp_path / "m.onnx")
    texts = [FRAUD, "\n".join([*CALM * 4, FRAUD]), CALM[0], "\ud83d", ""]
    (tmp_path / "service.py").write_text(SERVICE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "service.py", "m.onnx"],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    probabilities, label, review = json.loads(done.stdout)
    expected, decisions = shipped.model.predict(texts)
    assert np.abs(np.array(probabilities) - expected).max() <= 1e-5
    assert label == decisions.best.tolist()
    assert review == decisions.needs_review.tolist()


def test_the_command_writes_the_file(
    toy_bundle: tuple[Path, Bundle], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, model = toy_bundle
    assert main(["export", "--model", str(folder), "--onnx", str(tmp_path / "toy.onnx")]) == 0
    assert model.version in capsys.readouterr().err
    graph = onnxruntime.InferenceSession(tmp_path / "toy.onnx", providers=["CPUExecutionProvider"])
    Pair(model, graph).agree([FRAUD])
    assert main(["export", "--model", str(folder), "--onnx", str(tmp_path)]) == 65
    assert capsys.readouterr().err == "fanzha: --onnx must name a file; found a folder; name a file in it\n"


def test_without_onnx_the_extra_is_named(toy_bundle: tuple[Path, Bundle], tmp_path: Path) -> None:
    # A Python whose path has no onnx: a package of that name which fails as a missing one does.
    (tmp_path / "onnx.py").write_text("raise ImportError('absent')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "fanzha", "export", "--model", str(toy_bundle[0]), "--onnx", "m.onnx"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
    )
    assert done.returncode == 1
    assert done.stderr == "fanzha: onnx is needed for this; found none; install it with: pip install 'fanzha[onnx]'\n"


# Letters that no source held together, and a text of each kind around every bound.
STRANGE = "霜叶满径寒蝉噤声客舟夜泊芦荻萧萧烟霭沉沉钟磬杳杳孤雁唳空残月坠江渔火明灭"
EDGES = [
    *(FRAUD[:n] for n in range(9)),
    *("转账" * n + "call me back now" for n in range(1, 9)),
    *(STRANGE[:n] + FRAUD[: 36 - n] for n in range(0, 37, 3)),
    *CALM,
]


@settings(max_examples=40, deadline=None)
@given(
    st.builds(
        DecisionRule,
        threshold=st.sampled_from([0.0, 0.4, 0.58, 0.9, 1.0]) | st.floats(0, 1),
        target_precision=st.just(0.9),
        min_characters=st.integers(0, 40),
        min_han=st.sampled_from([0.0, 0.25, 0.3, 1 / 3, 0.5, 1.0]),
        min_familiarity=st.sampled_from([0.0, 0.5, 0.5973, 0.8, 1.0]),
    )
)
def test_the_graph_decides_as_every_rule_says(toy_bundle: tuple[Path, Bundle], rule: DecisionRule) -> None:
    other = pair(replace(toy_bundle[1], rule=rule))
    other.agree(EDGES)


def test_each_reason_is_decided_in_the_graph(shipped: Pair, unsure_text: str) -> None:
    texts = [*EDGES, unsure_text]
    _, decisions = shipped.model.predict(texts)
    assert set(decisions.reasons) == {"short", "foreign", "unfamiliar", "unsure", None}
    shipped.agree(texts)


def test_the_file_holds_the_numbers_of_the_rule(shipped: Pair, unsure_text: str) -> None:
    said = shipped.graph.get_modelmeta().custom_metadata_map
    rule = shipped.model.rule
    for name in ("min_characters", "min_han", "min_familiarity", "threshold", "target_precision", "set_coverage"):
        assert json.loads(said[name]) == getattr(rule, name), name
    assert rule.min_han > 0
    assert rule.min_familiarity > 0
    # A service makes prediction sets of its own: bounds in the order of the labels.
    bounds = np.array(json.loads(said["set_thresholds"]))
    (probabilities,) = shipped.graph.run(["probabilities"], inputs([FRAUD, unsure_text]))
    sets = shipped.model.predict([FRAUD, unsure_text])[1].sets
    assert ((probabilities >= bounds) == sets).all()
