import numpy as np
import pytest

from fanzha import taxonomy
from fanzha.errors import LabelError, listed
from fanzha.labels import OUTSIDE, align

TYPES = taxonomy.load()


def test_labels_that_the_model_knows_stay() -> None:
    space = align(["x", "y", "x"], ["x", "y", "z"], TYPES)
    assert space.truth == ("x", "y", "x")
    assert space.columns == ("x", "y", "z")
    assert not space.coarsened


def test_national_names_become_codes() -> None:
    assert align(["刷单返利类", "非诈骗"], TYPES.codes, TYPES).truth == ("brushing", "benign")


def test_a_coarser_label_gathers_the_probabilities_of_its_classes() -> None:
    space = align(["loan_or_credit", "authority"], TYPES.codes, TYPES)
    assert space.truth == ("loan+credit_record", "authority")
    p = np.zeros((1, 14), np.float32)
    p[0, TYPES.codes.index("loan")], p[0, TYPES.codes.index("credit_record")] = 0.25, 0.5
    p[0, TYPES.codes.index("hacking")] = 0.25
    gathered = dict(zip(space.columns, (p @ space.gather)[0], strict=True))
    assert gathered == {"loan+credit_record": 0.75, "authority": 0.0, OUTSIDE: 0.25}


def test_unknown_labels_are_listed_with_counts() -> None:
    with pytest.raises(LabelError, match=r"天气 \(2\), 体育 \(1\)"):
        align(["天气", "体育", "天气", "loan"], TYPES.codes, TYPES)


def test_overlapping_labels_are_refused() -> None:
    with pytest.raises(LabelError, match="overlap"):
        align(["loan_or_credit", "loan"], TYPES.codes, TYPES)


def test_long_lists_are_cut() -> None:
    assert listed([str(i) for i in range(20)]).endswith("and 8 more")
