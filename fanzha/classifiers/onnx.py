"""A fine-tuned encoder as an ONNX graph: exported once with torch, then scored with onnxruntime alone."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from fanzha.classifiers.base import Floats, Prediction
from fanzha.classifiers.windows import TOKENIZER, WindowedClassifier, WindowSettings
from fanzha.errors import InputError, LabelError, MissingExtraError

if TYPE_CHECKING:
    from fanzha.classifiers.transformer import TransformerClassifier

GRAPH = "model.onnx"
_INPUTS, _OUTPUT = ("input_ids", "attention_mask"), "margins"
_OPSET = 18
# One file of a protocol buffer holds no more; a network beyond it is none for this door.
_LARGEST = 2**31 - 1


class OnnxSettings(WindowSettings):
    """Settings of an exported classifier.

    Attributes
    ----------
    quantised : bool
        Whether the weights are 8-bit integers.
    """

    quantised: bool = False


class OnnxClassifier(WindowedClassifier):
    """A transformer classifier that needs onnxruntime and tokenizers only.

    Parameters
    ----------
    settings : OnnxSettings, optional
    """

    kind = "onnx"
    settings: OnnxSettings
    settings_type: ClassVar[type[WindowSettings]] = OnnxSettings

    def __init__(self, settings: OnnxSettings | None = None) -> None:
        super().__init__(settings or OnnxSettings())
        self._graph = b""
        self._session: Any = None

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        groups: Sequence[str],
        sources: Sequence[str],
        on_step: Callable[[int], object] | None = None,
    ) -> Prediction:
        """Refuse: a graph is exported, not trained.

        Raises
        ------
        InputError
            Always.
        """
        raise InputError("an ONNX model is exported, not trained", self.kind, "train a transformer and export it")

    def _margins(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Floats:
        (margins,) = self._session.run([_OUTPUT], dict(zip(_INPUTS, (ids, mask), strict=True)))
        return np.asarray(margins, np.float32)

    def files(self) -> dict[str, bytes]:
        """Return tokenizer, configuration and graph."""
        return {**super().files(), GRAPH: self._graph}

    def take_files(self, files: Mapping[str, bytes]) -> None:
        """Complete a classifier by what `files` gave, and open the graph."""
        try:
            import onnxruntime
        except ImportError as error:
            raise MissingExtraError("onnxruntime", "onnx") from error
        super().take_files(files)
        self._graph = files[GRAPH]
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # onnxruntime takes all cores unless told; one of many workers has but one.
        threads = os.environ.get("OMP_NUM_THREADS", "")
        options.intra_op_num_threads = int(threads) if threads.isdigit() else 0
        try:
            self._session = onnxruntime.InferenceSession(self._graph, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises kinds of its own
            raise LabelError("a graph must be ONNX", type(error).__name__, "export the model again") from error
        found = (
            [i.name for i in self._session.get_inputs()],
            [(o.name, o.shape[-1]) for o in self._session.get_outputs()],
        )
        if found != (list(_INPUTS), [(_OUTPUT, len(self._classes))]):
            raise LabelError("a graph must fit the labels", f"{found}"[:200], "export the model again")

    @classmethod
    def from_transformer(cls, classifier: TransformerClassifier) -> Self:
        """Export a fitted transformer classifier.

        Parameters
        ----------
        classifier : TransformerClassifier

        Raises
        ------
        MissingExtraError
            If torch, onnx, onnxscript or onnxruntime is not installed.
        InputError
            If the graph would not fit into one file.
        """
        shared = {k: getattr(classifier.settings, k) for k in WindowSettings.model_fields}
        model = cls.from_parts(classifier.classes, shared, classifier.tensors())
        model.take_files({**classifier.files(), GRAPH: _graph(classifier)})
        return model

    def quantise(self) -> Self:
        """Return the same with weights of 8-bit integers, column by column; activations follow at run time."""
        settings = self.settings.model_copy(update={"quantised": True})
        model = self.from_parts(self._classes, settings.model_dump(mode="json"), self.tensors())
        model.take_files({**self.files(), GRAPH: _quantised(self._graph)})
        return model


def export_onnx(classifier: TransformerClassifier, path: Path) -> list[Path]:
    """Write a fitted transformer classifier as ONNX, for other programs.

    Inputs are ``input_ids`` and ``attention_mask``, int64 of shape (m, length), of windows cut by the tokenizer; the
    output is ``margins``, float32 of shape (m, k), before calibration.

    Parameters
    ----------
    classifier : TransformerClassifier
    path : Path
        A folder, or the name of the 32-bit graph; beside it come the graph in 8 bits and the tokenizer.

    Returns
    -------
    list of Path
        Graph in 32 bits, graph in 8 bits, tokenizer.

    Raises
    ------
    MissingExtraError
        If torch, onnx, onnxscript or onnxruntime is not installed.
    InputError
        If the graph would not fit into one file.
    """
    target = path if path.suffix == ".onnx" else path / GRAPH
    graph = _graph(classifier)
    contents = {
        target: graph,
        target.with_suffix(".int8.onnx"): _quantised(graph),
        target.with_name(TOKENIZER): classifier.files()[TOKENIZER],
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    for file, data in contents.items():
        fresh = file.with_name(f".{file.name}.part")
        fresh.write_bytes(data)
        fresh.replace(file)
    return list(contents)


def _graph(classifier: TransformerClassifier) -> bytes:
    try:
        from fanzha.classifiers.tracing import trace
    except ImportError as error:
        package = (error.name or "torch").partition(".")[0]
        raise MissingExtraError(package, "onnx" if package.startswith("onnx") else "torch") from error
    data: bytes = trace(classifier.network, _INPUTS, _OUTPUT, _OPSET)
    if len(data) > _LARGEST:
        raise InputError("a graph must fit into one file of 2 GiB", f"{len(data)} bytes", "train a smaller encoder")
    return data


def _quantised(graph: bytes) -> bytes:
    try:
        from onnxruntime.quantization import QuantType, quantize_dynamic
    except ImportError as error:
        raise MissingExtraError((error.name or "onnx").partition(".")[0], "onnx") from error
    with tempfile.TemporaryDirectory() as scratch:
        given, made = Path(scratch) / "in.onnx", Path(scratch) / "out.onnx"
        given.write_bytes(graph)
        narrow = _narrowing(graph)
        weights = {"weight_type": QuantType.QInt8, "per_channel": True, "reduce_range": True}
        # 7 bits of weight avoid the overflow of 16-bit sums on processors without VNNI (onnxruntime, "Quantize ONNX models").
        # Embeddings keep their 32: looking a row up costs the same either way. So do layers that narrow: what they are given
        # behind the activation has outliers that 8 bits cut off, and most labels that change do so by them.
        before = logging.root.manager.disable
        logging.disable(logging.WARNING)  # it recommends a pass that the exporter has made already
        try:
            quantize_dynamic(given, made, op_types_to_quantize=["MatMul"], nodes_to_exclude=narrow, **weights)
        finally:
            logging.disable(before)
        return made.read_bytes()


def _narrowing(graph: bytes) -> list[str]:
    """Return the names of the products with a constant that has more rows than columns."""
    import onnx

    found = onnx.load_from_string(graph).graph
    shapes = {tensor.name: tuple(tensor.dims) for tensor in found.initializer}
    return [
        node.name
        for node in found.node
        if node.op_type == "MatMul" and len(shapes.get(node.input[1], ())) == 2 and np.greater(*shapes[node.input[1]])
    ]
