"""Standardised rates against published figures and by hand."""

import numpy as np
import pytest

from fanzha.errors import InputError
from fanzha.places import direct, indirect, loss_given_mix, rates, share_given_mix
from fanzha.places.standardise import byar_interval
from fanzha.statistics import count_interval

# Down's syndrome by order of birth (rows) and age of the mother, Michigan: Stark and Mantel (1966), in Fleiss (1981, table 14.4).
BIRTHS = np.array(
    [
        [230061, 329449, 114920, 39487, 14208, 3052],
        [72202, 326701, 208667, 83228, 28466, 5375],
        [15050, 175702, 207081, 117300, 45026, 8660],
        [2293, 68800, 132424, 98301, 46075, 9834],
        [327, 30666, 123419, 149919, 104088, 34392],
    ]
)
CASES = np.array(
    [
        [107, 141, 60, 40, 39, 25],
        [25, 150, 110, 84, 82, 39],
        [3, 71, 114, 103, 108, 75],
        [1, 26, 64, 89, 137, 96],
        [0, 8, 63, 112, 262, 295],
    ]
)


def test_direct_rates_are_those_of_fay_and_feuer() -> None:
    found = direct(CASES, BIRTHS, BIRTHS.mean(axis=0))
    # Fay and Feuer (1997), table 1; the last to more digits in the manual of the R package dsrTest.
    assert np.round(found.rate, 1).tolist() == [92.3, 91.2, 85.1, 92.7, 75.5]
    assert (found.rate[4], found.low[4], found.high[4]) == pytest.approx((75.52901, 67.70212, 188.30017), abs=1e-4)
    assert found.crude[0] == pytest.approx(412 / 731177 * 1e5)


def test_the_direct_interval_is_exact_for_the_area_that_is_the_standard() -> None:
    cases, people = np.array([[3, 5, 9]]), np.array([[100, 200, 400]])
    found = direct(cases, people, people[0] * 3.0)
    low, high = count_interval(17)
    assert found.rate[0] == pytest.approx(17 / 700 * 1e5)
    assert found.low[0] == pytest.approx(float(low) / 700 * 1e5)
    assert found.high[0] == pytest.approx(float(high) / 700 * 1e5)


def test_no_cases_have_an_upper_limit_and_an_empty_stratum_has_no_rate() -> None:
    found = direct([[0, 0], [1, 0], [4, 8]], [[100, 100], [50, 0], [100, 100]])
    assert (found.rate[0], found.low[0]) == (0, 0)
    assert found.high[0] > 0
    assert np.isnan([found.rate[1], found.low[1], found.high[1]]).all()
    assert found.few.tolist() == [True, True, False]


def test_indirect_ratios_by_hand() -> None:
    found = indirect([15, 2], [[1000, 2000], [500, 500]], reference=([10, 60], [10_000, 20_000]))
    assert found.expected.tolist() == pytest.approx([7.0, 2.0])
    assert found.ratio.tolist() == pytest.approx([15 / 7, 1.0])
    # Garwood's limits of 15: 8.3954 and 24.7402 (tables of Pearson and Hartley).
    assert (found.low[0] * 7, found.high[0] * 7) == pytest.approx((8.3954, 24.7402), abs=1e-4)
    assert found.rate[0] == pytest.approx(15 / 7 * 70 / 30_000 * 1e5)


def test_indirect_without_reference_expects_as_many_as_there_are() -> None:
    found = indirect(CASES, BIRTHS)
    assert found.expected.sum() == pytest.approx(CASES.sum())
    assert np.all((found.low < found.ratio) & (found.ratio < found.high))


def test_byars_approximation_is_within_a_fifth_of_a_per_cent_from_ten_cases_on() -> None:
    k = np.array([10, 25, 100, 1000])
    for near, exact in zip(byar_interval(k), count_interval(k), strict=True):
        assert near == pytest.approx(exact, rel=0.002)
    assert byar_interval(0)[0] == 0


@pytest.mark.parametrize(
    ("cases", "people", "words"),
    [([[1]], [[0]], "people live"), ([[-1]], [[5]], "negative"), ([[1, 2]], [[5]], "areas x strata")],
)
def test_cases_must_fit_people(cases: list, people: list, words: str) -> None:
    for way in (direct, indirect):
        with pytest.raises(InputError, match=words):
            way(cases, people)


def test_a_share_that_the_mix_of_types_explains_is_not_held_against_an_area() -> None:
    # Half of the second type goes to review, a tenth of the first; the areas differ only in their mix.
    cases = np.array([[90, 10], [10, 90]])
    counted = np.array([[9, 5], [1, 45]])
    for found in share_given_mix(["甲", "乙"], counted, cases):
        assert found.ratio == pytest.approx(1.0)
        assert found.low < 1 < found.high
    strange = share_given_mix(["甲", "乙"], np.array([[30, 5], [1, 45]]), cases)
    assert strange[0].expected == pytest.approx(90 * 0.31 + 10 * 0.5)
    assert strange[0].ratio > 1
    with pytest.raises(InputError):
        share_given_mix(["甲"], [[5]], [[4]])


@pytest.mark.parametrize(
    "true",
    [[0.85, 0.3, 0.02], [0.85, 0.6, 0.2], [0.9, 0.6, 0.3], [0.5, 0.3, 0.02]],
    ids=["like all", "higher", "high", "lower"],
)
def test_intervals_given_the_mix_hold_the_true_ratio(true: list[float]) -> None:
    rng = np.random.default_rng(5)
    share, mine, runs = np.array([0.85, 0.3, 0.02]), np.array([40, 30, 60]), 400
    others = mine * 10_000_000  # so many that the district's shares are theirs
    counted = np.vstack([rng.binomial(mine, true, size=(runs, 3)), np.round(others * share)])
    cases = np.vstack([np.tile(mine, (runs, 1)), others])
    found = share_given_mix([str(i) for i in range(runs + 1)], counted, cases)[:-1]
    ratio = mine @ np.array(true) / (mine @ share)
    low, high = (np.array([getattr(one, name) for one in found]) for name in ("low", "high"))
    assert 0.92 <= np.mean((low <= ratio) & (ratio <= high)) <= 0.99
    least, most = count_interval([one.observed for one in found])
    assert (
        np.mean((high - low) * found[0].expected / (most - least)) < 0.8
    )  # of an interval that takes the count for a Poisson one


def test_losses_given_the_mix_of_types() -> None:
    rng = np.random.default_rng(0)
    area, kind = np.repeat([0, 1, 2], 200), np.tile([0, 1], 300)
    loss = rng.lognormal(np.where(kind == 1, 10, 7), 0.5)
    loss[area == 2] *= 2
    loss[::17] = np.nan
    found = loss_given_mix(["甲", "乙", "丙", "丁"], area, kind, loss)
    assert found[2].low > 1.2
    assert found[0].high < 1
    assert found[0].n == int((~np.isnan(loss[area == 0])).sum())
    assert found[3].ratio is None
    assert found == loss_given_mix(["甲", "乙", "丙", "丁"], area, kind, loss)
    few = loss_given_mix(["甲"], np.zeros(9, dtype=int), np.zeros(9, dtype=int), np.ones(9))
    assert few[0].ratio == pytest.approx(1)
    assert few[0].low is None


class _People:
    bands = ((0, 59, "0-59岁"), (60, None, "60岁以上"))
    areas = ("东所",)
    streets = ("柳街", "桥街")

    def population(self, *, area=None, street=None, sex=None, band=None):
        if area not in (None, "东所") or street not in (None, *self.streets):
            return None
        total = sum(n for s, n in (("柳街", 1000), ("桥街", 3000)) if street in (None, s))
        return total // (2 if sex else 1) // (2 if band else 1)


def test_a_street_that_the_population_file_lacks_keeps_its_cases_and_has_no_rate() -> None:
    found = rates({"street": ["柳街"] * 7 + ["新街"] * 2 + [None]}, _People(), ["street"])
    assert [(r.labels, r.n, r.residents) for r in found.rows] == [
        (("柳街",), 7, 1000), (("桥街",), 0, 3000), (("新街",), 2, None),
    ]  # fmt: skip
    assert found.rows[0].rate == pytest.approx(700)
    low, high = count_interval(7)
    assert (found.rows[0].low, found.rows[0].high) == pytest.approx((float(low) * 100, float(high) * 100))
    assert found.rows[2].rate is None
    assert sum(r.n for r in found.rows) + found.not_stated == found.n == 10
    assert found.unknown == 2
    assert len(found.said) == 2


def test_rates_by_two_properties() -> None:
    cases = {"sex": ["female", "male", "female"], "band": ["60岁以上", None, "60岁以上"]}
    found = rates(cases, _People(), ["band", "sex"])
    assert len(found.rows) == 4
    assert {r.labels: r.n for r in found.rows if r.n} == {("60岁以上", "female"): 2}
    assert found.rows[-1].residents == 1000
    for wrong in ([], ["sex", "sex"], ["height"]):
        with pytest.raises(InputError):
            rates(cases, _People(), wrong)
