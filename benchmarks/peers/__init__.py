"""The peers, each in its own module; a peer's module is read when it is asked for, so that a cold start stays its own."""

from __future__ import annotations

from importlib import import_module

from benchmarks.peers.base import Peer
from fanzha.errors import InputError

# Name to module and class, in the order of the report.
_KNOWN = {
    "fanzha": ("own", "Fanzha"),
    "fanzha-least": ("own", "FanzhaLeast"),
    "scikit-learn": ("linear_svc", "ScikitLearn"),
    "fasttext": ("fast_text", "FastText"),
    "spacy": ("spacy_bow", "Spacy"),
    "encoder-int8": ("encoder", "Encoder"),
}
NAMES = tuple(_KNOWN)


def peer_class(name: str) -> type[Peer]:
    """Return a peer by name.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in _KNOWN:
        raise InputError("a peer must be known", name[:40], f"use {', '.join(NAMES)}")
    module, cls = _KNOWN[name]
    found: type[Peer] = getattr(import_module(f"benchmarks.peers.{module}"), cls)
    return found
