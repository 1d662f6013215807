"""A simulated district's case reports, with planted effects and the truth behind every row."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanzha.corpus.district import SEXES, District, load_district
from fanzha.corpus.grammar import Victim, compose
from fanzha.corpus.noise import mistype, write_amount, write_time
from fanzha.corpus.profiles import MONTH, OCCUPATIONS, PROFILES, SEASON, WEEKDAY, Profile
from fanzha.corpus.texts import CorpusText, load

START = date(2025, 1, 1)  # fixed, so that no output depends on the day it is made
# Reports a year per 100,000 residents, for about four thousand in a district of half a million.
YEARLY_RATE = 850.0
HEADERS = (
    "案件编号", "报案时间", "发案时间", "简要案情", "受害人年龄", "性别", "职业", "损失金额", "辖区派出所", "街道", "引流方式", "支付方式",
)  # fmt: skip
# How often a field is left empty.
MISSING = {
    "发案时间": 0.08,
    "受害人年龄": 0.12,
    "性别": 0.06,
    "职业": 0.25,
    "损失金额": 0.1,
    "街道": 0.05,
    "引流方式": 0.3,
    "支付方式": 0.3,
}
# Share of narratives taken from the corpus where one fits; the rest is composed.
FROM_CORPUS = 0.15
_ELSEWHERE = re.compile(r"[0-9]月[0-9]|20[0-9]{2}年|[^超城门集夜上]市(?![场民面值价里区])|省|县|自治|旗|香港|澳门|台湾")


@dataclass(frozen=True, slots=True)
class Simulation:
    """Case reports and the truth behind them.

    Attributes
    ----------
    rows : list of dict
        Header to cell, as a police system would export them.
    truth : dict
        ``cases``: case id to its true facts; ``effects``: what was planted.
    """

    rows: list[dict[str, str]]
    truth: dict[str, Any]


def _plan(rng: np.random.Generator, days: int, district: District) -> list[dict[str, Any]]:
    """Draw what is planted: the same for every length but for the dates, which count from the end."""
    group_type, sex, band = _group(rng, district)
    outbreak_type = ["authority", "shopping_service", "hacking", "acquaintance"][int(rng.integers(4))]
    if outbreak_type == group_type:
        outbreak_type = "game_trade"
    street = district.streets[int(rng.integers(len(district.streets)))]
    trend_type = ["loan", "romance", "other"][int(rng.integers(3))]
    end = START + timedelta(days=days)
    week = max(START, end - timedelta(days=7))
    quarter = max(START, end - timedelta(days=90))
    last = (end - timedelta(days=1)).isoformat()
    return [
        {
            "kind": "group", "type": group_type, "sex": sex, "age_band": band, "rate_ratio": 4.0,
            "from": START.isoformat(), "to": last,
        },
        {
            "kind": "outbreak", "type": outbreak_type, "street": street, "area": _area(district, street),
            "extra_cases_expected": 14.0, "from": week.isoformat(), "to": last,
        },
        {"kind": "trend", "type": trend_type, "rate_ratio_at_end": 3.0, "from": quarter.isoformat(), "to": last},
    ]  # fmt: skip


def _group(rng: np.random.Generator, district: District) -> tuple[str, str, str]:
    """Draw a type, sex and age band that would see a case a fortnight by itself: fewer could not be told from chance."""
    total = sum(p.weight for p in PROFILES.values())
    labels = [label for _, _, label in district.bands]
    options = []
    for kind in ("ecommerce_service", "investment", "authority", "credit_record", "loan"):
        yearly = _rates(district, PROFILES[kind], total, kind, []).sum(axis=0) * 365
        options += [(kind, SEXES[i], labels[j]) for i, j in np.argwhere((yearly >= 26) & (yearly <= 80))]
    return options[int(rng.integers(len(options)))] if options else ("investment", "female", labels[-1])


def _area(district: District, street: str) -> str:
    return next(s.area for s in district.street_list if s.name == street)


def _rates(
    district: District, profile: Profile, total_weight: float, kind: str, effects: Sequence[Mapping[str, Any]]
) -> NDArray[np.float64]:
    """Expected cases a day by street, sex and age band, before weekday and season."""
    people = np.array([[s.female, s.male] for s in district.street_list], dtype=np.float64)
    bands = people.shape[2]
    ages = np.interp(np.linspace(0, 1, bands), np.linspace(0, 1, len(profile.ages)), profile.ages)
    risk = np.array([profile.female, 1.0])[:, None] * ages[None, :]
    share = people * risk
    expected = people.sum() * YEARLY_RATE / 100_000 / 365 * profile.weight / total_weight
    rates = share / share.sum() * expected
    labels = [label for _, _, label in district.bands]
    for effect in effects:
        if effect["kind"] == "group" and effect["type"] == kind:
            rates[:, SEXES.index(effect["sex"]), labels.index(effect["age_band"])] *= effect["rate_ratio"]
    return np.asarray(rates, dtype=np.float64)


def _choose(rng: np.random.Generator, weights: Mapping[str, float]) -> str:
    p = np.array(list(weights.values()))
    return list(weights)[int(rng.choice(len(p), p=p / p.sum()))]


class _Texts:
    """Corpus narratives of each type whose stated facts can stand in this district."""

    def __init__(self, texts: Sequence[CorpusText]) -> None:
        self._by_kind: dict[str, list[CorpusText]] = defaultdict(list)
        for one in texts:
            if one.register == "narrative" and one.facts and one.lang == "zh-Hans" and not _ELSEWHERE.search(one.text):
                self._by_kind[one.label].append(one)

    def pick(self, rng: np.random.Generator, kind: str, sex: str, low: int, high: int) -> CorpusText | None:
        options = [
            t for t in self._by_kind[kind]
            if (t.facts or {})["victim_sex"] in (None, sex)
            and ((t.facts or {})["victim_age"] is None or low <= (t.facts or {})["victim_age"] <= high)
        ]  # fmt: skip
        return options[int(rng.integers(len(options)))] if options else None


def simulate(
    days: int,
    seed: int,
    district: District | None = None,
    corpus: Sequence[CorpusText] | None = None,
) -> Simulation:
    """Simulate the case reports of a district.

    Cases fall as Poisson counts on street, sex, age band and day, at rates proportional to residents, the type's risk
    profile, weekday and season, times the planted effects. Narratives come from the corpus, where one agrees with the
    row, or are composed.

    Parameters
    ----------
    days : int
        From 1 January 2025 on.
    seed : int
        Equal seeds and lengths give equal output, byte for byte.
    district : District, optional
        The shipped invented one if not given.
    corpus : sequence of CorpusText, optional
        The shipped texts if not given.

    Returns
    -------
    Simulation
        Reports in the order of their time; those that would come in after the last day are not there yet.
    """
    district = district or load_district()
    texts = _Texts(load(register="narrative") if corpus is None else corpus)
    effects = _plan(np.random.default_rng([seed, 1]), days, district)
    rng = np.random.default_rng([seed, 2])
    total = sum(p.weight for p in PROFILES.values())
    calendar = [START + timedelta(days=d) for d in range(days)]
    drawn: list[tuple[datetime, datetime, str, int, int, int]] = []
    for kind, profile in PROFILES.items():
        rates = _rates(district, profile, total, kind, effects)
        season = SEASON.get(kind, {})
        for day in calendar:
            factor = WEEKDAY[day.weekday()] * MONTH[day.month - 1] * season.get(day.month, 1.0)
            expected = rates * factor * _trend(kind, day, effects)
            _plant_outbreak(expected, kind, day, effects, district)
            for street, sex, band in np.argwhere(counts := rng.poisson(expected)):
                for _ in range(counts[street, sex, band]):
                    drawn.append((*_times(rng, day), kind, int(street), int(sex), int(band)))
    end = datetime.combine(START + timedelta(days=days), datetime.min.time())
    drawn = sorted(d for d in drawn if d[1] < end)
    drawn.sort(key=lambda d: (d[1], d[0]))
    rows, cases = [], {}
    serial: dict[str, int] = defaultdict(int)
    for occurred, reported, kind, street, sex, band in drawn:
        stamp = reported.strftime("%Y%m%d")
        serial[stamp] += 1
        case_id = f"QH{stamp}{serial[stamp]:03d}"
        row, fact = _report(rng, case_id, occurred, reported, kind, district, street, sex, band, texts)
        rows.append(row)
        cases[case_id] = fact
    truth = {"seed": seed, "days": days, "start": START.isoformat(), "effects": effects, "cases": cases}
    return Simulation(rows, truth)


def _trend(kind: str, day: date, effects: Sequence[Mapping[str, Any]]) -> float:
    for effect in effects:
        if effect["kind"] == "trend" and effect["type"] == kind:
            first, last = date.fromisoformat(effect["from"]), date.fromisoformat(effect["to"])
            if first <= day <= last:
                done = ((day - first).days + 1) / ((last - first).days + 1)
                return 1 + (float(effect["rate_ratio_at_end"]) - 1) * done
    return 1.0


def _plant_outbreak(
    expected: NDArray[np.float64], kind: str, day: date, effects: Sequence[Mapping[str, Any]], district: District
) -> None:
    """Add the outbreak's cases of one day to its street, spread as the type's own risk is."""
    for effect in effects:
        if effect["kind"] == "outbreak" and effect["type"] == kind:
            first, last = date.fromisoformat(effect["from"]), date.fromisoformat(effect["to"])
            if first <= day <= last:
                at = district.streets.index(effect["street"])
                days = (last - first).days + 1
                expected[at] += expected[at] / expected[at].sum() * effect["extra_cases_expected"] / days


def _times(rng: np.random.Generator, day: date) -> tuple[datetime, datetime]:
    """Draw when it happened and when it was reported: half within ten hours, some after weeks."""
    hour = float(rng.choice([10, 14, 20], p=[0.35, 0.35, 0.3])) + float(rng.normal(0, 2.2))
    occurred = datetime.combine(day, datetime.min.time()) + timedelta(hours=min(max(hour, 0.0), 23.9))
    delay = float(rng.lognormal(np.log(10), 1.5))
    return occurred.replace(microsecond=0), (occurred + timedelta(hours=delay)).replace(microsecond=0)


def _report(
    rng: np.random.Generator,
    case_id: str,
    occurred: datetime,
    reported: datetime,
    kind: str,
    district: District,
    street: int,
    sex_at: int,
    band: int,
    texts: _Texts,
) -> tuple[dict[str, str], dict[str, Any]]:
    """Write one row and the truth behind it."""
    profile, place, sex = PROFILES[kind], district.street_list[street], SEXES[sex_at]
    low, high, _ = district.bands[band]
    low, high = max(low, 9), high if high is not None else 88
    age = int(rng.integers(low, high + 1))
    at = min(round(band * (len(OCCUPATIONS) - 1) / max(1, len(district.bands) - 1)), len(OCCUPATIONS) - 1)
    job = _choose(rng, OCCUPATIONS[at])
    if job == "家庭主妇" and sex == "male":
        job = "无业"
    if job == "全职妈妈" and sex == "male":
        job = "公司职员"
    channel, payment = _choose(rng, profile.channels), _choose(rng, profile.payments)
    loss = Decimal(0)
    if profile.loss[0] and rng.random() > 0.06:  # some are stopped in time
        loss = Decimal(max(30, round(float(rng.lognormal(np.log(profile.loss[0]), profile.loss[1])))))
        loss = loss if loss < 2000 else loss // 100 * 100
    found = texts.pick(rng, kind, sex, low, high) if rng.random() < FROM_CORPUS else None
    if found is not None and found.facts:
        text, stated = found.text, found.facts
        age = stated["victim_age"] if stated["victim_age"] is not None else age
        job = stated["occupation"] or job
        channel, payment = stated["contact_channel"] or channel, stated["payment"] or payment
        # Where the narrative gives no loss, a column would only invent one.
        loss = Decimal(str(stated["loss_yuan"])) if stated["loss_yuan"] is not None else Decimal(0)
    else:
        tells = rng.random(3) < (0.7, 0.65, 0.45)
        victim = Victim(sex if tells[0] else None, age if tells[1] else None, job if tells[2] else None)
        text = compose(rng, kind, victim, loss, channel, payment, occurred)
        text = mistype(rng, text, 0.03 if rng.random() < 0.3 else 0.0)
    row = {
        "案件编号": case_id,
        "报案时间": write_time(rng, reported),
        "发案时间": write_time(rng, occurred),
        "简要案情": text,
        "受害人年龄": f"{age}岁" if rng.random() < 0.1 else str(age),
        "性别": "女" if sex == "female" else "男",
        "职业": job,
        "损失金额": write_amount(rng, loss),
        "辖区派出所": place.area,
        "街道": place.name,
        "引流方式": channel,
        "支付方式": payment,
    }
    unstated = found is not None and found.facts is not None and found.facts["loss_yuan"] is None
    if kind == "benign" or unstated:
        row["损失金额"] = "" if unstated else row["损失金额"]
    if kind == "benign":
        row["引流方式"] = row["支付方式"] = ""
    for header, rate in MISSING.items():
        if rng.random() < rate:
            row[header] = "不详" if rng.random() < 0.1 else ""
    fact = {
        "type": kind, "sex": sex, "age": age, "occupation": job, "loss_yuan": None if unstated else float(loss),
        "contact_channel": None if kind == "benign" else channel, "payment": None if kind == "benign" else payment,
        "street": place.name, "area": place.area, "occurred_on": occurred.date().isoformat(),
        "reported_on": reported.date().isoformat(), "narrative_from": "corpus" if found is not None else "grammar",
    }  # fmt: skip
    return row, fact


def write_cases_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write case reports as CSV in UTF-8 with byte-order mark, as Excel exports and opens it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, HEADERS)
        writer.writeheader()
        writer.writerows(rows)


def write_truth(path: Path, truth: Mapping[str, Any]) -> None:
    """Write the truth behind a simulation as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
