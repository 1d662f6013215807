"""spaCy: its bag of words over characters."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from benchmarks.data import SEED, Split, labels_of, texts_of
from benchmarks.peers.base import Peer

# Chosen by `python -m benchmarks --tune` on a held-out tenth of the training texts of scripts8.
CHOSEN: Mapping[str, int] = {"ngram_size": 3, "epochs": 5}
GRID: tuple[Mapping[str, int], ...] = tuple(
    {"ngram_size": n, "epochs": e} for n, e in ((3, 2), (3, 5), (3, 10), (4, 5))
)
_BATCH, _LENGTH = 64, 1 << 18


class Spacy(Peer):
    """``spacy.TextCatBOW.v3`` in a blank Chinese pipeline that cuts texts into characters."""

    name = "spacy"
    packages = ("spacy", "thinc")
    modules = ("spacy.training",)
    most = 5_000

    def __init__(self, options: Mapping[str, int] | None = None) -> None:
        self._options = dict(options or CHOSEN)
        self.settings = "TextCatBOW.v3, blank zh by characters, " + ", ".join(
            f"{k} {v}" for k, v in self._options.items()
        )
        self._nlp: Any = None

    def fit(self, split: Split) -> None:
        """Train by shuffled batches."""
        import spacy
        from spacy.training import Example
        from spacy.util import fix_random_seed, minibatch

        fix_random_seed(SEED)
        self._nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
        model = {
            "@architectures": "spacy.TextCatBOW.v3",
            "exclusive_classes": True,
            "ngram_size": self._options["ngram_size"],
            "no_output_layer": False,
            "length": _LENGTH,
        }
        self._nlp.add_pipe("textcat", config={"model": model})
        names = sorted(set(labels_of(split.train)))
        examples = [
            Example.from_dict(self._nlp.make_doc(text), {"cats": {name: float(name == label) for name in names}})
            for text, label in zip(texts_of(split.train), labels_of(split.train), strict=True)
        ]
        optimizer = self._nlp.initialize(lambda: examples)
        order = random.Random(SEED)
        for _ in range(self._options["epochs"]):
            order.shuffle(examples)
            for batch in minibatch(examples, _BATCH):
                self._nlp.update(batch, sgd=optimizer)

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the most probable labels through `nlp.pipe`."""
        return [max(doc.cats, key=doc.cats.__getitem__) for doc in self._nlp.pipe(texts, batch_size=256)]

    def save(self, folder: Path) -> None:
        """Write the pipeline."""
        self._nlp.to_disk(folder / "nlp")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the pipeline."""
        import spacy

        peer = cls()
        peer._nlp = spacy.load(folder / "nlp")
        return peer
