import re
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from fanzha.corpus import aftermath
from fanzha.corpus.district import load_district
from fanzha.corpus.profiles import PROFILES
from fanzha.corpus.simulator import HEADERS, MISSING, STOPPED, Simulation, simulate, write_cases_csv, write_truth
from fanzha.corpus.texts import load
from fanzha.errors import InputError
from fanzha.facts import extract
from fanzha.facts.values import is_empty, parse_age, parse_amount, parse_date, parse_sex


@pytest.fixture(scope="module")
def year() -> Simulation:
    return simulate(365, seed=11)


def test_equal_seeds_give_equal_reports(year: Simulation) -> None:
    assert simulate(365, seed=11) == year
    assert simulate(365, seed=12).rows != year.rows


def test_a_year_is_a_few_thousand_reports(year: Simulation) -> None:
    assert 3000 <= len(year.rows) <= 6000
    assert {r["案件编号"] for r in year.rows} == set(year.truth["cases"])
    assert len(year.truth["cases"]) == len(year.rows)
    assert tuple(year.rows[0]) == HEADERS


def test_types_fall_as_their_weights_say(year: Simulation) -> None:
    planted = {e["type"] for e in year.truth["effects"]}
    counts = Counter(c["type"] for c in year.truth["cases"].values())
    assert set(counts) == set(PROFILES)
    plain = [k for k in PROFILES if k not in planted]
    shares = {k: PROFILES[k].weight / sum(PROFILES[p].weight for p in plain) for k in plain}
    total = sum(counts[k] for k in plain)
    for kind in plain:
        assert counts[kind] / total == pytest.approx(shares[kind], abs=0.03)


def test_rows_agree_with_the_truth_where_they_say_anything(year: Simulation) -> None:
    for row in year.rows:
        true = year.truth["cases"][row["案件编号"]]
        if not is_empty(row["受害人年龄"]):
            assert parse_age(row["受害人年龄"]) == true["age"]
        if not is_empty(row["性别"]):
            assert parse_sex(row["性别"]) == true["sex"]
        if not is_empty(row["损失金额"]):
            assert float(parse_amount(row["损失金额"])) == true["loss_yuan"]
        if not is_empty(row["发案时间"]):
            assert parse_date(row["发案时间"]).date().isoformat() == true["occurred_on"]
        assert parse_date(row["报案时间"]) is not None
        assert true["occurred_on"] <= true["reported_on"]


def test_the_money_adds_up_and_the_rows_say_so(year: Simulation) -> None:
    outcomes: Counter[str | None] = Counter()
    cells = {"转账总额": "paid_yuan", "返还金额": "returned_yuan", "止付金额": "stopped_yuan"}
    for row in year.rows:
        true = year.truth["cases"][row["案件编号"]]
        outcomes[true["outcome"]] += 1
        if true["outcome"] is None:  # no fraud, or a narrative of which that is not known
            assert not any(row[header] for header in aftermath.HEADERS)
            continue
        assert true["paid_yuan"] == true["loss_yuan"] + true["returned_yuan"] + true["stopped_yuan"]
        back = true["returned_yuan"] + true["stopped_yuan"]
        assert true["outcome"] == ("prevented" if not true["paid_yuan"] else "recovered" if back else "lost")
        for header, name in cells.items():
            if not is_empty(row[header]):
                assert float(parse_amount(row[header])) == true[name]
        if not is_empty(row["是否重复被骗"]):
            assert (row["是否重复被骗"] == "是") == true["repeat_victim"]
        if not is_empty(row["末次转账时间"]):
            assert parse_date(row["末次转账时间"]).date().isoformat() == true["last_paid_at"][:10]
        if true["last_paid_at"] is not None:
            assert true["occurred_at"] <= true["last_paid_at"]
        assert true["delay_minutes"] >= 0
    known = sum(n for outcome, n in outcomes.items() if outcome)
    assert known > 0.5 * len(year.rows)
    lossy = outcomes["recovered"] + outcomes["lost"]
    share = 1 - (1 - aftermath.STOPPED_PART) * (1 - aftermath.GIVEN_BACK)
    assert outcomes["recovered"] / lossy == pytest.approx(share, abs=0.025)
    assert outcomes["prevented"] / known == pytest.approx(STOPPED, abs=0.02)


def test_what_was_stopped_is_told_and_leaves_the_loss_as_it_was(year: Simulation) -> None:
    cases = year.truth["cases"]
    back = [r for r in year.rows if cases[r["案件编号"]]["outcome"] == "recovered"]
    assert len(back) > 100
    assert all(re.search("止付|冻结|返还|还给我", r["简要案情"]) for r in back)
    read = [(extract(r["简要案情"]).loss_yuan, cases[r["案件编号"]]["loss_yuan"]) for r in back]
    assert np.mean([loss == true for loss, true in read]) > 0.93


def test_fields_of_the_aftermath_are_missing_as_often_as_stated(year: Simulation) -> None:
    cases = year.truth["cases"]
    known = [r for r in year.rows if cases[r["案件编号"]]["paid_yuan"]]
    for header, rate in aftermath.MISSING.items():
        assert np.mean([is_empty(r[header]) for r in known]) == pytest.approx(rate, abs=0.03)


def test_fields_are_missing_as_often_as_stated(year: Simulation) -> None:
    for header in ("受害人年龄", "性别", "职业", "街道"):
        missing = np.mean([is_empty(r[header]) for r in year.rows])
        # Narratives of the corpus bring gaps of their own, most often in what the victim does for a living.
        assert missing == pytest.approx(MISSING[header], abs=0.04)


def test_narratives_vary(year: Simulation) -> None:
    assert len({r["简要案情"] for r in year.rows}) > 0.6 * len(year.rows)


def _effect(simulation: Simulation, kind: str) -> dict[str, object]:
    return next(e for e in simulation.truth["effects"] if e["kind"] == kind)


@pytest.mark.parametrize("seed", [1, 11, 23])
def test_the_planted_group_is_cheated_more(seed: int) -> None:
    simulation, district = simulate(365, seed), load_district()
    effect = _effect(simulation, "group")
    low, high, band = next(b for b in district.bands if b[2] == effect["age_band"])
    profile = PROFILES[str(effect["type"])]
    cases = [c for c in simulation.truth["cases"].values() if c["type"] == effect["type"]]

    def count(sex: str) -> int:
        return sum(c["sex"] == sex and low <= c["age"] <= (high or 200) for c in cases)

    # The other sex of the same age is the fair comparison: only the profile's own preference stands between them.
    other = "male" if effect["sex"] == "female" else "female"
    people = [district.population(sex=s, band=band) or 1 for s in (str(effect["sex"]), other)]
    usual = profile.female if effect["sex"] == "female" else 1 / profile.female
    ratio = count(str(effect["sex"])) / people[0] / (max(1, count(other)) / people[1]) / usual
    assert 2.2 <= ratio <= 8


@pytest.mark.parametrize("seed", [1, 11, 23])
def test_the_planted_outbreak_is_there(seed: int) -> None:
    simulation = simulate(120, seed)
    effect = _effect(simulation, "outbreak")
    cases = [
        c for c in simulation.truth["cases"].values() if c["type"] == effect["type"] and c["street"] == effect["street"]
    ]
    first, last = date.fromisoformat(str(effect["from"])), date.fromisoformat(str(effect["to"]))
    within = sum(first <= date.fromisoformat(c["occurred_on"]) <= last for c in cases)
    weeks_before = (first - date(2025, 1, 1)).days / 7
    assert within >= 5
    assert within >= 3 * (len(cases) - within) / weeks_before


def test_the_planted_trend_rises() -> None:
    simulation = simulate(365, 11)
    effect = _effect(simulation, "trend")
    days = [
        date.fromisoformat(c["occurred_on"]) for c in simulation.truth["cases"].values() if c["type"] == effect["type"]
    ]
    end = date.fromisoformat(str(effect["to"]))
    late = sum(end - timedelta(days=44) <= d <= end for d in days)
    early = sum(end - timedelta(days=179) <= d <= end - timedelta(days=90) for d in days) / 2
    assert late >= 1.5 * early


@pytest.mark.parametrize("days", [1, 8, 40])
def test_short_runs_are_possible(days: int) -> None:
    simulation = simulate(days, seed=3)
    end = date(2025, 1, 1) + timedelta(days=days)
    assert all(date.fromisoformat(c["reported_on"]) < end for c in simulation.truth["cases"].values())
    assert {e["kind"] for e in simulation.truth["effects"]} == {"group", "outbreak", "trend"}


def test_the_files_are_the_same_to_the_byte(tmp_path) -> None:
    for name in ("a", "b"):
        simulation = simulate(30, seed=4)
        write_cases_csv(tmp_path / f"{name}.csv", simulation.rows)
        write_truth(tmp_path / f"{name}.json", simulation.truth)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_start_and_number_can_be_chosen() -> None:
    simulation = simulate(40, seed=2, start=date(2024, 2, 1), cases_per_day=30, effects=[])
    days = [c["reported_on"] for c in simulation.truth["cases"].values()]
    assert min(days) >= "2024-02-01"
    assert max(days) <= "2024-03-11"
    # February is quiet (0.85), and reports of the last days are still to come.
    assert len(simulation.rows) / 40 == pytest.approx(30 * 0.9, rel=0.12)


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 3, "cases_per_day": 0.0}, {"days": 3, "cases_per_day": -1.0}])
def test_impossible_numbers_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError):
        simulate(**({"seed": 1} | wrong))


def test_rows_agree_with_what_their_narratives_say(year: Simulation) -> None:
    told = [(r["简要案情"], year.truth["cases"][r["案件编号"]]) for r in year.rows]
    composed = [(extract(text), true) for text, true in told if true["narrative_from"] == "grammar"]
    fraud = [(f, true) for f, true in composed if true["type"] != "benign"]
    losses = [f.loss_yuan == true["loss_yuan"] for f, true in fraud if f.loss_yuan is not None]
    assert len(losses) > 0.9 * len(fraud)
    assert np.mean(losses) > 0.94
    ages = [f.victim_age == true["age"] for f, true in composed if f.victim_age is not None]
    assert len(ages) > 1000
    assert np.mean(ages) > 0.998
    sexes = [f.victim_sex == true["sex"] for f, true in composed if f.victim_sex is not None]
    assert np.mean(sexes) > 0.98
    # Of the corpus's narratives the marked facts count; the extractor itself is measured elsewhere.
    by_id = {t.id: t for t in load(register="narrative")}
    for _, true in told:
        if true["source_id"] is not None:
            stated = by_id[true["source_id"]].facts
            assert stated["victim_sex"] in (None, true["sex"])
            assert stated["occupation"] in (None, true["occupation"])
            assert (stated["loss_yuan"] is None) == (true["loss_yuan"] is None)


def test_narratives_state_facts_that_columns_lack(year: Simulation) -> None:
    empty = [r for r in year.rows if is_empty(r["受害人年龄"])]
    assert sum(extract(r["简要案情"]).victim_age is not None for r in empty) > 100


def test_narratives_hardly_repeat(year: Simulation) -> None:
    counts = Counter(r["简要案情"] for r in year.rows)
    assert len(counts) > 0.97 * len(year.rows)
    assert max(counts.values()) <= 5
    assert len({c["form"] for c in year.truth["cases"].values()}) == 4
