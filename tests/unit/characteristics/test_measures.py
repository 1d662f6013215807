"""Measures and profiles against counting by hand."""

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fanzha import schema
from fanzha.characteristics import ALL, Frame, measure, profile
from fanzha.characteristics.profiles import count_by
from fanzha.errors import InputError, MissingFileError

BANDS = ((0, 17, "0-17岁"), (18, 59, "18-59岁"), (60, None, "60岁以上"))
END = date(2026, 3, 31)
SPANS = [("now", date(2026, 3, 1), END), ("before", date(2026, 2, 1), date(2026, 2, 28))]
CHINA = timezone(timedelta(hours=8))


def _rows(n: int = 600) -> list[dict[str, object]]:
    rng = np.random.default_rng(5)
    rows: list[dict[str, object]] = []
    for i in range(n):
        day = END - timedelta(days=int(rng.integers(0, 59)))
        rows.append(
            {
                "case_id": f"C{i}", "reported_on": day, "type": str(rng.choice(["loan", "brushing", "benign"])),
                "needs_review": bool(rng.random() < 0.1), "area": None if rng.random() < 0.1 else str(rng.choice(["东所", "西所"])),
                "victim_age": None if rng.random() < 0.2 else int(rng.integers(-1, 130)),
                "victim_sex": str(rng.choice(["female", "male", ""])) or None,
                "loss_yuan": None if rng.random() < 0.2 else Decimal(int(rng.lognormal(9, 2) * 100)).scaleb(-2),
                "payment": str(rng.choice(["微信", "银行转账", " "])), "occupation": str(rng.choice(["学生", "司机"])),
                "outcome": str(rng.choice(["lost", "prevented", "recovered"])) if rng.random() < 0.5 else None,
                "platforms": str(rng.choice(["抖音、微信", "抖音APP", "微信"])) if rng.random() < 0.5 else None,
                "delay_minutes": int(rng.integers(0, 3000)) if rng.random() < 0.5 else None,
                "repeat_victim": bool(rng.random() < 0.1) if rng.random() < 0.5 else None,
                "occurred_at": datetime(day.year, day.month, day.day, int(rng.integers(0, 24)), tzinfo=CHINA)
                if rng.random() < 0.5
                else None,
            }
        )  # fmt: skip
    return rows


def _table(rows: list[dict[str, object]]) -> pa.Table:
    types = {
        "reported_on": pa.date32(), "loss_yuan": pa.decimal128(14, 2), "victim_age": pa.int16(), "needs_review": pa.bool_(),
        "delay_minutes": pa.int32(), "repeat_victim": pa.bool_(), "occurred_at": pa.timestamp("s", "Asia/Shanghai"),
    }  # fmt: skip
    fields = [pa.field(name, types.get(name, pa.string())) for name in rows[0]]
    return pa.Table.from_pylist(rows, pa.schema(fields))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    return _rows()


@pytest.fixture(scope="module")
def frame(rows: list[dict[str, object]]):
    with Frame(memory_mb=256, threads=1) as made:
        made.take_batches(_table(rows).to_batches(max_chunksize=100))
        made.code(BANDS, {"学生": "学生", "司机": "司机骑手"}.get, {"学生": "学校"}.get)
        yield made


def _chosen(rows, kind=ALL, area=ALL, start=SPANS[0][1], end=SPANS[0][2]):
    for r in rows:
        decided = "待复核" if r["needs_review"] else r["type"]
        if (
            r["type"] != "benign"
            and start <= r["reported_on"] <= end
            and kind in (ALL, decided)
            and area in (ALL, r["area"])
        ):
            yield r


def test_every_type_and_area_is_counted_as_by_hand(rows, frame) -> None:
    found = {(r["period"], r["type"], r["area"]): r for r in measure(frame, SPANS).to_pylist()}
    assert len(found) == 2 * (1 + 3) * (1 + 3)
    for period, start, end in SPANS:
        for kind in (ALL, "loan", "brushing", "待复核"):
            for area in (ALL, "东所", "西所", None):
                ours = [r for r in rows if r in list(_chosen(rows, kind, ALL, start, end))] if area is None else None
                chosen = (
                    [r for r in ours if r["area"] is None]
                    if ours is not None
                    else list(_chosen(rows, kind, area, start, end))
                )
                made = found[period, kind, area]
                losses = [float(r["loss_yuan"]) for r in chosen if r["loss_yuan"] is not None]
                assert made["n"] == len(chosen)
                assert made["loss_n"] == len(losses)
                assert float(made["loss_sum"] or 0) == pytest.approx(sum(losses))
                assert made["loss_median"] == (pytest.approx(median(losses)) if losses else None)
                assert made["loss_large"] == sum(x >= 100_000 for x in losses)
                assert made["age_n"] == sum(r["victim_age"] is not None and 0 <= r["victim_age"] <= 122 for r in chosen)
                assert made["prevented"] == sum(r["outcome"] == "prevented" for r in chosen)
                assert made["repeated_n"] == sum(r["repeat_victim"] is not None for r in chosen)
    assert all(0 <= r["share_low"] <= r["share"] <= r["share_high"] <= 1 for r in found.values())


def test_values_of_properties_are_counted_as_by_hand(rows, frame) -> None:
    names = {"抖音APP": "抖音"}
    table = profile(frame, SPANS, lambda word: names.get(word, word)).to_pylist()
    found = {(r["property"], r["period"], r["type"], r["area"], r["value"]): r for r in table}
    chosen = list(_chosen(rows, "loan"))
    payments = Counter(r["payment"].strip() for r in chosen)
    assert found["payment", "now", "loan", ALL, "微信"]["n"] == payments["微信"]
    assert found["payment", "now", "loan", ALL, "微信"]["missing"] == payments[""]
    assert found["payment", "now", "loan", ALL, "微信"]["known"] == payments["微信"] + payments["银行转账"]
    everyone = list(_chosen(rows))
    apps = Counter(
        app for r in everyone if r["platforms"] for app in {names.get(w, w) for w in r["platforms"].split("、")}
    )
    for app, n in apps.items():
        assert found["platform", "now", ALL, ALL, app]["n"] == n
        assert found["platform", "now", ALL, ALL, app]["known"] == sum(bool(r["platforms"]) for r in everyone)
    hours = Counter(f"{r['occurred_at'].hour:02d}" for r in everyone if r["occurred_at"])
    assert {r["value"]: r["n"] for k, r in found.items() if k[:4] == ("hour", "now", ALL, ALL)} == hours
    days = Counter(str(r["occurred_at"].isoweekday()) for r in everyone if r["occurred_at"])
    assert {r["value"]: r["n"] for k, r in found.items() if k[:4] == ("weekday", "now", ALL, ALL)} == days
    sizes = {k[4]: r["n"] for k, r in found.items() if k[:4] == ("loss_size", "now", ALL, ALL)}
    assert sum(sizes.values()) == sum(r["loss_yuan"] is not None for r in everyone)
    assert sizes[">=500000"] == sum(r["loss_yuan"] is not None and r["loss_yuan"] >= 500_000 for r in everyone)
    assert found["occupation", "now", ALL, ALL, "司机骑手"]["n"] == sum(r["occupation"] == "司机" for r in everyone)
    assert not any(k[0] == "employer" and k[4] != "学校" for k in found)
    for r in table:
        assert r["known"] + r["missing"] == len(
            [*_chosen(rows, r["type"], r["area"], *(SPANS[0][1:] if r["period"] == "now" else SPANS[1][1:]))]
        )


def test_a_folder_of_parquet_files_old_and_new(rows, frame, tmp_path) -> None:
    table = _table(rows)
    (tmp_path / "day=1").mkdir()
    pq.write_table(table.slice(0, 300), tmp_path / "day=1" / "a.parquet")
    pq.write_table(table.slice(300).drop_columns(["platforms", "outcome"]), tmp_path / "b.parquet")
    pq.write_table(table, tmp_path / ".c.parquet.part")
    with Frame() as made:
        made.take_parquet(tmp_path)
        made.code(BANDS, str, str)
        assert (
            made.rows("SELECT count(*), count(loss), count(platforms) FROM cases")[0][:2]
            == frame.rows("SELECT count(*), count(loss) FROM cases")[0]
        )


def test_rates_need_residents(frame, rows) -> None:
    with Frame() as made:
        made.take_batches(_table(rows).to_batches())
        made.code(BANDS, str, str)
        made.people(
            pa.table({"street": ["甲"], "area": ["东所"], "sex": ["male"], "band": ["0-17岁"], "residents": [5000]})
        )
        found = {(r["period"], r["type"], r["area"]): r for r in measure(made, SPANS).to_pylist()}
    east = found["now", ALL, "东所"]
    assert east["rate"] == pytest.approx(east["n"] / 5000 * 100_000)
    assert east["rate_low"] < east["rate"] < east["rate_high"]
    assert found["now", ALL, "西所"]["rate"] is None


def test_what_is_no_table_of_scored_cases() -> None:
    with Frame() as made:
        with pytest.raises(InputError, match="needs_review"):
            made.take_batches(pa.table({"case_id": ["1"], "reported_on": [END], "type": ["loan"]}).to_batches())
        with pytest.raises(MissingFileError):
            made.take_parquet(__import__("pathlib").Path("nowhere.parquet"))


def test_nothing_at_all() -> None:
    with Frame() as made:
        made.take_batches([], schema.SCORED)
        made.code(BANDS, str, str)
        assert measure(made, SPANS).num_rows == 0
        assert profile(made, SPANS).num_rows == 0


def test_an_age_that_nobody_states_is_no_stage_of_life() -> None:
    rows = [
        r | {"victim_age": age, "type": "loan"} for r, age in zip(_rows(7), (None, -1, 0, 17, 59, 60, 123), strict=True)
    ]
    with Frame(memory_mb=256, threads=1) as made:
        made.take_batches(_table(rows).to_batches())
        made.code(BANDS, str, str)
        found = count_by(made, ("life_stage",), date(2026, 1, 1), END)
    assert found == {(None,): 3, ("minor",): 2, ("adult",): 1, ("elderly",): 1}


def test_a_decision_that_nobody_made_is_to_be_reviewed() -> None:
    rows = [r | {"needs_review": None, "type": "loan"} for r in _rows(5)]
    with Frame(memory_mb=256, threads=1) as made:
        made.take_batches(_table(rows).to_batches())
        made.code(BANDS, str, str)
        assert made.rows("SELECT DISTINCT type, reviewed FROM cases") == [("待复核", True)]
