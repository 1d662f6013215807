"""What the public reads does not tell of few people, however it is reckoned: one bulletin, several, with late reports, and what was lost."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml
from attackers import LEAST, MISSING, Printed, System, found_out, read, take
from scored_cases import table

from fanzha import taxonomy
from fanzha.cli import main

CHINA = timezone(timedelta(hours=8))
BANDS = ((0, 17), (18, 39), (40, 59), (60, None))
STREETS = {f"{n}街道": f"{'东南西'[i % 3]}所" for i, n in enumerate("甲乙丙丁戊己庚")}
TYPES = (
    "brushing",
    "loan",
    "investment",
    "ecommerce_service",
    "shopping_service",
    "romance",
    "game_trade",
    "authority",
)
NAMES = taxonomy.load()
Rows = list[dict[str, Any]]


def district(path: Path) -> Path:
    streets = [
        {"name": s, "area": a, "female": [900, 2500, 2400, 1800], "male": [950, 2400, 2300, 1500]}
        for s, a in STREETS.items()
    ]
    path.write_text(
        yaml.safe_dump({"name": "某区", "bands": [list(b) for b in BANDS], "streets": streets}, allow_unicode=True)
    )
    return path


def reports(seed: int, first: date, days: int, a_day: float = 6.0, prefix: str = "C") -> Rows:
    rng = np.random.default_rng(seed)
    weights = np.array([8, 5, 4, 3, 1.2, 0.7, 0.4, 0.3])
    rows: Rows = []
    for n in range(days):
        day = first + timedelta(days=n)
        for _ in range(rng.poisson(a_day)):
            street = str(rng.choice(list(STREETS), p=[0.35, 0.2, 0.15, 0.12, 0.1, 0.05, 0.03]))
            age = int(rng.choice([12, 25, 45, 70], p=[0.05, 0.5, 0.35, 0.1]))
            kind = str(rng.choice(TYPES, p=weights / weights.sum()))
            paid = int(rng.lognormal(9, 1.4)) if kind != "authority" else int(rng.lognormal(13, 1))
            happened = day - timedelta(days=int(rng.geometric(0.6)) - 1)
            outcome = str(rng.choice(["lost", "prevented", "recovered"], p=[0.85, 0.05, 0.1]))
            rows.append(
                {
                    "case_id": f"{prefix}{len(rows):05d}", "type": kind, "reported_on": day,
                    "text": f"事主{len(rows)}称被人以{NAMES.name(kind)}为由骗走钱款，{_tail(rng)}，先交保证金再提现",
                    "street": None if rng.random() < 0.06 else street, "area": None if rng.random() < 0.03 else STREETS[street],
                    "victim_age": None if rng.random() < 0.05 else age, "victim_sex": None if rng.random() < 0.03 else str(rng.choice(["female", "male"])),
                    "occupation": str(rng.choice(["学生", "司机", "会计", "农民"], p=[0.5, 0.3, 0.15, 0.05])),
                    "loss_yuan": None if rng.random() < 0.1 else Decimal(paid), "paid_yuan": Decimal(paid + 500),
                    "stopped_yuan": Decimal(500 if rng.random() < 0.2 else 0), "outcome": outcome if rng.random() < 0.7 else None,
                    "contact_channel": str(rng.choice(["微信", "电话", "抖音", "短信"], p=[0.55, 0.3, 0.12, 0.03])),
                    "payment": str(rng.choice(["银行转账", "微信", "现金"], p=[0.7, 0.25, 0.05])),
                    "delay_minutes": int(rng.lognormal(5, 1.5)), "repeat_victim": bool(rng.random() < 0.04),
                    "occurred_on": happened,
                    "occurred_at": datetime(happened.year, happened.month, happened.day, int(rng.integers(6, 24)), tzinfo=CHINA),
                    "needs_review": bool(rng.random() < 0.05),
                }
            )  # fmt: skip
    return rows


def _tail(rng: np.random.Generator) -> str:
    """What nobody else tells: twenty characters drawn at random."""
    return "".join(chr(int(c)) for c in rng.integers(0x4E00, 0x9FA0, 20))


def publish(folder: Path, rows: Rows, *args: str) -> tuple[int, Printed | None]:
    folder.mkdir(parents=True, exist_ok=True)
    cases = folder / "cases.parquet"
    pq.write_table(table(rows), cases)
    out = folder / "out"
    code = main(
        ["summarize", "--cases", str(cases), "--out", str(out), "--district", str(district(folder / "d.yaml")),
         "--audience", "public", "--format", "xlsx", "--no-scripts", *args]
    )  # fmt: skip
    return code, read(out / "bulletin.xlsx") if code == 0 else None


def truth_of(rows: Rows, first: date, last: date) -> dict[str, Counter[Any]]:
    """What there is, under the names that the bulletin gives to it."""
    bands = [f"{a}岁以上" if b is None else f"{a}-{b}岁" for a, b in BANDS]
    sexes = {"female": "女", "male": "男", None: MISSING}
    stages = ("未成年（18岁以下）", "成年（18–59岁）", "老年（60岁以上）")
    sizes = ((0, "无损失"), (3e3, "不足3千元"), (3e4, "3千至3万元"), (1e5, "3万至10万元"), (5e5, "10万至50万元"))
    delays = ((30, "半小时内"), (120, "半小时至2小时"), (1440, "2小时至1天"), (10080, "1天至7天"))
    found: dict[str, Counter[Any]] = {}

    def count(name: str, value: Any) -> None:
        found.setdefault(name, Counter())[value] += 1

    for r in rows:
        if not first <= r["reported_on"] <= last:
            continue
        age, sex = r["victim_age"], sexes[r["victim_sex"]]
        band = (
            MISSING if age is None else next(b for (a, e), b in zip(BANDS, bands, strict=True) if e is None or age <= e)
        )
        stage = MISSING if age is None else stages[(age >= 18) + (age >= 60)]
        kind = "待复核" if r["needs_review"] else NAMES.name(r["type"])
        loss = None if r["loss_yuan"] is None else float(r["loss_yuan"])
        count("type", kind)
        count("sex", sex)
        count("band", band)
        count("sex+band", (sex, band))
        count("area", r["area"] or MISSING)
        count("street", r["street"] or MISSING)
        count("area+street", (r["area"] or MISSING, r["street"] or MISSING))
        count("band+life_stage", (band, stage))
        count("life_stage", stage)
        for name, column in (("occupation", "occupation"), ("channel", "contact_channel"), ("payment", "payment")):
            count(name, r[column] or MISSING)
        count("hour", f"{r['occurred_at'].hour}时")
        count("weekday", "周" + "一二三四五六日"[r["occurred_at"].weekday()])
        outcomes = {"prevented": "钱款未转出", "recovered": "部分或全部追回", "lost": "未追回", None: MISSING}
        count("outcome", outcomes[r["outcome"]])
        count("repeated", "曾被骗" if r["repeat_victim"] else "首次被骗")
        count("delay_size", next((n for b, n in delays if r["delay_minutes"] <= b), "7天以上"))
        if loss is not None:
            count("loss", kind)
            count("loss_size", "无损失" if not loss else next((n for b, n in sizes[1:] if loss < b), "50万元以上"))
        else:
            count("loss_size", MISSING)
    return found


MONTHS = [
    (date(2026, 1, 1), date(2026, 1, 31)),
    (date(2026, 2, 1), date(2026, 2, 28)),
    (date(2026, 3, 1), date(2026, 3, 31)),
]


@pytest.fixture(scope="module")
def cases() -> Rows:
    return reports(1, date(2025, 10, 1), 182)


@pytest.mark.parametrize(
    ("seed", "days"),
    [(1, ("--period", "month")), (2, ("--period", "month")), (2, ("--days", "14")), (3, ("--days", "4"))],
)
def test_no_small_count_follows_from_one_bulletin(seed: int, days: tuple[str, str], tmp_path: Path) -> None:
    cases = reports(seed, date(2025, 10, 1), 182)
    code, printed = publish(tmp_path, cases, *days, "--end", "2026-03-31")
    assert code == 0
    assert printed is not None
    n = 31 if days[1] == "month" else int(days[1])
    last = date(2026, 3, 31)
    first = last - timedelta(days=n - 1)
    truth = truth_of(cases, first, last)
    system = System()
    take(system, "now", printed.now, printed.total, truth, printed)
    told = found_out(system, "now", truth)
    before = MONTHS[1] if n == 31 else (first - timedelta(days=n), first - timedelta(days=1))
    past = truth_of(cases, *before)
    system = System()
    take(system, "before", printed.earlier, printed.before, past)
    told += found_out(system, "before", past)
    assert not told
    shown = sum(isinstance(v, int) for rows in printed.now.values() for v in rows.values())
    assert n == 4 or shown > 30  # what says nothing is safe, but of no use


@pytest.mark.parametrize("newest", [date(2026, 3, 31), date(2026, 3, 8)])
def test_no_small_count_follows_from_months_and_their_quarter(newest: date, cases: Rows, tmp_path: Path) -> None:
    """Also where the quarter has not ended: what it counts besides its first months is then little."""
    system, every = System(), {}
    months = [m for m in MONTHS if m[1] <= newest]
    for i, (first, last) in enumerate(months):
        code, printed = publish(tmp_path, [r for r in cases if r["reported_on"] <= last], "--end", str(last))
        assert code == 0
        assert printed is not None
        every[f"m{i}"] = truth_of(cases, first, last)
        take(system, f"m{i}", printed.now, printed.total, every[f"m{i}"], printed)
        # The month before is told once more, in the same numbers.
        if i:
            take(system, f"m{i - 1}", printed.earlier, printed.before, every[f"m{i - 1}"])
    told = [r for r in cases if r["reported_on"] <= newest]
    code, printed = publish(tmp_path, told, "--period", "quarter", "--end", "2026-03-31")
    assert code == 0
    assert printed is not None
    every["q"] = truth_of(told, MONTHS[0][0], MONTHS[2][1])
    take(system, "q", printed.now, printed.total, every["q"], printed)
    rest = truth_of(told, MONTHS[2][0], newest)
    for name, rows in printed.now.items():
        for label in rows:
            if name != "sex_band":
                parts = [system.var(f"m{i}", name, label) for i in range(len(months))]
                parts += [system.var("rest", name, label)] if len(months) < 3 else []
                system.equal(parts, [system.var("q", name, label)])
    found = [one for release, truth in every.items() for one in found_out(system, release, truth)]
    for name, rows in printed.now.items():
        for label in rows:
            if (
                len(months) < 3
                and name != "sex_band"
                and label != MISSING
                and 0 < rest.get(name, Counter())[label] < LEAST
            ):
                low, high = system.interval(system.var("rest", name, label))
                found += [f"rest {name} {label}"] if low > 1e-6 and high < LEAST - 1e-6 else []
    assert not found


def test_few_late_reports_are_not_published_and_many_tell_of_none(cases: Rows, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    first, last = MONTHS[2]
    month = [i for i, r in enumerate(cases) if first <= r["reported_on"] <= last]
    late = set(rng.choice(month, 45, replace=False).tolist())
    code, once = publish(tmp_path, [r for i, r in enumerate(cases) if i not in late], "--end", str(last))
    assert code == 0
    assert once is not None
    out = tmp_path / "out"
    stands = {p.name: p.read_bytes() for p in out.iterdir()}
    few = set(sorted(late)[3:])
    assert publish(tmp_path, [r for i, r in enumerate(cases) if i not in few], "--end", str(last))[0] == 65
    assert {p.name: p.read_bytes() for p in out.iterdir()} == stands
    code, twice = publish(tmp_path, cases, "--end", str(last))
    assert code == 0
    assert twice is not None
    added = truth_of([cases[i] for i in late], first, last)
    system = System()
    take(
        system,
        "once",
        once.now,
        once.total,
        truth_of([r for i, r in enumerate(cases) if i not in late], first, last),
        once,
    )
    take(system, "twice", twice.now, twice.total, truth_of(cases, first, last), twice)
    told = []
    for name, rows in twice.now.items():
        if name == "sex_band":
            continue
        for label in rows:
            more = system.var("late", name, label)
            system.equal([system.var("once", name, label), more], [system.var("twice", name, label)])
    for name, rows in twice.now.items():
        for label in rows:
            if name != "sex_band" and label != MISSING and 0 < added.get(name, Counter())[label] < LEAST:
                low, high = system.interval(system.var("late", name, label))
                told += [f"{name} {label}"] if low > 1e-6 and high < LEAST - 1e-6 else []
    assert not told
    assert len(json.loads((out / "releases.json").read_text(encoding="utf-8"))) >= 2


def test_the_same_bulletin_again_says_the_same(cases: Rows, tmp_path: Path) -> None:
    written = []
    for _ in range(2):
        assert publish(tmp_path, cases, "--end", "2026-03-31")[0] == 0
        written.append({p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()})
    assert written[0] == written[1]


def test_no_loss_of_one_or_few_victims_follows(cases: Rows, tmp_path: Path) -> None:
    code, printed = publish(tmp_path, cases, "--end", "2026-03-31")
    assert code == 0
    assert printed is not None
    month = [r for r in cases if MONTHS[2][0] <= r["reported_on"]]
    title = {"type": lambda r: "待复核" if r["needs_review"] else NAMES.name(r["type"])}
    title |= {
        "area": lambda r: r["area"] or MISSING,
        "payment": lambda r: r["payment"],
        "channel": lambda r: r["contact_channel"],
    }
    told = 0
    for name, of in title.items():
        rows = printed.losses.get(name, {})  # a column of dashes is left out
        losses: dict[str, list[float]] = {label: [] for label in rows}
        for r in month:
            if r["loss_yuan"] is not None:
                losses.setdefault(of(r), []).append(float(r["loss_yuan"]))
        shown = {label for label, value in rows.items() if isinstance(value, int | float)}
        for label in shown:
            assert len(losses[label]) >= LEAST
            assert max(losses[label]) <= 0.75 * sum(losses[label])
            assert rows[label] % 1000 == 0
            told += 1
        rest = [one for label, some in losses.items() if label not in shown for one in some]
        if printed.loss is not None and rest:
            # What is left over when all that is shown is taken off must not be that of few, nor mostly that of one.
            assert len(rest) >= LEAST or len([x for x in losses if x not in shown and losses[x]]) > 1
            assert max(rest) <= 0.75 * sum(rest) or len(shown) == 0
    assert told > 3
    text = " ".join(printed.said)
    assert "共转出" not in text or sum(bool(r["stopped_yuan"]) for r in month) >= LEAST
    every = [float(r["loss_yuan"]) for r in month if r["loss_yuan"] is not None]
    assert not {f"{one:.2f}" for one in every if one % 100} & set(re.findall(r"\d+\.\d\d", text.replace(",", "")))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_that_fewer_than_ten_tell_is_quoted(cases: Rows, language: str, tmp_path: Path) -> None:
    pq.write_table(table(cases), tmp_path / "cases.parquet")
    args = [
        "summarize",
        "--cases",
        str(tmp_path / "cases.parquet"),
        "--out",
        str(tmp_path / "out"),
        "--audience",
        "public",
    ]
    assert main([*args, "--end", "2026-03-31", "--language", language, "--format", "html", "--format", "xlsx"]) == 0
    shared: Counter[str] = Counter()
    for r in cases:
        shared.update(set(_runs(r["text"])))
    rare = {run for run, n in shared.items() if n < LEAST}
    for path in (tmp_path / "out").iterdir():
        if path.suffix not in (".xlsx", ".html"):
            continue
        text = "\n".join(map(str, _cells(path))) if path.suffix == ".xlsx" else path.read_text(encoding="utf-8")
        assert not rare & set(_runs(text)), path.name
        assert not any(r["case_id"] in text for r in cases), path.name


def _runs(text: str, n: int = 12) -> Iterator[str]:
    # Runs of Chinese; markup and numbers are not what a victim says.
    for part in re.findall(r"[\u4e00-\u9fff，。、]+", text):
        for i in range(len(part) - n + 1):
            yield part[i : i + n]


def _cells(path: Path) -> Iterator[object]:
    from openpyxl import load_workbook

    for sheet in load_workbook(path):
        for row in sheet.iter_rows(values_only=True):
            yield from (c for c in row if c is not None)


def test_a_folder_is_for_one_audience(cases: Rows, tmp_path: Path) -> None:
    assert publish(tmp_path, cases)[0] == 0
    args = ["summarize", "--cases", str(tmp_path / "cases.parquet"), "--out", str(tmp_path / "out"), "--format", "html"]
    assert main([*args, "--no-scripts"]) == 73
    assert main([*args[:4], str(tmp_path / "in"), *args[5:], "--no-scripts"]) == 0
    assert main([*args[:4], str(tmp_path / "in"), *args[5:], "--no-scripts", "--audience", "public"]) == 73


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [("type", "authority", "game_trade"), ("payment", "现金", "礼品卡"), ("street", "庚街道", "丁街道")],
)
def test_what_is_hidden_leaves_no_trace_in_any_byte(
    column: str, one: str, other: str, cases: Rows, tmp_path: Path
) -> None:
    """Were the hidden counts others, with the same sums, the page, its charts and the workbook would be the same to the byte."""
    rows = [dict(r) for r in cases]
    for r in rows:
        n = int(r["case_id"][1:])
        if r["payment"] == "现金":
            r["payment"] = ("现金", "礼品卡", "黄金")[n % 3]
        if r["street"] in ("丁街道", "庚街道"):  # both of one station, and few
            r["street"] = ("丁街道", "庚街道", "甲街道", "甲街道")[n % 4]
    month = [r for r in rows if r["reported_on"] >= MONTHS[2][0] and not r["needs_review"]]
    counts = Counter(r[column] for r in month)
    assert 1 < counts[one] < LEAST
    assert 0 < counts[other] < LEAST - 1
    pages = []
    for i in range(2):
        folder = tmp_path / str(i)
        assert publish(folder, rows, "--end", "2026-03-31", "--format", "html")[0] == 0
        pages.append({p.name: p.read_bytes() for p in (folder / "out").iterdir() if p.name != "releases.json"})
        next(r for r in month if r[column] == one)[column] = other
    assert pages[0] == pages[1]
