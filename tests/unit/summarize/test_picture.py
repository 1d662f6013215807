"""The whole picture of a period: what is planted is said, every number is checked, and little data is no obstacle."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest

from fanzha import taxonomy
from fanzha.errors import NumberError
from fanzha.summarize import bounds, choose_days, open_cases
from fanzha.summarize.picture import Picture, draw

END = date(2026, 3, 31)
TYPES = taxonomy.load()
CHINA = timezone(timedelta(hours=8))


def picture_of(scored, district=None, days: int = 90, **rest) -> Picture:
    with open_cases(scored, district) as frame:
        return draw(frame, district=district, taxonomy=TYPES, periods=choose_days(bounds(frame)[1], days=days), **rest)


@pytest.fixture(scope="module")
def full(rows) -> list[dict[str, object]]:
    """The cases of the district, with what newer tables state besides."""
    rng = np.random.default_rng(11)
    made = []
    for row in rows:
        day = row["reported_on"] - timedelta(days=int(rng.geometric(0.5)) - 1)
        hour = int(rng.choice([20, 21, 22])) if rng.random() < 0.5 else int(rng.integers(0, 24))
        made.append(
            row | {
                "occurred_on": day, "occurred_at": datetime(day.year, day.month, day.day, hour, tzinfo=CHINA),
                "paid_yuan": Decimal(10_000), "stopped_yuan": Decimal(2_000), "delay_minutes": int(rng.integers(1, 500)),
                "outcome": str(rng.choice(["lost", "prevented", "recovered"], p=[0.8, 0.1, 0.1])),
                "repeat_victim": bool(rng.random() < 0.1), "platforms": "云聊" if rng.random() < 0.4 else None,
            }
        )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def picture(full, make, town) -> Picture:
    return picture_of(make(full), town)


def test_the_planted_wave_is_an_alarm_and_a_hotspot(picture) -> None:
    assert ("hacking", "") in {(a.type, a.area) for a in picture.outlook.alarms}
    assert "警戒上限" in picture.outlook.alarms[0].chinese
    spot = picture.where.hotspots[0]
    assert (spot.type, spot.cluster.streets, spot.cluster.observed) == ("hacking", ("丙街道",), 9)
    assert spot.start >= END - timedelta(days=6)


def test_what_the_cases_state_is_said(picture, full) -> None:
    said = {one.kind: one for one in picture.claims}
    assert {"delay", "outcome", "stopped", "repeated", "hours", "channel", "platform", "minor", "elderly"} <= set(said)
    assert "20%" in said["stopped"].chinese.replace("20.0%", "20%")
    assert "20时至23时" in said["hours"].chinese
    assert "20:00 to 23:00" in said["hours"].english
    now = [r for r in full if r["type"] != "benign" and r["reported_on"] > END - timedelta(days=90)]
    kept = sum(r["outcome"] != "lost" for r in now)
    hours = np.median([r["delay_minutes"] for r in now]) / 60
    told = re.search(r"一半在([0-9.]+)小时以内", said["delay"].chinese)
    assert told is not None
    assert float(told[1]) == pytest.approx(hours, abs=0.06)
    assert f"写明结果的{len(now)}件中，{kept}件" in said["outcome"].chinese


def test_every_sentence_is_checked_number_by_number(picture) -> None:
    picture.verify()
    tried = 0
    for i, claim in enumerate(picture.claims):
        for number in re.finditer(r"(?<!\d)\d+(?:\.\d+)?", claim.chinese):
            if claim.chinese[number.start() :].startswith(("95%", "10万", "60岁")):
                continue
            digit = "1" if number[0][0] != "1" else "2"
            wrong = claim.chinese[: number.start()] + digit + claim.chinese[number.start() + 1 :]
            with pytest.raises(NumberError):
                replace(picture, claims=(*picture.claims[:i], replace(claim, chinese=wrong))).verify()
            tried += 1
    assert tried > 40


@pytest.mark.parametrize("part", ["alarm", "hotspot", "forecast"])
def test_a_tampered_sentence_stops_everything(picture, part: str) -> None:
    if part == "alarm":
        first = picture.outlook.alarms[0]
        wrong = replace(first, english=first.english.replace(" cases", "1 cases", 1))
        broken = replace(picture, outlook=replace(picture.outlook, alarms=(wrong,)))
    elif part == "hotspot":
        first = picture.where.hotspots[0]
        wrong = replace(first, chinese=first.chinese.replace("9件", "8件"))
        broken = replace(picture, where=replace(picture.where, hotspots=(wrong,)))
    else:
        assert picture.outlook.forecast
        broken = replace(
            picture, outlook=replace(picture.outlook, forecast=picture.outlook.forecast.replace("约", "约9"))
        )
    with pytest.raises(NumberError):
        broken.verify()


def test_tampered_tables_stop_everything(picture) -> None:
    counts = {kind: table + 1 for kind, table in picture.where.counts.items()}
    with pytest.raises(NumberError):
        replace(picture, where=replace(picture.where, counts=counts)).verify()
    weeks = replace(picture.outlook.weeks, counts=picture.outlook.weeks.counts + 1)
    with pytest.raises(NumberError):
        replace(picture, outlook=replace(picture.outlook, weeks=weeks)).verify()


def test_counts_are_corrected_by_how_the_model_confuses_types(make) -> None:
    rows = [{"type": "loan"}] * 90 + [{"type": "credit_record"}] * 10 + [{"type": "loan", "needs_review": True}] * 20
    labels = list(TYPES.codes)
    counts = np.zeros((len(labels), len(labels) + 1), dtype=int)
    for i in range(len(labels)):
        counts[i, i], counts[i, -1] = 180, 20
    loan, credit = labels.index("loan"), labels.index("credit_record")
    counts[credit, credit], counts[credit, loan] = 120, 60
    made = picture_of(make(rows), decided={"labels": labels, "counts": counts.tolist()}).outlook
    assert made.types == tuple(labels)
    assert made.corrected.estimate.sum() == pytest.approx(120)
    assert made.corrected.estimate[credit] > 10 >= made.corrected.raw[credit]
    assert made.corrected.low[credit] < made.corrected.estimate[credit] < made.corrected.high[credit]


def test_a_type_that_the_model_does_not_know_is_not_corrected(make) -> None:
    decided = {"labels": list(TYPES.codes), "counts": np.eye(len(TYPES.codes), len(TYPES.codes) + 1).tolist()}
    assert picture_of(make([{"type": "新型"}] * 20), decided=decided).outlook.corrected is None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"reported_on": None}],
        [{}],
        [{"victim_age": 200, "loss_yuan": Decimal(-1)}] * 3,
        [{"type": "从未见过", "street": "不在名册", "area": "不在名册"}] * 12,
        [{"type": "benign"}] * 30,
        [{"needs_review": True}] * 30,
        [{"reported_on": END}, {"reported_on": END - timedelta(days=800)}],
    ],
)
@pytest.mark.parametrize("days", [1, 30])
def test_little_data_is_no_obstacle(make, town, rows, days) -> None:
    for district in (None, town):
        picture_of(make(rows), district, days=days).verify()
