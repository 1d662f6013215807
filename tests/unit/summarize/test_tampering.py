"""Whatever number of whatever sentence is changed, in either language, for either audience: nothing is printed."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanzha import taxonomy
from fanzha.errors import NumberError
from fanzha.summarize import bounds, choose_days, open_cases
from fanzha.summarize.picture import Picture, draw
from fanzha.summarize.storylines import COLUMNS, tell

CHINA = timezone(timedelta(hours=8))
TYPES = taxonomy.load()
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.fixture(scope="module", params=[5, 10])
def picture(rows, make, town, request: pytest.FixtureRequest) -> Picture:
    rng = np.random.default_rng(3)
    told = ("做任务点赞返佣金，垫付后无法提现", "办理贷款须先交保证金，转账后被拉黑", "跟着导师投资，平台打不开")
    full = []
    for row in rows:
        day = row["reported_on"] - timedelta(days=int(rng.geometric(0.5)) - 1)
        full.append(
            row | {
                "occurred_on": day, "occurred_at": datetime(day.year, day.month, day.day, int(rng.choice([20, 21, 22])), tzinfo=CHINA),
                "paid_yuan": Decimal(10_000), "stopped_yuan": Decimal(2_000), "delay_minutes": int(rng.integers(1, 90)),
                "outcome": str(rng.choice(["lost", "prevented", "recovered"], p=[0.6, 0.2, 0.2])),
                "repeat_victim": bool(rng.random() < 0.3), "platforms": "云聊", "text": told[int(rng.integers(3))] + str(rng.integers(9)),
            }
        )  # fmt: skip
    table = make(full)
    with open_cases(table, town) as frame:
        periods = choose_days(bounds(frame)[1], days=90)
        told = tell(
            [b.select([c for c in COLUMNS if c in b.schema.names]) for b in table.to_batches()], periods, TYPES,
            min_cell=request.param,
        )  # fmt: skip
        return draw(frame, district=town, taxonomy=TYPES, periods=periods, min_cell=request.param, storylines=told)


def sentences(picture: Picture) -> list[tuple[str, str]]:
    """Every sentence with where it stands."""
    places = [
        ("summary.headline", picture.summary.headline),
        ("summary.headline_english", picture.summary.headline_english),
    ]
    for i, one in enumerate(picture.summary.findings):
        places += [(f"finding.{i}.sentence", one.sentence), (f"finding.{i}.sentence_english", one.sentence_english)]
    groups = {"claim": picture.claims}
    if picture.outlook is not None:
        groups["alarm"] = picture.outlook.alarms
        places += [("forecast", picture.outlook.forecast), ("forecast_english", picture.outlook.forecast_english)]
    if picture.where is not None:
        groups |= {"hotspot": picture.where.hotspots, "outlier": picture.where.outliers}
    if picture.storylines is not None:
        groups["script"] = picture.storylines.shown
    for name, found in groups.items():
        for i, one in enumerate(found):
            places += [(f"{name}.{i}.chinese", one.chinese), (f"{name}.{i}.english", one.english)]
    return [(place, text) for place, text in places if text]


def changed(picture: Picture, place: str, text: str) -> Picture:
    """The picture with one sentence put in another's place."""
    kind, *rest = place.split(".")
    if kind == "summary":
        return replace(picture, summary=replace(picture.summary, **{rest[0]: text}))
    if kind.startswith("forecast"):
        return replace(picture, outlook=replace(picture.outlook, **{kind: text}))
    i, name = int(rest[0]), rest[1]

    def within(found):
        return (*found[:i], replace(found[i], **{name: text}), *found[i + 1 :])

    if kind == "finding":
        return replace(picture, summary=replace(picture.summary, findings=within(picture.summary.findings)))
    if kind == "claim":
        return replace(picture, claims=within(picture.claims))
    if kind == "alarm":
        return replace(picture, outlook=replace(picture.outlook, alarms=within(picture.outlook.alarms)))
    if kind == "script":
        return replace(picture, storylines=replace(picture.storylines, shown=within(picture.storylines.shown)))
    part = {"hotspot": "hotspots", "outlier": "outliers"}[kind]
    return replace(picture, where=replace(picture.where, **{part: within(getattr(picture.where, part))}))


def test_there_is_something_to_tamper_with(picture) -> None:
    kinds = {place.split(".")[0] for place, _ in sentences(picture)}
    assert {"summary", "finding", "claim", "script"} <= kinds
    if picture.summary.min_cell == 5:
        assert {"alarm", "hotspot", "forecast", "forecast_english"} <= kinds
    picture.verify()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_number_is_printed(picture, data) -> None:
    place, text = data.draw(st.sampled_from(sentences(picture)))
    number = data.draw(st.sampled_from(list(_NUMBER.finditer(text))))
    digits = [i for i in range(number.start(), number.end()) if text[i].isdigit()]
    at = data.draw(st.sampled_from(digits))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    with pytest.raises(NumberError):
        changed(picture, place, text[:at] + digit + text[at + 1 :]).verify()


@pytest.mark.parametrize("extra", ["1", "，另有3件", " 12"])
def test_no_number_can_be_added(picture, extra: str) -> None:
    for place, text in sentences(picture):
        with pytest.raises(NumberError):
            changed(picture, place, text[:-1] + extra + text[-1]).verify()
