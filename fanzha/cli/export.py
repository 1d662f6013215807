"""The command that writes models for services in other languages."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from fanzha import bundle
from fanzha.bundle import Bundle
from fanzha.classifiers.onnx import GRAPH
from fanzha.cli.console import say
from fanzha.errors import InputError
from fanzha.resources import default_model

# By kind of classifier: the module, and in it the function that takes a bundle and a path and returns what it wrote.
_EXPORTERS = {
    "linear": ("fanzha.portable", "export_onnx"),
    "transformer": ("fanzha.portable_encoder", "export_onnx"),
}


def export_model(args: argparse.Namespace) -> None:
    """``fanzha export``."""
    model = bundle.load(args.model or default_model())
    kind = model.classifier.kind
    if kind == "onnx":
        raise InputError(
            "a model to export must not be exported already",
            f"{model.name} of kind onnx",
            f"use {GRAPH} in its folder, or export the transformer that it was made from",
        )
    if kind not in _EXPORTERS:
        raise InputError("a model to export must be of a known kind", kind, f"use one of {', '.join(_EXPORTERS)}")
    module, function = _EXPORTERS[kind]
    write: Callable[[Bundle, Path], list[Path]] = getattr(import_module(module), function)
    for path in write(model, args.onnx):
        say(f"{model.version} in {path} ({path.stat().st_size / 1e6:.1f} MB)")
