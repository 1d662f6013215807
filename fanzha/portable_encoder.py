"""A transformer without torch: as ONNX files for other programs, or as bundles that onnxruntime scores."""

from __future__ import annotations

from pathlib import Path

from fanzha import bundle
from fanzha.bundle import Bundle
from fanzha.classifiers import OnnxClassifier, TransformerClassifier
from fanzha.classifiers.onnx import GRAPH
from fanzha.classifiers.onnx import export_onnx as write_graphs
from fanzha.errors import InputError

_SMALL = "-int8"  # ends the name of the bundle with 8-bit weights


def export_onnx(model: Bundle, path: Path) -> list[Path]:
    """Write a bundle with a transformer for onnxruntime.

    Parameters
    ----------
    model : Bundle
    path : Path
        ``NAME.onnx``: two graphs and the tokenizer for other programs, see `fanzha.classifiers.onnx.export_onnx`. Any other
        name: two bundles of kind ``onnx``, NAME in 32 bits and NAME-int8 in 8, which every command takes as a model.

    Returns
    -------
    list of Path
        What was written; of the bundles, their graphs.

    Raises
    ------
    InputError
        If the classifier is of another kind.
    BundleError
        If a folder of that name holds something else.
    MissingExtraError
        If torch, onnx, onnxscript or onnxruntime is not installed.
    """
    classifier = model.classifier
    if not isinstance(classifier, TransformerClassifier):
        raise InputError("this export must be given a transformer", classifier.kind, "choose another --model")
    if path.suffix == ".onnx":
        return write_graphs(classifier, path)
    folders = {path: "32", path.with_name(path.name + _SMALL): "8"}
    for folder in folders:
        bundle.check_target(folder)
    exported = OnnxClassifier.from_transformer(classifier)
    for folder, bits in folders.items():
        card = (
            f"# {folder.name}\n\n{model.version} as an ONNX graph with weights of {bits} bits, for onnxruntime. Its data, settings and "
            "limits stand in the card of that model; the metrics here are those of its 32-bit network.\n"
        )
        form = exported if bits == "32" else exported.quantise()
        bundle.save(folder, form, model.rule, model.taxonomy, model.metrics, card)
    return [folder / GRAPH for folder in folders]
