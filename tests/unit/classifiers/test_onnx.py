import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnxscript")

from fanzha import bundle
from fanzha.classifiers import Classifier, OnnxClassifier
from fanzha.classifiers.onnx import export_onnx
from fanzha.corpus import load
from fanzha.errors import InputError, LabelError

pytestmark = pytest.mark.xdist_group("transformers")


@pytest.fixture(scope="module")
def exported(tuned):
    return OnnxClassifier.from_transformer(tuned.model)


@pytest.fixture(scope="module")
def dev(tuned) -> list[str]:
    """Texts of the model's types and of all lengths, most of them never learnt from."""
    texts = [t.text for t in load() if t.label in tuned.model.classes][1::2]
    return [*texts, "", texts[0] * 5, texts[1] * 3]


def test_32_bits_give_the_same_probabilities(tuned, exported, dev) -> None:
    assert isinstance(exported, Classifier)
    np.testing.assert_allclose(exported.predict_proba(dev), tuned.model.predict_proba(dev), atol=1e-4)


def test_8_bits_give_the_same_labels_and_a_smaller_graph(tuned, exported, dev) -> None:
    small = exported.quantise()
    assert small.settings.quantised
    same = small.predict_proba(dev).argmax(axis=1) == tuned.model.predict_proba(dev).argmax(axis=1)
    # Half trained on a few hundred texts, this model leaves many labels nearly tied.
    assert same.mean() >= 0.99
    assert len(small.files()["model.onnx"]) < 0.85 * len(exported.files()["model.onnx"])


def test_files_for_other_programs(tuned, tmp_path, lessons) -> None:
    import onnxruntime
    from tokenizers import Tokenizer

    files = export_onnx(tuned.model, tmp_path / "made" / "toy.onnx")
    assert [f.name for f in files] == ["toy.onnx", "toy.int8.onnx", "tokenizer.json"]
    ids = Tokenizer.from_file(str(files[2])).encode("先交保证金再放款").ids
    session = onnxruntime.InferenceSession(str(files[0]), providers=["CPUExecutionProvider"])
    given = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)}
    margins = session.run(None, given)[0]
    np.testing.assert_allclose(margins, tuned.model.margins(["先交保证金再放款"]), atol=1e-4)


def test_a_bundle_scores_without_torch(tuned, exported, tuned_bundle, tmp_path) -> None:
    import pyarrow.parquet as pq

    made = bundle.load(tuned_bundle)
    bundle.save(tmp_path / "light", exported, made.rule, made.taxonomy, {}, "# light\n")
    cases = tmp_path / "cases.csv"
    cases.write_text("案件编号,案情描述\nA1,贷款先交保证金才能放款\nA2,今晚一起吃饭吧\n", encoding="utf-8")
    code = (
        "import sys\nfor name in ('torch', 'transformers', 'datasets'): sys.modules[name] = None\n"
        "from fanzha.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    args = ["score", "--model", str(tmp_path / "light"), "--input", str(cases), "--output", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    scored = pq.read_table(tmp_path / "out" / "cases.parquet")
    wanted = tuned.model.predict_proba(scored.column("text").to_pylist()).max(axis=1)
    np.testing.assert_allclose(scored.column("probability").to_pylist(), wanted, atol=1e-4)


def test_a_graph_says_nothing_of_the_machine_that_made_it(exported) -> None:
    graph = exported.files()["model.onnx"]
    assert b".py" not in graph
    assert b"File " not in graph


def test_it_is_not_trained(exported) -> None:
    with pytest.raises(InputError, match="exported, not trained"):
        exported.fit(["a"], ["b"], ["c"], ["d"])


def test_a_graph_that_is_none_is_refused(exported) -> None:
    broken = OnnxClassifier.from_parts(exported.classes, exported.settings_json(), exported.tensors())
    with pytest.raises(LabelError, match="ONNX"):
        broken.take_files({**exported.files(), "model.onnx": b"nothing"})
