"""An encoder of MiniLM size in 8 bits: what a transformer would cost. Its weights are random, so only its speed counts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import SEED, Split, labels_of
from benchmarks.peers.base import Peer
from fanzha.errors import EngineError

# The shape of MiniLM with 6 layers (Wang et al., NeurIPS 2020) and the vocabulary size of the Chinese BERT.
_LAYERS, _HIDDEN, _HEADS, _INNER, _WORDS = 6, 384, 12, 1536, 21128
_LONGEST = 128
_BATCH = 32
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_OUTPUTS = 16  # more than any set here has labels; the rest is left unused
_ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = _ROOT / "benchmarks" / ".cache" / "encoder.onnx"


def build(path: Path) -> None:
    """Make the encoder with random weights, export it and round it to 8 bits. Loads torch: run it in a process of its own."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(SEED)
    config = BertConfig(
        vocab_size=_WORDS,
        hidden_size=_HIDDEN,
        num_hidden_layers=_LAYERS,
        num_attention_heads=_HEADS,
        intermediate_size=_INNER,
        max_position_embeddings=_LONGEST,
        num_labels=_OUTPUTS,
        return_dict=False,
    )
    # Without eval() dropout would be exported too.
    model = BertForSequenceClassification(config).eval()
    example = (torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long))
    axes = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens", max=_LONGEST)}
    path.parent.mkdir(parents=True, exist_ok=True)
    raw, part = path.with_suffix(".raw.onnx"), path.with_suffix(".part.onnx")
    try:
        torch.onnx.export(
            model,
            example,
            str(raw),
            dynamo=True,
            external_data=False,
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_shapes=(axes, axes),
        )
        quantize_dynamic(str(raw), str(part), weight_type=QuantType.QInt8)
        part.replace(path)
    finally:
        raw.unlink(missing_ok=True)
        part.unlink(missing_ok=True)


def vocabulary() -> dict[str, int]:
    """Return a vocabulary of single characters: special tokens, ASCII, then ideographs in the order of Unicode."""
    characters = [*map(chr, range(0x21, 0x7F)), *map(chr, range(0x4E00, 0xA000))]
    return {word: i for i, word in enumerate([*_SPECIAL, *characters][:_WORDS])}


class Encoder(Peer):
    """ONNX Runtime on one thread; texts sorted by length and cut at 128 tokens."""

    name = "encoder-int8"
    packages = ("onnxruntime", "tokenizers")
    modules = ("onnxruntime", "tokenizers")
    most = 500
    learns = False
    settings = (
        f"random weights, {_LAYERS} layers, hidden {_HIDDEN}, {_HEADS} heads, at most {_LONGEST} tokens; speed only"
    )

    @classmethod
    def missing(cls) -> str:
        """Say why the peer cannot run here; a model that was built once needs torch no more."""
        lacking = [m for m in ("torch", "transformers", "onnx", "onnxscript") if find_spec(m) is None]
        if not (why := super().missing()) and lacking and not KEPT.is_file():
            return (
                f"{', '.join(lacking)} not installed, which build the encoder once (pip install 'fanzha[bench,torch]')"
            )
        return why

    def __init__(self) -> None:
        self._session: Any = None
        self._tokens: Any = None
        self._labels: list[str] = []

    def fit(self, split: Split) -> None:
        """Build the encoder unless it was built before."""
        self._labels = sorted(set(labels_of(split.train)))
        if not KEPT.is_file():
            call = "from benchmarks.peers import encoder; encoder.build(encoder.KEPT)"
            done = subprocess.run([sys.executable, "-c", call], cwd=_ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                raise EngineError(
                    "an encoder must be exported",
                    (done.stderr.strip().splitlines() or ["?"])[-1][:200],
                    "leave it out with --peers",
                )
        self._content = KEPT.read_bytes()

    def save(self, folder: Path) -> None:
        """Copy the model and open it."""
        (folder / "model.onnx").write_bytes(self._content)
        (folder / "labels.txt").write_text("\n".join(self._labels), encoding="utf-8")
        self._open(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the model."""
        peer = cls()
        peer._open(folder)
        return peer

    def _open(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers.implementations import BertWordPieceTokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, ["CPUExecutionProvider"])
        self._tokens = BertWordPieceTokenizer(vocabulary())
        self._tokens.enable_truncation(_LONGEST)
        self._tokens.enable_padding()
        self._labels = (folder / "labels.txt").read_text(encoding="utf-8").split("\n")

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        order = np.argsort([len(t) for t in texts], kind="stable")
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            found = self._tokens.encode_batch([texts[i] for i in rows])
            ids = np.array([f.ids for f in found], np.int64)
            mask = np.array([f.attention_mask for f in found], np.int64)
            yield (
                rows,
                self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0][:, : len(self._labels)].argmax(
                    axis=1
                ),
            )

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the labels of the largest outputs; they mean nothing."""
        best = np.zeros(len(texts), np.int64)
        for rows, found in self._batches(texts):
            best[rows] = found
        return [self._labels[i] for i in best]
