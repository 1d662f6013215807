"""Whether texts hold anything that the linear classifier can learn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fanzha.classifiers.settings import LinearSettings
from fanzha.errors import LabelError
from fanzha.text.ngrams import all_grams
from fanzha.text.tokens import alphabet, characters, readings

# Among so many texts of any real data some share an n-gram, and the rest need not be looked at.
_FEW = 64


def check_learnable(texts: Sequence[str], settings: LinearSettings) -> None:
    """Check that two texts have an n-gram in common: one of a single text says nothing of others.

    Parameters
    ----------
    texts : sequence of n strings
    settings : LinearSettings

    Raises
    ------
    LabelError
        If no two have.
    MissingExtraError
        If pypinyin is not installed.
    """
    if len(texts) < 2:
        return  # whoever learns says that this is too little
    s, letters = settings, alphabet()
    for some in (texts[:_FEW], texts):
        chars = characters(some, letters.fold)
        grams = all_grams(chars, readings(chars, letters), s.orders, s.skips, s.reading_orders, s.bits)
        pairs = np.unique(np.concatenate([g.bucket * len(texts) + g.row for g in grams]))
        buckets = pairs // len(texts)
        if (buckets[1:] == buckets[:-1]).any():
            return
    raise LabelError("texts to learn from must have characters in common", f"none in {len(texts)} texts", "add texts")
