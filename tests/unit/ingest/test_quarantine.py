"""Cells that spreadsheets must not run, and the quarantine file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanzha.ingest import safe_cell, write_quarantine
from fanzha.ingest.quarantine import Quarantine, shown
from fanzha.schema import QUARANTINE


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("-1+1", "'-1+1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("＝1+1", "'＝1+1"), ("\x00=1", "'=1"), ("-3000", "-3000"),
        ("+1.5%", "+1.5%"),
        ("-1,234.50", "-1,234.50"), ("-", "'-"), ("案情", "案情"), ("", ""), (5, 5), (None, None),
    ],
)  # fmt: skip
def test_safe_cell(value: object, safe: object) -> None:
    assert safe_cell(value) == safe


@given(st.text())
def test_no_string_begins_like_a_formula(value: str) -> None:
    safe = safe_cell(value)
    if safe[:1] in {"=", "@", "\t", "\r"}:
        pytest.fail("a formula")
    if safe[:1] in {"+", "-"}:
        float(safe.replace(",", "").rstrip("%"))
    assert safe_cell(safe) == safe


def test_written_as_excel_opens_it(tmp_path: Path) -> None:
    quarantine = Quarantine(lambda header: header == "姓名")
    cells = {"案情": "=HYPERLINK(1)", "姓名": "欧阳测试", "空": "", "数": 13800138000.0}
    quarantine.add("=a.csv", 3, cells, rule="规则", remedy="办法", column="案情", value="=HYPERLINK(1)")
    path = tmp_path / "deep" / "quarantine.csv"
    write_quarantine(path, quarantine.table())
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, row = list(csv.reader(file))
    assert head == QUARANTINE.names
    assert row[:6] == ["'=a.csv", "3", "案情", "规则", "'=HYPERLINK(1)", "办法"]
    assert json.loads(row[6]) == {"案情": "=HYPERLINK(1)", "姓名": "[已隐去]", "数": "[手机]"}


def test_raw_fits_a_cell_of_excel() -> None:
    quarantine = Quarantine()
    quarantine.add("a", 1, {f"列{i}": "长" * 5000 for i in range(50)}, rule="r", remedy="r")
    quarantine.add("a", 2, {f"列{i}": "x" for i in range(4_000)}, rule="r", remedy="r")
    for raw in quarantine.table().column("raw").to_pylist():
        assert len(raw) <= 30_000
        json.loads(raw)


@pytest.mark.parametrize("start", range(20, 50))
def test_a_number_at_the_cut_is_not_shown_in_part(start: int) -> None:
    text = "案" * (start + 90) + "13800138000" + "情" * 100
    assert "138" not in shown(text, 40)
    assert "138" not in shown("案" * start + "13800138000" + "情" * 5000, 40)
