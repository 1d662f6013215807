"""A model bundle: one folder of JSON, safetensors and, for some kinds, ONNX, checked against its manifest before anything is parsed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from fanzha import __version__
from fanzha.classifiers import Classifier, HasFiles, LinearClassifier, OnnxClassifier, TransformerClassifier
from fanzha.decide import DecisionRule, Decisions, Signs, decide
from fanzha.errors import BundleError, FanzhaError, InputError, MissingExtraError, MissingFileError
from fanzha.taxonomy import Taxonomy
from fanzha.text import content

FORMAT_VERSION = 4
MANIFEST = "manifest.json"
_KINDS: dict[str, type[Classifier]] = {
    kind.kind: kind for kind in (LinearClassifier, TransformerClassifier, OnnxClassifier)
}
_REMEDY = "export or copy the bundle again"
_NAME = re.compile(r"[\w.\-]{1,80}")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A model with all that is needed to use it.

    Attributes
    ----------
    name : str
    version : str
        ``name-digest``; the digest covers every file of the bundle.
    classifier : Classifier
    rule : DecisionRule
    taxonomy : Taxonomy
    metrics : dict
        As measured when the bundle was made.
    digest : str
        SHA-256 of the manifest, which covers every file of the bundle; 64 hexadecimal digits. Empty for a bundle that
        was never saved.
    """

    name: str
    version: str
    classifier: Classifier
    rule: DecisionRule
    taxonomy: Taxonomy
    metrics: dict[str, Any]
    digest: str = ""

    @property
    def classes(self) -> tuple[str, ...]:
        """Labels of the model."""
        return self.classifier.classes

    def predict(self, texts: Sequence[str]) -> tuple[np.ndarray[Any, np.dtype[np.float32]], Decisions]:
        """Return probabilities and what is decided from them.

        Parameters
        ----------
        texts : sequence of n strings

        Returns
        -------
        probabilities : ndarray of float32, shape (n, k)
        decisions : Decisions

        Raises
        ------
        InputError
            If it is one string, or holds something else than strings.
        """
        _check_texts(texts)
        said, seen = self.classifier.predict(texts), content(texts)
        signs = Signs(seen.characters, seen.han, said.familiarity)
        return said.probabilities, decide(said.probabilities, self.rule, signs)


def _check_texts(texts: object) -> None:
    """Refuse what would be taken letter by letter, or fail deep inside; no text is ever repeated."""
    rule, remedy = "texts must be a list of strings", "give each text as one string in a list"
    if isinstance(texts, str | bytes) or not isinstance(texts, Iterable):
        raise InputError(rule, f"one {type(texts).__name__}", remedy)
    for i, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(rule, f"a {type(text).__name__} at position {i}", remedy)


def _canonical(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8")


def _digest(files: Mapping[str, str], head: Mapping[str, object]) -> str:
    return hashlib.sha256(_canonical({"files": dict(files), **head})).hexdigest()


def check_target(folder: Path) -> None:
    """Check that a bundle may be written to a folder.

    Raises
    ------
    BundleError
        If it holds something that is no bundle, or has no name, or one that cannot be that of a bundle.
    """
    if folder.name in {"", ".."}:
        raise BundleError("a bundle goes into a folder of its own", "no name for it", "name it: --out models/NAME")
    if not _NAME.fullmatch(folder.name):
        raise BundleError("a bundle's name must be letters, digits, - _ .", "another", "choose another --out")
    if folder.exists() and not (folder / MANIFEST).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise BundleError(
            "a bundle goes into a new folder or over an older bundle", folder.name, "choose another --out"
        )


def save(
    folder: Path,
    classifier: Classifier,
    rule: DecisionRule,
    taxonomy: Taxonomy,
    metrics: Mapping[str, object],
    card: str,
) -> Bundle:
    """Write a bundle, replacing an older one of the same name in one step.

    Parameters
    ----------
    folder : Path
        ``models/NAME``.
    classifier : Classifier
        Fitted.
    rule : DecisionRule
    taxonomy : Taxonomy
    metrics : mapping
        JSON values.
    card : str
        Markdown for people: data, metrics, limits.

    Returns
    -------
    Bundle
        Read back from what was written.

    Raises
    ------
    BundleError
        If the folder holds something that is no bundle, so that nothing of the user's is overwritten.
    """
    from safetensors.numpy import save as pack

    check_target(folder)
    contents = {
        "labels.json": _canonical({"classes": list(classifier.classes), "taxonomy_version": taxonomy.version}),
        "config.json": _canonical({"kind": classifier.kind, "settings": classifier.settings_json()}),
        "taxonomy.json": _canonical(taxonomy.model_dump(mode="json")),
        "decision.json": _canonical(rule.model_dump(mode="json")),
        "metrics.json": _canonical(dict(metrics)),
        "card.md": card.encode("utf-8"),
        "weights.safetensors": pack({k: np.ascontiguousarray(v) for k, v in classifier.tensors().items()}),
    }
    if isinstance(classifier, HasFiles):
        contents = {**classifier.files(), **contents}
    files = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(contents.items())}
    head = {"format_version": FORMAT_VERSION, "fanzha_version": __version__, "name": folder.name}
    contents[MANIFEST] = _canonical({**head, "files": files, "digest": _digest(files, head)})

    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for name, data in contents.items():
        (fresh / name).write_bytes(data)
    try:
        load(fresh)  # nothing is replaced by what cannot be read back
    except FanzhaError:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.replace(old)
    fresh.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
    return load(folder)


def _read_manifest(folder: Path) -> tuple[dict[str, str], dict[str, Any]]:
    path = folder / MANIFEST
    if not folder.is_dir():
        raise MissingFileError(
            "a model must be a bundle folder", f"none at {folder.name}", "train one with: fanzha train"
        )
    if not path.is_file():
        raise BundleError("a bundle must have a manifest", f"none in {folder.resolve().name}", _REMEDY)
    try:
        manifest = json.loads(path.read_bytes())
        files = dict(manifest["files"])
        head = {k: manifest[k] for k in ("format_version", "fanzha_version", "name")}
        digest = manifest["digest"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleError("a manifest must be whole", f"a broken one in {folder.name}", _REMEDY) from error
    if not _NAME.fullmatch(str(head["name"])):
        raise BundleError("a bundle's name must be letters, digits, - _ .", f"another in {folder.name[:40]}", _REMEDY)
    if head["format_version"] != FORMAT_VERSION:
        raise BundleError(
            f"the bundle format must be version {FORMAT_VERSION}",
            f"version {str(head['format_version'])[:20]}",
            "export the model again with this release of fanzha",
        )
    if digest != _digest(files, head):
        raise BundleError("a manifest must match its digest", f"a changed one in {folder.name}", _REMEDY)
    return files, {**head, "digest": digest}


def load(folder: str | os.PathLike[str]) -> Bundle:
    """Read a bundle.

    Every file is compared with its SHA-256 before it is parsed; nothing is ever unpickled.

    Parameters
    ----------
    folder : str or path
        ``models/NAME``.

    Raises
    ------
    MissingFileError
        If the folder is not there.
    BundleError
        If the manifest, a file, or the format version is not as it should be.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load as unpack

    folder = Path(folder)
    files, head = _read_manifest(folder)
    contents: dict[str, bytes] = {}
    for name, expected in files.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise BundleError("a bundle must have every file of its manifest", f"no {name[:40]}", _REMEDY)
        contents[name] = path.read_bytes()
        if hashlib.sha256(contents[name]).hexdigest() != expected:
            raise BundleError("a bundle's files must match their SHA-256", f"a changed {name}", _REMEDY)
    try:
        labels = json.loads(contents["labels.json"])
        config = json.loads(contents["config.json"])
        taxonomy = Taxonomy.model_validate_json(contents["taxonomy.json"])
        rule = DecisionRule.model_validate_json(contents["decision.json"])
        metrics = json.loads(contents["metrics.json"])
        tensors = unpack(contents["weights.safetensors"])
        if config["kind"] not in _KINDS:
            raise BundleError("a classifier must be known", str(config["kind"])[:40], "use a newer release of fanzha")
        classifier = _KINDS[config["kind"]].from_parts(labels["classes"], config["settings"], tensors)
        if isinstance(classifier, HasFiles):
            classifier.take_files(contents)
    except (BundleError, MissingExtraError):
        raise
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError, SafetensorError, FanzhaError) as error:
        raise BundleError("a bundle's files must fit each other", type(error).__name__, _REMEDY) from error
    version = f"{head['name']}-{str(head['digest'])[:12]}"
    return Bundle(str(head["name"]), version, classifier, rule, taxonomy, metrics, str(head["digest"]))
