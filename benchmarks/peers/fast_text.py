"""fastText: characters as words, one thread."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from benchmarks.data import Split, labels_of, texts_of
from benchmarks.peers.base import Peer

_LABEL = "__label__"
# Chosen by `python -m benchmarks --tune` on a held-out tenth of the training texts of scripts8.
CHOSEN: Mapping[str, float] = {"wordNgrams": 4, "lr": 1.0, "epoch": 100, "dim": 16, "bucket": 2_000_000}
GRID: tuple[Mapping[str, float], ...] = tuple(
    {"wordNgrams": n, "lr": lr, "epoch": epoch, "dim": dim, "bucket": 2_000_000}
    for n in (3, 4)
    for dim, lr, epoch in ((16, 0.5, 25), (16, 1.0, 25), (16, 1.0, 50), (16, 1.0, 100), (100, 1.0, 50))
)


def _line(text: str) -> str:
    return " ".join("".join(text.split()))


class FastText(Peer):
    """Supervised fastText with settings chosen on held-out training texts."""

    name = "fasttext"
    packages = ("fasttext-numpy2",)
    modules = ("fasttext",)

    def __init__(self, options: Mapping[str, float] | None = None) -> None:
        self._options = dict(options or CHOSEN)
        self.settings = "characters as words, " + ", ".join(f"{k} {v:g}" for k, v in self._options.items())
        self._model: Any = None

    def fit(self, split: Split) -> None:
        """Write the texts as fastText wants them, then train."""
        import fasttext

        labels = sorted(set(labels_of(split.train)))
        at = {label: i for i, label in enumerate(labels)}
        self._labels = labels
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            rows = zip(labels_of(split.train), texts_of(split.train), strict=True)
            path.write_text("".join(f"{_LABEL}{at[y]} {_line(t)}\n" for y, t in rows), encoding="utf-8")
            self._model = fasttext.train_supervised(str(path), thread=1, verbose=0, **self._options)

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the most probable labels, in one call for all texts."""
        found, _ = self._model.predict([_line(t) for t in texts])
        return [self._labels[int(f[0].removeprefix(_LABEL))] if f else "" for f in found]

    def save(self, folder: Path) -> None:
        """Write the model as it is, and the labels."""
        self._model.save_model(str(folder / "model.bin"))
        (folder / "labels.txt").write_text("\n".join(self._labels), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the model."""
        import fasttext

        peer = cls()
        peer._model = fasttext.load_model(str(folder / "model.bin"))
        peer._labels = (folder / "labels.txt").read_text(encoding="utf-8").split("\n")
        return peer
