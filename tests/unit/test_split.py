from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.errors import LabelError
from fanzha.split import assign, held_out_folds, unit_hash


def test_hash_is_the_same_on_every_machine() -> None:
    # Fixed values: a change would silently move texts between training and test.
    assert unit_hash("a", 1) == pytest.approx(0.25541674, abs=1e-8)
    assert unit_hash("a", 2) != unit_hash("a", 1)


def test_shares_are_met_and_groups_stay_together() -> None:
    groups = [f"g{i // 3}" for i in range(9000)]
    parts = assign(groups, {"train": 0.8, "test": 0.2}, seed=7)
    assert Counter(parts)["test"] / 9000 == pytest.approx(0.2, abs=0.03)
    assert len({(g, p) for g, p in zip(groups, parts, strict=True)}) == 3000


def test_shares_must_sum_to_one() -> None:
    with pytest.raises(LabelError, match="sum to 1"):
        assign(["a"], {"train": 0.8, "test": 0.1}, seed=1)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30)), min_size=4, max_size=80),
    st.integers(2, 6),
)
def test_folds_never_cut_a_group(rows: list[tuple[str, int]], folds: int) -> None:
    groups = [str(g) for _, g in rows]
    if len(set(groups)) < 2:
        return
    fold = held_out_folds([label for label, _ in rows], groups, ["one"] * len(rows), folds, 1)
    assert len({(g, int(f)) for g, f in zip(groups, fold, strict=True)}) == len(set(groups))
    assert len(np.unique(fold)) >= 2


def test_whole_sources_are_held_out_where_there_are_enough() -> None:
    sources = ["x"] * 10 + ["y"] * 10 + ["z"] * 10
    fold = held_out_folds(["a", "b"] * 15, [str(i) for i in range(30)], sources, 5, 1)
    assert len({(s, int(f)) for s, f in zip(sources, fold, strict=True)}) == 3


def test_a_single_group_cannot_be_held_out() -> None:
    with pytest.raises(LabelError, match="two groups"):
        held_out_folds(["a", "b"], ["g", "g"], ["s", "s"], 2, 1)
