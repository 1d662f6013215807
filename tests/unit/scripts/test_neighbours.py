"""Neighbours: nearly all that comparing every pair would find, with exact similarities."""

import numpy as np
from scripts_families import families

from fanzha.corpus import load
from fanzha.scripts.features import KEPT, weigh
from fanzha.scripts.forms import forms
from fanzha.scripts.neighbours import find


def _features():
    given = [r["text"] for r in families("dev")] + [t.text for t in load("narrative", ["b03", "b07", "b08"])]
    form = forms(given).form
    return weigh(form, np.full(len(form), -1))


def _all_pairs(features):
    full = np.zeros((len(features.gram), len(features.weight)))
    np.put_along_axis(full, features.gram.astype(np.int64), features.weight[features.gram], axis=1)
    full[:, -1] = 0
    unit = full / features.norm[:, None]
    return unit @ unit.T


def test_nearly_all_similar_pairs_are_found_and_none_that_is_not() -> None:
    features = _features()
    exact = _all_pairs(features)
    found = find(features, 0.2)
    assert np.allclose(found.similarity, exact[found.left, found.right], atol=1e-5)
    assert (found.left < found.right).all()
    wanted = {(int(a), int(b)) for a, b in np.argwhere(np.triu(exact, 1) >= 0.3)}
    assert len(wanted) > 50
    assert len(wanted & set(zip(found.left.tolist(), found.right.tolist(), strict=True))) >= 0.97 * len(wanted)


def test_the_heaviest_marks_are_kept_and_single_ones_left_out() -> None:
    features = _features()
    weights = features.weight[features.gram]
    assert weights.shape[1] == KEPT
    assert (np.diff(weights, axis=1) <= 1e-3 * features.weight.max()).all()
    times = np.bincount(features.gram[features.gram != features.none])
    assert (weights[features.gram == features.none] == 0).all()
    assert times.max() <= 0.3 * len(features.gram)


def test_no_forms_and_no_marks() -> None:
    assert len(find(weigh([], np.zeros(0, np.int64)), 0.2).left) == 0
    assert len(find(weigh(["", "卡"], np.array([-1, -1])), 0.2).left) == 0
