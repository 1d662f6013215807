"""Somebody who has all public bulletins, a pencil and a linear program, but not a line of the code that hid the cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import load_workbook
from scipy.optimize import linprog
from scipy.sparse import csr_array

LEAST = 10
MISSING = "未填"
SHEETS = {
    "各类诈骗": "type", "年龄与性别": "sex_band", "受害人年龄": "band", "受害人性别": "sex", "受害人职业": "occupation",
    "各派出所": "area", "各街道": "street", "引流方式": "channel", "支付方式": "payment", "案发时刻": "hour",
    "受害人年龄阶段": "life_stage", "损失金额分布": "loss_size", "止付与追回": "outcome", "从转账或案发到报案的时间": "delay_size",
    "是否重复被骗": "repeated", "案发星期": "weekday", "各类诈骗的损失": "loss",
}  # fmt: skip
_KNOWN = re.compile(r"(?:已填写的|写明的)([\d,]+)件")
Cell = tuple[str, ...]


@dataclass
class Printed:
    """What one bulletin prints, sheet by sheet.

    Attributes
    ----------
    total, before : int or None
    now, earlier : mapping
        Table to row to what stands there.
    losses : mapping
        Table to row to the sum.
    known : mapping
        Table to the number of cases that state it, from notes and from shares.
    said : list of str
    """

    total: int | None = None
    before: int | None = None
    loss: float | None = None
    loss_n: int | None = None
    now: dict[str, dict[str, Any]] = field(default_factory=dict)
    earlier: dict[str, dict[str, Any]] = field(default_factory=dict)
    losses: dict[str, dict[str, Any]] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


def read(path: Path) -> Printed:
    """Read all sheets of a Chinese workbook."""
    found = Printed()
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(values_only=True):
        if row[0] == "诈骗（含待复核）" and isinstance(row[1], int):
            found.total = row[1]
            before = re.search(r"上期 ([\d,]+) 件", str(row[2]))
            found.before = int(before[1].replace(",", "")) if before else None
        if str(row[0]).startswith("已知损失") and isinstance(row[1], int | float):
            found.loss, found.loss_n = float(row[1]), int(re.match(r"[\d,]+", str(row[2]))[0].replace(",", ""))
    for sheet in book.worksheets[1:]:
        rows = list(sheet.iter_rows(values_only=True))
        if sheet.title == "发现":
            found.said = [str(c) for r in rows for c in r if c]
        name = SHEETS.get(sheet.title)
        if name is None:
            continue
        head, body = rows[2], [r for r in rows[3:] if r[0] is not None]
        note = _KNOWN.search(str(rows[1][1]))
        if note:
            found.known[name] = int(note[1].replace(",", ""))
        at = {title: i for i, title in enumerate(head) if title}
        if name == "loss":
            found.now["loss"] = {r[0]: r[at["填有金额的案件"]] for r in body}
            continue
        found.now[name] = {r[0]: r[at["本期"]] for r in body}
        if "上期" in at:
            found.earlier[name] = {r[0]: r[at["上期"]] for r in body if r[at["上期"]] is not None}
        if "损失（元）" in at:
            found.losses[name] = {r[0]: r[at["损失（元）"]] for r in body}
        for r in body:
            if "占比" in at and isinstance(r[at["占比"]], float) and isinstance(r[at["本期"]], int) and r[at["本期"]]:
                found.known[name] = round(r[at["本期"]] / r[at["占比"]])
    return found


class System:
    """Equations over named unknowns."""

    def __init__(self) -> None:
        self.at: dict[Cell, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self._rows: list[tuple[dict[int, float], float]] = []

    def var(self, *name: str, low: float = 0.0, high: float = np.inf) -> int:
        if name not in self.at:
            self.at[name] = len(self.low)
            self.low.append(low)
            self.high.append(high)
        i = self.at[name]
        self.low[i], self.high[i] = max(self.low[i], low), min(self.high[i], high)
        return i

    def equal(self, parts: Iterable[int], rest: Iterable[int] = (), value: float = 0.0) -> None:
        row: dict[int, float] = {}
        for i in parts:
            row[i] = row.get(i, 0.0) + 1
        for i in rest:
            row[i] = row.get(i, 0.0) - 1
        self._rows.append((row, value))

    def interval(self, i: int) -> tuple[float, float]:
        n = len(self.low)
        entries = [(r, c, v) for r, (row, _) in enumerate(self._rows) for c, v in row.items()]
        rows, cols, values = zip(*entries, strict=True)
        matrix = csr_array((values, (rows, cols)), shape=(len(self._rows), n))
        right = [value for _, value in self._rows]
        ends = []
        for sign in (1.0, -1.0):
            c = np.zeros(n)
            c[i] = sign
            done = linprog(
                c, A_eq=matrix, b_eq=right, bounds=list(zip(self.low, self.high, strict=True)), method="highs"
            )
            if done.status == 3:
                ends.append(sign * -np.inf)
                continue
            assert done.status == 0, "what is printed contradicts itself"
            ends.append(sign * done.fun)
        return ends[0], ends[1]


def take(
    system: System,
    release: str,
    tables: Mapping[str, Mapping[str, Any]],
    total: int | None,
    truth: Mapping[str, Counter[Any]],
    printed: Printed | None = None,
) -> None:
    """Write down what a bulletin says of one period.

    Parameters
    ----------
    release : str
        Name of the unknowns' first part.
    truth : mapping
        For which pairs of values there are cases at all, which the attacker is taken to know.
    printed : Printed, optional
        For sentences, notes and shares, which speak of the period itself.
    """
    whole = system.var(release, "total")
    if total is not None:
        system.low[whole] = system.high[whole] = float(total)
    marked = any(v == "<10" for rows in tables.values() for v in rows.values())
    for name, rows in tables.items():
        cells = []
        for label, shown in rows.items():
            low, high = 0.0, np.inf
            if isinstance(shown, int):
                low = high = float(shown)
            elif shown == "<10":
                high = LEAST - 1.0
            elif marked and label != MISSING and name not in ("loss",):
                low = LEAST
            cells.append(system.var(release, name, label, low=low, high=high))
        if printed is None and MISSING not in rows and name != "sex_band":
            cells.append(system.var(release, name, MISSING))  # of the period before it is not told
        if name == "loss":
            for label in rows:
                system.equal(
                    [system.var(release, "loss", label), system.var(release, "no_loss", label)],
                    [system.var(release, "type", label)],
                )
        elif name == "sex_band":
            continue
        else:
            system.equal(cells, [whole])
        if printed is not None and name in printed.known and name != "sex_band":
            stated = [c for c, label in zip(cells, rows, strict=True) if label != MISSING]
            system.equal(stated, (), printed.known[name])
    _pairs(system, release, tables, truth)
    if printed is not None:
        _sentences(system, release, printed)


def _pairs(
    system: System, release: str, tables: Mapping[str, Mapping[str, Any]], truth: Mapping[str, Counter[Any]]
) -> None:
    for one, other in (("area", "street"), ("band", "life_stage"), ("sex", "band")):
        if one not in tables or other not in tables:
            continue
        pair = f"{one}+{other}"
        for name, place in ((one, 0), (other, 1)):
            for label in {*tables[name], MISSING}:
                parts = [system.var(release, pair, *key) for key in truth[pair] if key[place] == label]
                system.equal(parts, [system.var(release, name, label)])
    unstated = []
    for label, shown in tables.get("sex_band", {}).items():
        if label == MISSING:
            if isinstance(shown, int):
                unstated = [system.var(release, "sex+band", *k) for k in truth["sex+band"] if MISSING in k]
                system.equal(unstated, (), shown)
            continue
        key = tuple(label.split("·"))
        low, high = (float(shown), float(shown)) if isinstance(shown, int) else (0.0, 9.0 if shown == "<10" else np.inf)
        i = system.var(release, "sex+band", *key, low=low, high=high)
        if key not in truth["sex+band"]:
            system.high[i] = max(low, 0.0)


_STAGES = {"未成年人": "未成年（18岁以下）", "老年人（60岁以上）": "老年（60岁以上）"}


def _sentences(system: System, release: str, printed: Printed) -> None:
    """Write down every count that a sentence tells of a table."""
    text = "\n".join(printed.said)

    def rows(name: str, labels: Sequence[str]) -> list[int]:
        return [system.var(release, name, label) for label in labels if label in printed.now.get(name, {})]

    for subject, label in _STAGES.items():
        # The subject stands in a column of its own.
        for i, one in enumerate(printed.said):
            found = re.fullmatch(r"能判断年龄段的([\d,]+)件中([\d,]+)件，.*", one)
            if found and printed.said[i - 1] == subject:
                system.equal(rows("life_stage", [label]), (), int(found[2].replace(",", "")))
    for pattern, name, labels in (
        (r"写明结果的[\d,]+件中，([\d,]+)件", "outcome", ["钱款未转出", "部分或全部追回"]),
        (r"半小时内报案的([\d,]+)件", "delay_size", ["半小时内"]),
        (r"，([\d,]+)件是再次被骗", "repeated", ["曾被骗"]),
        (r"([\d,]+)件损失在10万元以上", "loss_size", ["10万至50万元", "50万元以上"]),
    ):
        for k in re.findall(pattern, text):
            cells = rows(name, labels)
            if cells:
                system.equal(cells, (), int(k.replace(",", "")))
    for first, last, k in re.findall(r"(\d+)时至(\d+)时的([\d,]+)件", text):
        span = [(int(first) + i) % 24 for i in range((int(last) - int(first)) % 24)]
        cells = rows("hour", [f"{h}时" for h in span])
        if cells:
            system.equal(cells, (), int(k.replace(",", "")))
    if printed.loss_n is not None and "loss" in printed.now:
        every = [system.var(release, "loss", label) for label in printed.now["type"]]
        for label in printed.now["type"]:
            system.equal(
                [system.var(release, "loss", label), system.var(release, "no_loss", label)],
                [system.var(release, "type", label)],
            )
        system.equal(every, (), printed.loss_n)


def found_out(system: System, release: str, truth: Mapping[str, Counter[Any]]) -> list[str]:
    """Return the small counts of people of a release that the equations pin down more narrowly than 1 to 9 (parts of small totals: 1 to 5)."""
    told = []
    for name, counts in truth.items():
        for key, n in counts.items():
            label = key if isinstance(key, tuple) else (key,)
            if not 0 < n < LEAST or MISSING in label or (release, name, *label) not in system.at:
                continue
            if name in ("area+street", "band+life_stage"):
                continue
            small = name == "sex+band" and min(truth["sex"][label[0]], truth["band"][label[1]]) < LEAST
            small |= name == "loss" and truth["type"][label[0]] < LEAST
            low, high = system.interval(system.at[release, name, *label])
            if low > 1 + 1e-6 or high < (5 if small else LEAST - 1) - 1e-6:
                told.append(f"{release} {name} {label}: {n} in {low:g} to {high:g}")
    return told
