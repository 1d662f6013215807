"""scikit-learn: TF-IDF over character 1- to 4-grams, linear support vector machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from benchmarks.data import Split, labels_of, texts_of
from benchmarks.peers.base import Peer

_ORDERS = (1, 4)


class ScikitLearn(Peer):
    """Default settings but for the n-grams."""

    name = "scikit-learn"
    packages = ("scikit-learn", "scipy")
    modules = ("sklearn.svm",)
    settings = "TfidfVectorizer(analyzer='char', ngram_range=(1, 4)), LinearSVC()"

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        self._words, self._svm = TfidfVectorizer(analyzer="char", ngram_range=_ORDERS), LinearSVC()

    def fit(self, split: Split) -> None:
        """Fit both steps."""
        self._svm.fit(self._words.fit_transform(texts_of(split.train)), labels_of(split.train))

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the labels of the largest margins."""
        return list(self._svm.predict(self._words.transform(texts)))

    def save(self, folder: Path) -> None:
        """Keep the n-grams in order of their columns, and the arrays; nothing is pickled."""
        grams = sorted(self._words.vocabulary_, key=self._words.vocabulary_.__getitem__)
        (folder / "grams.json").write_text(json.dumps(grams, ensure_ascii=False), encoding="utf-8")
        svm = self._svm
        np.savez(
            folder / "weights.npz",
            idf=self._words.idf_,
            coef=svm.coef_,
            intercept=svm.intercept_,
            classes=svm.classes_.astype(str),
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Put n-grams and arrays into fresh objects."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        peer = cls()
        grams = json.loads((folder / "grams.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as kept:
            vocabulary = dict(zip(grams, range(len(grams)), strict=True))
            peer._words = TfidfVectorizer(analyzer="char", ngram_range=_ORDERS, vocabulary=vocabulary)
            peer._words.idf_ = kept["idf"]
            peer._svm.coef_, peer._svm.intercept_ = kept["coef"], kept["intercept"]
            peer._svm.classes_ = kept["classes"]
        return peer
