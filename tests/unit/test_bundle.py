import json
import re
import shutil

import numpy as np
import pytest

from fanzha import bundle
from fanzha.errors import BundleError, InputError, LabelError, MissingFileError

FILES = [
    "card.md", "config.json", "decision.json", "labels.json", "manifest.json", "metrics.json", "taxonomy.json",
    "weights.safetensors",
]  # fmt: skip


@pytest.fixture
def copy(toy_bundle, tmp_path):
    folder = tmp_path / "toy"
    shutil.copytree(toy_bundle[0], folder)
    return folder


def test_holds_what_a_reader_needs_and_nothing_pickled(toy_bundle) -> None:
    assert sorted(p.name for p in toy_bundle[0].iterdir()) == FILES


def test_gives_the_same_probabilities_as_the_model_it_was_made_of(copy, toy_classifier, toy_texts) -> None:
    loaded = bundle.load(copy)
    np.testing.assert_array_equal(
        loaded.classifier.predict_proba(toy_texts[0]), toy_classifier.predict_proba(toy_texts[0])
    )


def test_version_depends_on_content_alone(toy_bundle, copy, toy_classifier) -> None:
    assert bundle.load(copy).version == toy_bundle[1].version
    other = bundle.save(
        copy, toy_classifier, toy_bundle[1].rule, toy_bundle[1].taxonomy, {"note": "changed"}, "# toy\n"
    )
    assert other.version != toy_bundle[1].version
    assert re.fullmatch("[0-9a-f]{64}", other.digest)
    assert other.version == f"{other.name}-{other.digest[:12]}"
    assert toy_bundle[1].digest != other.digest


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("position", [0, 0.5, 1])
def test_a_flipped_bit_is_found(copy, name: str, position: float) -> None:
    path = copy / name
    data = bytearray(path.read_bytes())
    data[int(position * (len(data) - 1))] ^= 1
    path.write_bytes(data)
    with pytest.raises(BundleError) as error:
        bundle.load(copy)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(BundleError, match="manifest" if name == "manifest.json" else name.replace(".", r"\.")):
        bundle.load(copy)


def test_a_truncated_file_is_found(copy) -> None:
    path = copy / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(BundleError, match="SHA-256"):
        bundle.load(copy)


def test_another_format_version_is_refused(copy) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["format_version"] = 99
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BundleError, match="version 99"):
        bundle.load(copy)


def test_a_manifest_cannot_reach_outside_the_folder(copy, tmp_path) -> None:
    (tmp_path / "secret").write_text("x")
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"]["../secret"] = "0" * 64
    head = {k: manifest[k] for k in ("format_version", "fanzha_version", "name")}
    manifest["digest"] = bundle._digest(manifest["files"], head)
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BundleError, match="every file"):
        bundle.load(copy)


def test_no_folder(tmp_path) -> None:
    with pytest.raises(MissingFileError, match="bundle folder"):
        bundle.load(tmp_path / "none")


def test_never_overwrites_what_is_no_bundle(tmp_path, toy_classifier, toy_bundle) -> None:
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(BundleError, match="choose another"):
        bundle.save(tmp_path, toy_classifier, toy_bundle[1].rule, toy_bundle[1].taxonomy, {}, "")
    assert (tmp_path / "thesis.docx").exists()


def test_replaces_an_older_bundle_and_leaves_no_scraps(copy, toy_classifier, toy_bundle) -> None:
    bundle.save(copy, toy_classifier, toy_bundle[1].rule, toy_bundle[1].taxonomy, {}, "# new\n")
    assert (copy / "card.md").read_text() == "# new\n"
    assert [p.name for p in copy.parent.iterdir()] == ["toy"]


def test_weights_that_are_no_numbers_are_refused(tmp_path, toy_classifier, toy_bundle) -> None:
    broken = {k: v * np.float32(np.nan) if k == "scale" else v for k, v in toy_classifier.tensors().items()}
    with pytest.raises(LabelError, match="finite"):
        type(toy_classifier).from_parts(toy_classifier.classes, toy_classifier.settings_json(), broken)


def test_a_name_that_is_no_name_is_refused(copy, tmp_path, toy_classifier, toy_bundle) -> None:
    with pytest.raises(BundleError, match="letters, digits"):
        bundle.save(tmp_path / "<b>", toy_classifier, toy_bundle[1].rule, toy_bundle[1].taxonomy, {}, "")
    manifest = json.loads((copy / "manifest.json").read_text())
    head = {k: manifest[k] for k in ("format_version", "fanzha_version")} | {"name": "<script>"}
    manifest |= {"name": "<script>", "digest": bundle._digest(manifest["files"], head)}
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BundleError, match="letters, digits"):
        bundle.load(copy)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ("机密的案情", "one str"),
        (b"abc", "one bytes"),
        (None, "one NoneType"),
        (7, "one int"),
        ([None], "a NoneType at position 0"),
        (["放款前先交保证金", b"abc"], "a bytes at position 1"),
        (["放款前先交保证金", float("nan")], "a float at position 1"),
    ],
)
def test_what_is_no_list_of_strings_is_refused_without_repeating_it(toy_bundle, texts, found: str) -> None:
    with pytest.raises(InputError) as error:
        toy_bundle[1].predict(texts)
    assert str(error.value) == (
        f"texts must be a list of strings; found {found}; give each text as one string in a list"
    )


def test_any_sequence_of_strings_is_scored(toy_bundle) -> None:
    texts = ["贷款放款前先交保证金", "今晚一起吃饭吧我请客"]
    expected = toy_bundle[1].predict(texts)[0]
    for same in (tuple(texts), np.array(texts), np.array(texts, object)):
        np.testing.assert_array_equal(toy_bundle[1].predict(same)[0], expected)
    assert toy_bundle[1].predict([])[0].shape == (0, 3)


def test_a_path_may_be_a_string(toy_bundle, tmp_path) -> None:
    assert bundle.load(str(toy_bundle[0])).version == toy_bundle[1].version
    with pytest.raises(MissingFileError, match="bundle folder"):
        bundle.load(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("syllables", "rule"),
    [
        (b"", "small ASCII letters"),
        (b"a\n\nai", "small ASCII letters"),
        (b"a\nAi", "small ASCII letters"),
        ("a\nl\u00fc".encode(), "small ASCII letters"),
        (b"a\na1", "small ASCII letters"),
        (b"a\nai\na", "distinct"),
        (b"a\nai\nan", "fold into itself"),  # fewer than the table names
        (b"\n".join(b"%c" % (97 + i % 26) for i in range(70_000)), "65535"),
    ],
)
def test_an_alphabet_of_other_syllables_is_refused(toy_classifier, syllables: bytes, rule: str) -> None:
    broken = {**toy_classifier.tensors(), "syllables": np.frombuffer(syllables, np.uint8)}
    with pytest.raises(LabelError, match=rule) as error:
        type(toy_classifier).from_parts(toy_classifier.classes, toy_classifier.settings_json(), broken)
    assert "\n" not in str(error.value)
