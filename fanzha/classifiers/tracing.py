"""From a torch network to the bytes of an ONNX graph. `fanzha.classifiers.onnx` calls it."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from typing import Any

import onnxscript  # noqa: F401 -- torch needs it for the export and would fail late without
import torch

_ROWS, _LENGTH = 2, 9  # of the example; any sizes above 1 do, both are free in the graph


class _Margins(torch.nn.Module):  # type: ignore[misc]
    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.network(input_ids=ids, attention_mask=mask).logits


def trace(network: Any, inputs: tuple[str, str], output: str, opset: int) -> bytes:
    """Return a network as an ONNX graph with free batch and length.

    Parameters
    ----------
    network : transformers.PreTrainedModel
        Of sequence classification.
    inputs, output : names
    opset : int
    """
    device = network.device
    wrapped = _Margins(network.to("cpu")).eval()
    ids = torch.ones((_ROWS, _LENGTH), dtype=torch.int64)
    mask = torch.ones_like(ids)
    mask[1, _LENGTH // 2 :] = 0
    rows, length = torch.export.Dim("rows"), torch.export.Dim("length", min=2)
    level = logging.getLogger().manager.disable
    logging.disable(logging.WARNING)
    try:
        with torch.inference_mode(False), torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with contextlib.redirect_stdout(io.StringIO()):
                program = torch.onnx.export(
                    wrapped,
                    (ids, mask),
                    dynamo=True,
                    input_names=list(inputs),
                    output_names=[output],
                    opset_version=opset,
                    dynamic_shapes=({0: rows, 1: length}, {0: rows, 1: length}),
                    verbose=False,
                )
    finally:
        logging.disable(level)
        network.to(device)
    model = program.model_proto
    # What torch notes for its developers holds the paths of this machine.
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.value_info, *graph.initializer, *graph.input, *graph.output):
        del part.metadata_props[:]
        part.doc_string = ""
    data: bytes = model.SerializeToString(deterministic=True)
    return data
