"""A spreadsheet in, answers out: an export as an analyst really has it, through the installed command."""

import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook, load_workbook

pytestmark = pytest.mark.xdist_group("main_job")

NARRATIVES = [
    "接到自称抖音客服的电话，称不取消会员每月扣费，让其共享屏幕，银行卡被转走",
    "在网上申请贷款，对方以交解冻金为由让其转账，贷款没有到账",
    "被拉进任务群做点赞任务，垫付本金做连单后无法提现",
    "有人冒充公安民警，称其涉嫌洗钱，让其把存款转到安全账户",
    "称楼上邻居半夜噪音扰民，民警到场调解",
]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "警情"
    sheet.append(["清河区涉诈警情登记表（内部）"])
    sheet.merge_cells("A1:H1")
    sheet.append(["序列", "受害人", None, None, "简要案情", "损失金额（万元）", "报案时间", "辖区派出所"])
    sheet.append([None, "年龄", "性别", "职业", None, None, None, None])
    sheet.merge_cells("B2:D2")
    for column in "AEFGH":
        sheet.merge_cells(f"{column}2:{column}3")
    dates = ["2024-03-05 10:00", "2024/3/6", "2024年3月7日", "20240308", 45360]
    for i in range(60):
        if i % 20 == 10:
            sheet.append([])
        text = f"{NARRATIVES[i % 5]}，第{i}件，对方电话1390000{i:04d}"
        sheet.append([i, 20 + i, "女" if i % 2 else "男", "会计", text, round(0.1 * i, 2), dates[i % 5], "城东派出所"])
    sheet.append([60, 300, "男", "教师", NARRATIVES[0], 1, "2024-03-05", "城东派出所"])
    sheet.append([61, 30, "男", "教师", "", 1, "2024-03-05", "城东派出所"])
    sheet.append([62, 30, "男", "教师", NARRATIVES[1], -1, "2024-03-05", "城东派出所"])
    sheet.append([63, 30, "男", "教师", NARRATIVES[1], 1, "2099-03-05", "城东派出所"])
    path = tmp_path / "cases.xlsx"
    book.save(path)
    return path


def test_run(export: Path, tmp_path: Path, default_bundle: Path) -> None:
    out = tmp_path / "out"
    args = ["run", "--input", export, "--output", out, "--model", default_bundle]
    done = subprocess.run(
        [sys.executable, "-m", "fanzha", *map(str, args)], capture_output=True, text=True, timeout=300, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    rows, scored, review, quarantined, unchanged = (int(x) for x in re.findall(r": (\d+)", last))
    assert (rows, quarantined, unchanged) == (64, 4, 0)
    assert rows == scored + review + quarantined
    cases = pq.read_table(out / "cases.parquet").sort_by("row")
    assert cases.num_rows == 60
    assert float(cases.column("loss_yuan")[12].as_py()) == 12000
    assert cases.column("victim_age")[0].as_py() == 20
    assert {str(d) for d in cases.column("reported_on").to_pylist()} == {f"2024-03-0{d}" for d in range(5, 10)}
    # Nothing un-redacted in any output byte.
    for path in filter(Path.is_file, out.rglob("*")):
        data = path.read_bytes()
        assert b"13900000012" not in data, path.name
    book = load_workbook(out / "cases.xlsx")
    assert book.active.max_row == 61
    assert not any("1390000" in str(c.value) for row in book.active.iter_rows() for c in row)
    assert load_workbook(out / "warnings.xlsx").sheetnames
    bulletin = (out / "bulletin.html").read_text(encoding="utf-8")
    assert bulletin.startswith("<!doctype html>") or bulletin.startswith("<!DOCTYPE html>")
    assert "<script" not in bulletin
    assert "1390000" not in bulletin
    assert not re.search(r"(?:src|href)=[\"']https?://", bulletin)


def test_without_a_model_the_default_one_is_used(export: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fanzha", "run", "--input", str(export), "--output", str(tmp_path / "o")],
        capture_output=True, text=True, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    versions = pq.read_table(tmp_path / "o" / "cases.parquet").column("model_version").to_pylist()
    assert {v.rsplit("-", 1)[0] for v in versions} == {"default"}
