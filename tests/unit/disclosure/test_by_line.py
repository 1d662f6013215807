"""The quick rule: no line with one hidden cell, or with hidden ones of too small a sum."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.disclosure import suppressed
from fanzha.summarize.suppression import suppressed as as_before


def test_the_old_name_is_the_same_function() -> None:
    assert as_before is suppressed


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([5, 10]))
def test_no_line_tells_its_hidden_cells(seed: int, min_cell: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.choice([0, 1, 6, 20], size=(4, 6)))
    groups = np.array([0, 0, 0, 1, 1, 1])
    hidden = suppressed(counts, min_cell, {1: groups})
    assert np.all(hidden[(counts > 0) & (counts < min_cell)])
    assert not hidden[counts == 0].any()
    lines = [(counts[:, j], hidden[:, j]) for j in range(6)]
    lines += [(counts[i, groups == g], hidden[i, groups == g]) for i in range(4) for g in (0, 1)]
    for line, mask in lines:
        k, total = int(mask.sum()), int(line[mask].sum())
        left = (line > 0) & ~mask
        assert k == 0 or not left.any() or (k > 1 and total >= min_cell + k - 2)


def test_five_ones_take_a_larger_one_with_them() -> None:
    assert suppressed(np.array([1, 1, 1, 1, 1, 30]), 5).all()
    assert suppressed(np.array([2, 3, 30]), 5).tolist() == [True, True, False]
