from collections import Counter
from datetime import date

import numpy as np
import pytest

from fanzha.corpus import effects
from fanzha.corpus.district import load_district
from fanzha.corpus.effects import Group, Outbreak, Trend
from fanzha.corpus.simulator import simulate
from fanzha.errors import InputError

D = load_district()
BAND = D.bands[-1][2]
JAN, FEB = date(2025, 1, 1), date(2025, 2, 28)
GROUP = Group(type="authority", sex="female", age_band=BAND, rate_ratio=3.0, first=JAN, last=FEB)
OUTBREAK = Outbreak(
    type="hacking", street=D.streets[3], area=D.street_list[3].area, extra_cases_expected=20.0,
    first=date(2025, 2, 3), last=date(2025, 2, 9),
)  # fmt: skip
TREND = Trend(type="loan", rate_ratio_at_end=3.0, first=date(2025, 2, 1), last=date(2025, 2, 10))


def flat() -> np.ndarray:
    return np.ones((len(D.streets), 2, len(D.bands)))


def test_a_group_is_multiplied_within_its_days_alone() -> None:
    out = effects.apply(flat(), "authority", date(2025, 1, 9), [GROUP], D)
    assert (out[:, 0, -1] == 3).all()
    assert out.sum() == flat().sum() + 2 * len(D.streets)
    for kind, day in (("loan", date(2025, 1, 9)), ("authority", date(2025, 3, 1))):
        assert (effects.apply(flat(), kind, day, [GROUP], D) == 1).all()


def test_an_outbreak_adds_its_cases_to_its_street() -> None:
    days = [effects.apply(flat(), "hacking", date(2025, 2, d), [OUTBREAK], D) - flat() for d in range(1, 15)]
    assert sum(d.sum() for d in days) == pytest.approx(20)
    assert sum(d[3].sum() for d in days) == pytest.approx(20)


def test_a_trend_rises_to_its_ratio() -> None:
    means = [effects.apply(flat(), "loan", date(2025, 2, d), [TREND], D).mean() for d in range(1, 11)]
    assert means == sorted(means)
    assert means[0] == pytest.approx(1.2)
    assert means[-1] == pytest.approx(3)


def test_own_effects_are_planted_and_found_in_the_truth() -> None:
    with_it, without = (simulate(59, 5, effects=e, cases_per_day=40, corpus=[]) for e in ([GROUP, OUTBREAK], []))
    assert without.truth["effects"] == []
    assert [e["kind"] for e in with_it.truth["effects"]] == ["group", "outbreak"]
    assert effects.Group.model_validate(with_it.truth["effects"][0]) == GROUP

    def count(simulation, **facts: object) -> int:
        return sum(all(c[k] == v for k, v in facts.items()) for c in simulation.truth["cases"].values())

    def old_women(simulation) -> int:
        cases = simulation.truth["cases"].values()
        return sum(c["type"] == "authority" and c["sex"] == "female" and c["age"] >= 60 for c in cases)

    # 95% limits of the ratio of two counts of about 20 and 60 are a factor of 1.7 either side.
    assert 1.7 <= old_women(with_it) / max(1, old_women(without)) <= 5.1
    extra = count(with_it, type="hacking", street=OUTBREAK.street)
    extra -= count(without, type="hacking", street=OUTBREAK.street)
    assert 9 <= extra <= 33


def test_what_is_drawn_is_the_same_for_every_length_but_for_its_dates() -> None:
    short, long = (simulate(days, 9, cases_per_day=2, corpus=[]).truth["effects"] for days in (120, 240))
    dates = {"from", "to"}
    assert [{k: v for k, v in e.items() if k not in dates} for e in short] == [
        {k: v for k, v in e.items() if k not in dates} for e in long
    ]
    groups = Counter(str(simulate(1, seed, corpus=[]).truth["effects"][0]["age_band"]) for seed in range(12))
    assert len(groups) > 1


@pytest.mark.parametrize(
    ("change", "rule"),
    [({"type": "theft"}, "type"), ({"street": "无此街道"}, "street"), ({"last": date(2025, 1, 1)}, "end after")],
)
def test_an_impossible_effect_is_refused(change: dict[str, object], rule: str) -> None:
    with pytest.raises(InputError, match=rule):
        simulate(5, 1, corpus=[], effects=[OUTBREAK.model_copy(update=change)])
    with pytest.raises(InputError, match="age band"):
        simulate(5, 1, corpus=[], effects=[GROUP.model_copy(update={"age_band": "5-6岁"})])
