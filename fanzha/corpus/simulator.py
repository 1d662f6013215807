"""A simulated district's case reports, with planted effects and the truth behind every row."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fanzha.corpus import aftermath
from fanzha.corpus import effects as planted
from fanzha.corpus.aftermath import Aftermath
from fanzha.corpus.district import SEXES, District, load_district
from fanzha.corpus.effects import Effect
from fanzha.corpus.grammar import Victim, compose
from fanzha.corpus.noise import mistype, write_age, write_amount, write_sex, write_time
from fanzha.corpus.profiles import MONTH, OCCUPATIONS, PROFILES, SEASON, WEEKDAY, Profile
from fanzha.corpus.retelling import Retellings, Retold
from fanzha.corpus.texts import CorpusText, load
from fanzha.errors import InputError

START: Final = date(2025, 1, 1)  # fixed, so that no output depends on the day it is made
# Reports a year per 100,000 residents, for about four thousand (eleven a day) in a district of half a million.
YEARLY_RATE: Final = 850.0
HEADERS: Final = (
    "案件编号", "报案时间", "发案时间", "简要案情", "受害人年龄", "性别",
    "职业", "损失金额", "辖区派出所", "街道", "引流方式", "支付方式", *aftermath.HEADERS,
)  # fmt: skip
# How often a field is left empty; those of what became of the money have their own shares.
MISSING: Final = {
    "发案时间": 0.08, "受害人年龄": 0.12, "性别": 0.06, "职业": 0.25, "损失金额": 0.1, "街道": 0.05,
    "引流方式": 0.3, "支付方式": 0.3,
}  # fmt: skip
# Share of reports whose narrative is sought in the corpus; where none is left that fits, it is composed.
FROM_CORPUS: Final = 0.35
# Share of frauds stopped before money left.
STOPPED: Final = 0.06
# Who reports for themselves: nobody younger, few older.
AGES: Final = (9, 88)


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


class _Event(NamedTuple):
    """What happened, before anybody wrote it down; in the order of reports."""

    reported: datetime
    occurred: datetime
    kind: str
    street: int
    sex: int
    band: int


def _rates(district: District, profile: Profile, cases_per_day: float) -> NDArray[np.float64]:
    """Expected cases a day by street, sex and age band, before weekday and season."""
    people = np.array([[s.female, s.male] for s in district.street_list], dtype=np.float64)
    bands = people.shape[2]
    ages = np.interp(np.linspace(0, 1, bands), np.linspace(0, 1, len(profile.ages)), profile.ages)
    share = people * np.array([profile.female, 1.0])[:, None] * ages[None, :]
    total = sum(p.weight for p in PROFILES.values())
    return np.asarray(share / share.sum() * cases_per_day * profile.weight / total, dtype=np.float64)


def _choose(rng: np.random.Generator, weights: Mapping[str, float]) -> str:
    p = np.array(list(weights.values()))
    return list(weights)[int(rng.choice(len(p), p=p / p.sum()))]


def simulate(
    days: int,
    seed: int,
    district: District | None = None,
    start: date | None = None,
    cases_per_day: float | None = None,
    effects: Sequence[Effect] | None = None,
    corpus: Sequence[CorpusText] | None = None,
) -> Simulation:
    """Simulate the case reports of a district.

    Cases fall as Poisson counts on street, sex, age band and day, at rates proportional to residents, the type's risk
    profile, weekday and season, times the planted effects. Narratives come from the corpus, where one agrees with the
    row, or are composed.

    Parameters
    ----------
    days : int
    seed : int
        Equal seeds and lengths give equal output, byte for byte.
    district : District, optional
        The shipped invented one if not given.
    start : date, optional
        1 January 2025 if not given.
    cases_per_day : float, optional
        Expected number of all reports, before effects; 850 a year per 100,000 residents if not given.
    effects : sequence of Effect, optional
        What to plant; drawn from the seed if not given, nothing if empty.
    corpus : sequence of CorpusText, optional
        The shipped texts if not given.

    Returns
    -------
    Simulation
        Reports in the order of their time; those that would come in after the last day are not there yet.

    Raises
    ------
    InputError
        If ``days`` or ``cases_per_day`` is not positive, or an effect names an unknown type, street or age band.
    """
    if days < 1:
        raise InputError("a simulation must last a day", str(days), "give a positive number of days")
    if cases_per_day is not None and not cases_per_day > 0:
        raise InputError("cases per day must be positive", str(cases_per_day), "give a positive number")
    district, start = district or load_district(), start or START
    if cases_per_day is None:
        cases_per_day = (district.population() or 0) * YEARLY_RATE / 100_000 / 365
    rates = {kind: _rates(district, profile, cases_per_day) for kind, profile in PROFILES.items()}
    if effects is None:
        yearly = {kind: r.sum(axis=0) * 365 for kind, r in rates.items()}
        effects = planted.draw(seed, start, days, district, yearly)
    planted.check(effects, district, list(PROFILES))
    rng = np.random.default_rng([seed, 2])
    # Of its own, so that all else stays as it was before there were these columns.
    later = np.random.default_rng([seed, 3])
    texts = Retellings(load(register="narrative") if corpus is None else corpus)
    rows, cases = [], {}
    serial: dict[str, int] = defaultdict(int)
    for event in _events(rng, start, days, district, rates, effects):
        stamp = event.reported.strftime("%Y%m%d")
        serial[stamp] += 1
        case_id = f"QH{stamp}{serial[stamp]:03d}"
        row, fact = _report(rng, later, case_id, event, district, texts)
        rows.append(row)
        cases[case_id] = fact
    told = [e.model_dump(mode="json", by_alias=True) for e in effects]
    truth = {"seed": seed, "days": days, "start": start.isoformat(), "effects": told, "cases": cases}
    return Simulation(rows, truth)


def _events(
    rng: np.random.Generator,
    start: date,
    days: int,
    district: District,
    rates: Mapping[str, NDArray[np.float64]],
    effects: Sequence[Effect],
) -> list[_Event]:
    """Draw all that happens and is reported within the time."""
    drawn = []
    for kind, rate in rates.items():
        season = SEASON.get(kind, {})
        for day in (start + timedelta(days=d) for d in range(days)):
            expected = rate * WEEKDAY[day.weekday()] * MONTH[day.month - 1] * season.get(day.month, 1.0)
            counts = rng.poisson(planted.apply(expected, kind, day, effects, district))
            for street, sex, band in np.argwhere(counts):
                for _ in range(counts[street, sex, band]):
                    occurred, reported = _times(rng, day)
                    drawn.append(_Event(reported, occurred, kind, int(street), int(sex), int(band)))
    end = datetime.combine(start + timedelta(days=days), datetime.min.time())
    return sorted(e for e in drawn if e.reported < end)


def _times(rng: np.random.Generator, day: date) -> tuple[datetime, datetime]:
    """Draw when it happened and when it was reported: half within ten hours, some after weeks."""
    hour = float(rng.choice([10, 14, 20], p=[0.35, 0.35, 0.3])) + float(rng.normal(0, 2.2))
    occurred = datetime.combine(day, datetime.min.time()) + timedelta(hours=min(max(hour, 0.0), 23.9))
    delay = float(rng.lognormal(np.log(10), 1.5))
    return occurred.replace(microsecond=0), (occurred + timedelta(hours=delay)).replace(microsecond=0)


def _job(rng: np.random.Generator, band: int, bands: int, sex: str) -> str:
    at = round(band * (len(OCCUPATIONS) - 1) / max(1, bands - 1))
    job = _choose(rng, OCCUPATIONS[min(at, len(OCCUPATIONS) - 1)])
    if sex == "male":
        return {"家庭主妇": "无业", "全职妈妈": "公司职员"}.get(job, job)
    return job


def _loss(rng: np.random.Generator, profile: Profile) -> Decimal:
    """Draw a loss in yuan: log-normal, in hundreds where it is large, 0 where it was stopped in time."""
    median, spread = profile.loss
    if not median or rng.random() < STOPPED:
        return Decimal(0)
    loss = Decimal(max(30, round(float(rng.lognormal(np.log(median), spread)))))
    return loss if loss < 2000 else loss // 100 * 100


def _report(
    rng: np.random.Generator,
    later: np.random.Generator,
    case_id: str,
    event: _Event,
    district: District,
    texts: Retellings,
) -> tuple[dict[str, str], dict[str, Any]]:
    """Write one row and the truth behind it."""
    kind, profile, place, sex = event.kind, PROFILES[event.kind], district.street_list[event.street], SEXES[event.sex]
    low, high, _ = district.bands[event.band]
    ages = min(max(low, AGES[0]), high or AGES[1]), high if high is not None else max(low, AGES[1])
    fact: dict[str, Any] = {
        "type": kind, "sex": sex, "age": int(rng.integers(ages[0], ages[1] + 1)),
        "occupation": _job(rng, event.band, len(district.bands), sex), "loss_yuan": _loss(rng, profile),
        "contact_channel": _choose(rng, profile.channels), "payment": _choose(rng, profile.payments),
    }  # fmt: skip
    told = texts.tell(rng, kind, sex, fact["age"], ages, event.occurred) if rng.random() < FROM_CORPUS else None
    if told is not None:
        _follow(fact, told)
        text, fact["subtype"], fact["form"] = told.text, told.source.subtype, told.source.form
    else:
        person = Victim(sex, fact["age"], fact["occupation"])
        told_sex, told_age, told_job = rng.random(3) < (0.7, 0.65, 0.45)
        victim = Victim(
            sex if told_sex else None, person.age if told_age else None, person.occupation if told_job else None
        )
        channel, payment = fact["contact_channel"], fact["payment"]
        story = compose(rng, kind, person, victim, fact["loss_yuan"], channel, payment, event.occurred, event.reported)
        text = mistype(rng, story.text, 0.03 if rng.random() < 0.3 else 0.0, victim.occupation)
        fact["subtype"], fact["form"] = story.subtype, story.form
    # Of a narrative of the corpus it is not known what it says of this.
    after = Aftermath()
    if kind == "benign":
        fact["contact_channel"] = fact["payment"] = None
    elif told is None:
        after = aftermath.draw(later, fact["loss_yuan"], event.occurred, event.reported)
        text = aftermath.tell(later, text, fact["form"], fact["loss_yuan"], after)
    row = _row(rng, case_id, event, fact, text)
    row["辖区派出所"], row["街道"] = place.area, place.name
    for header, rate in MISSING.items():
        if row[header] and rng.random() < rate:
            row[header] = "不详" if rng.random() < 0.1 else ""
    row |= aftermath.write_cells(later, after)
    fact |= {
        "loss_yuan": _number(fact["loss_yuan"]), "paid_yuan": _number(after.paid),
        "returned_yuan": _number(after.returned), "stopped_yuan": _number(after.stopped), "outcome": after.outcome,
        "occurred_at": event.occurred.isoformat(), "repeat_victim": after.repeat_victim,
        "last_paid_at": after.last_paid_at.isoformat() if after.last_paid_at else None,
        "delay_minutes": (event.reported - (after.last_paid_at or event.occurred)) // timedelta(minutes=1),
        "street": place.name, "area": place.area, "occurred_on": event.occurred.date().isoformat(),
        "reported_on": event.reported.date().isoformat(), "narrative_from": "corpus" if told else "grammar",
        "source_id": told.source.id if told else None,
    }  # fmt: skip
    return {header: row[header] for header in HEADERS}, fact


def _number(yuan: Decimal | None) -> float | None:
    return None if yuan is None else float(yuan)


def _follow(fact: dict[str, Any], told: Retold) -> None:
    """Let the row say what its narrative says, and nothing where the narrative speaks unclearly."""
    fact["age"] = told.age
    for name in ("occupation", "contact_channel", "payment"):
        if told.facts[name] is not None:
            fact[name] = told.facts[name]
        elif name in told.unsure:
            fact[name] = None
    # Where the narrative gives no loss, a column would only invent one.
    loss = told.facts["loss_yuan"]
    fact["loss_yuan"] = None if loss is None else Decimal(str(loss))


def _row(rng: np.random.Generator, case_id: str, event: _Event, fact: Mapping[str, Any], text: str) -> dict[str, str]:
    """Write the cells of a report, but for its place."""
    loss = fact["loss_yuan"]
    if event.kind == "benign" and rng.random() < 0.5:  # no fraud: half the clerks leave it empty
        loss = None
    return {
        "案件编号": case_id,
        "报案时间": write_time(rng, event.reported),
        "发案时间": write_time(rng, event.occurred),
        "简要案情": text,
        "受害人年龄": write_age(rng, fact["age"]),
        "性别": write_sex(rng, fact["sex"]),
        "职业": fact["occupation"] or "",
        "损失金额": "" if loss is None else write_amount(rng, loss),
        "引流方式": fact["contact_channel"] or "",
        "支付方式": fact["payment"] or "",
    }


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
