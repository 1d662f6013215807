import itertools
import json
import shutil
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("torch")

from fanzha import bundle
from fanzha.classifiers import Classifier, HasFiles, TransformerClassifier, TransformerSettings
from fanzha.errors import BundleError, InputError, LabelError, MissingFileError

pytestmark = pytest.mark.xdist_group("transformers")


def _fit(model: TransformerClassifier, lessons: SimpleNamespace, on_step=None):
    return model.fit(lessons.texts, lessons.labels, lessons.groups, lessons.sources, on_step)


def test_it_is_a_classifier_with_files(tuned: SimpleNamespace) -> None:
    assert isinstance(tuned.model, Classifier)
    assert isinstance(tuned.model, HasFiles)
    assert tuned.model.classes == ("authority", "benign", "brushing", "loan")


def test_whole_sources_are_held_out_and_only_they_have_probabilities(tuned, lessons) -> None:
    held = np.isfinite(tuned.held_out).all(axis=1)
    assert np.isnan(tuned.held_out[~held]).all()
    inside = {s for s, h in zip(lessons.sources, held, strict=True) if h}
    outside = {s for s, h in zip(lessons.sources, held, strict=True) if not h}
    assert inside
    assert not inside & outside
    np.testing.assert_allclose(tuned.held_out[held].sum(axis=1), 1, atol=1e-6)


def test_it_learns_what_it_has_not_seen(tuned, lessons) -> None:
    held = np.isfinite(tuned.held_out).all(axis=1)
    said = np.array(tuned.model.classes)[tuned.held_out[held].argmax(axis=1)]
    truth = np.array(lessons.labels)[held]
    most = max((truth == c).mean() for c in set(truth))
    assert (said == truth).mean() > most + 0.1


def test_a_bundle_gives_the_same_probabilities(tuned, tuned_bundle, lessons) -> None:
    loaded = bundle.load(tuned_bundle)
    np.testing.assert_allclose(
        loaded.classifier.predict_proba(lessons.texts), tuned.model.predict_proba(lessons.texts), atol=1e-6
    )
    assert {"tokenizer.json", "encoder.json"} < {p.name for p in tuned_bundle.iterdir()}


@pytest.mark.parametrize("name", ["tokenizer.json", "encoder.json"])
def test_a_changed_file_of_a_bundle_is_found(tuned_bundle, tmp_path, name: str) -> None:
    folder = tmp_path / "tuned"
    shutil.copytree(tuned_bundle, folder)
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data.replace(b"1", b"2", 1))
    with pytest.raises(BundleError, match="SHA-256"):
        bundle.load(folder)


def test_weights_that_do_not_fit_are_refused(tuned) -> None:
    model = tuned.model
    tensors = {k: v for k, v in model.tensors().items() if not k.endswith("classifier.bias")}
    rebuilt = TransformerClassifier.from_parts(model.classes, model.settings_json(), tensors)
    with pytest.raises(LabelError, match="fit the network"):
        rebuilt.take_files(model.files())
    with pytest.raises(LabelError, match="calibration"):
        TransformerClassifier.from_parts(("a", "b"), model.settings_json(), model.tensors())


def test_the_same_settings_give_the_same_model_also_after_an_interruption(tuned, lessons, tmp_path) -> None:
    seen: list[int] = []

    def stop(step: int) -> None:
        seen.append(step)
        if len(seen) > 0.6 * tuned.steps:
            raise KeyboardInterrupt

    work = tmp_path / "work"
    with pytest.raises(KeyboardInterrupt):
        _fit(TransformerClassifier(tuned.model.settings, work), lessons, stop)
    left = next(work.glob("*/checkpoint-*"))
    assert not [p for p in left.rglob("*") if p.suffix in (".pt", ".pth", ".bin", ".pkl")]
    steps: list[int] = []
    again = TransformerClassifier(tuned.model.settings, work)
    held_out = _fit(again, lessons, steps.append).probabilities
    assert len(steps) == tuned.steps - int(left.name.rpartition("-")[2])
    np.testing.assert_allclose(held_out, tuned.held_out, atol=1e-4)
    np.testing.assert_allclose(again.predict_proba(lessons.texts), tuned.model.predict_proba(lessons.texts), atol=1e-4)


def test_the_window_that_speaks_most_for_fraud_answers_for_a_long_text(tuned, lessons) -> None:
    model = tuned.model
    benign = model.classes.index("benign")
    long = "\n".join(lessons.texts[:12])
    windows = model.windows([long])
    assert len(windows.ids) > 8

    def fraud(margins: np.ndarray) -> np.ndarray:
        return np.logaddexp.reduce(np.delete(margins, benign, axis=1), axis=1) - margins[:, benign]

    each = fraud(model.window_margins(windows))
    assert fraud(model.margins([long]))[0] == pytest.approx(each.max(), abs=1e-5)
    assert each.max() > each[0]


def test_windows_cover_the_text_and_overlap(tuned) -> None:
    model = tuned.model
    text = "先交保证金再放款" * 20
    windows = model.windows(["", text])
    assert windows.owner.tolist() == [0] + [1] * (len(windows.ids) - 1)
    assert max(map(len, windows.ids)) == model.settings.max_tokens
    body = [w[1:-1] for w in windows.ids[1:]]
    overlap = model.settings.overlap
    assert all(a[-overlap:] == b[:overlap] for a, b in itertools.pairwise(body))
    joined = body[0] + [token for b in body[1:] for token in b[overlap:]]
    assert len(joined) == len(text)


def test_nothing_and_oddities_are_scored(tuned) -> None:
    assert tuned.model.predict_proba([]).shape == (0, 4)
    odd = tuned.model.predict_proba(["", " ", "\ud800", "😀" * 500, "\0"])
    np.testing.assert_allclose(odd.sum(axis=1), 1, atol=1e-5)


def test_evidence_lies_in_the_text_and_speaks_for_the_label(tuned, lessons) -> None:
    model = tuned.model
    at = lessons.labels.index("loan")
    text = lessons.texts[at]
    found = model.explain(text, "loan", limit=3)
    assert 0 < len(found) <= 3
    assert all(text[e.start : e.end] == e.text and e.weight > 0 for e in found)
    assert [e.weight for e in found] == sorted((e.weight for e in found), reverse=True)
    with pytest.raises(LabelError):
        model.explain(text, "no such")


def test_a_checkpoint_without_safetensors_is_refused(encoder, lessons, tmp_path) -> None:
    import torch

    folder = tmp_path / "pickled"
    shutil.copytree(encoder.folder, folder)
    (folder / "model.safetensors").unlink()
    torch.save({"x": torch.zeros(1)}, folder / "pytorch_model.bin")
    with pytest.raises(InputError, match="safetensors") as error:
        _fit(TransformerClassifier(TransformerSettings(checkpoint=str(folder), max_tokens=48)), lessons)
    assert "\n" not in str(error.value)


def test_a_relative_folder_is_a_folder_and_a_bare_name_is_none(encoder, monkeypatch, tmp_path) -> None:
    from fanzha.classifiers.finetuning import open_checkpoint

    monkeypatch.chdir(encoder.folder.parent)
    assert open_checkpoint(encoder.folder.name, 3, 48, 1)[0].config.num_labels == 3
    monkeypatch.chdir(tmp_path)
    for name in (encoder.folder.name, "models/encoder", "owner/name"):
        with pytest.raises(MissingFileError, match="hub:") as error:
            open_checkpoint(name, 3, 48, 1)
        assert "\n" not in str(error.value)


def test_a_name_on_the_hub_is_asked_for_there(monkeypatch, tmp_path) -> None:
    import huggingface_hub.constants as hub

    from fanzha.classifiers.finetuning import open_checkpoint

    monkeypatch.setattr(hub, "HF_HUB_OFFLINE", True)
    (tmp_path / "hub:owner").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="at name"):
        open_checkpoint("hub:owner/name", 3, 48, 1)


def test_no_code_of_a_checkpoint_runs(encoder, lessons, tmp_path) -> None:
    folder = tmp_path / "custom"
    shutil.copytree(encoder.folder, folder)
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "of_its_own", "auto_map": {"AutoConfig": "code.Own"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "code.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Own: pass\n")
    with pytest.raises(InputError, match="checkpoint"):
        _fit(TransformerClassifier(TransformerSettings(checkpoint=str(folder), max_tokens=48)), lessons)
    assert not (tmp_path / "ran").exists()


def test_windows_longer_than_the_checkpoint_reads_are_refused(encoder, lessons) -> None:
    with pytest.raises(InputError, match="48 at most"):
        _fit(TransformerClassifier(TransformerSettings(checkpoint=str(encoder.folder), max_tokens=64)), lessons)


def test_a_single_label_is_refused(encoder) -> None:
    model = TransformerClassifier(TransformerSettings(checkpoint=str(encoder.folder)))
    with pytest.raises(LabelError, match="two labels"):
        model.fit(["a", "b"], ["x", "x"], ["1", "2"], ["s", "s"])


def test_without_torch_the_extra_is_named(tuned_bundle, tmp_path) -> None:
    # None in sys.modules makes an import fail as it fails where the package is not installed.
    code = (
        "import sys\nfor name in ('torch', 'transformers', 'datasets'): sys.modules[name] = None\n"
        "from fanzha.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    cases = tmp_path / "cases.csv"
    cases.write_text("案情描述\n贷款先交保证金\n", encoding="utf-8")
    args = ["score", "--model", str(tuned_bundle), "--input", str(cases), "--output", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "fanzha[torch]" in done.stderr
    assert done.stderr.count("\n") == 1
