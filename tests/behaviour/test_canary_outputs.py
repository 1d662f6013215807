"""What identifies somebody reaches no output: pages, workbooks, tables, store, logs. Everything that a run writes is searched for it."""

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from pypdf import PdfReader

from fanzha.cli import main

# Invented. Each as it is searched for, and the ways in which texts spell it.
PHONE = "13900004321"
SPELT = (
    PHONE,
    "139 0000 4321",
    "１３９００００４３２１",
    "一三九零零零零四三二一",
    "139-0000-4321",
    "1️⃣3️⃣9️⃣0️⃣0️⃣0️⃣0️⃣4️⃣3️⃣2️⃣1️⃣",
    "139\n0000\n4321",
)
NAMES = ("欧阳桂香", "陈建国", "阿依古丽·买买提")
ADDRESS = "柳岸路88号3栋502室"
ROAD = "柳岸路"
SECRETS = {
    "phone": PHONE, "card": "6217990000123456781", "id": "110101199003077654", "url": "pay.canary-shop.example", "wechat": "canary_wx77",
    "order": "JD7700001234567", "mail": "canary.li@mail.example",
}  # fmt: skip


def _story(i: int) -> str:
    spelt = SPELT[i % len(SPELT)]
    return (
        f"报案人{NAMES[i % 3]}，女，{30 + i % 40}岁，会计，现住{ADDRESS}，电话{spelt}，身份证号{SECRETS['id']}。其称接到自称客服的电话，"
        f"对方加微信{SECRETS['wechat']}，发来链接http://{SECRETS['url']}/a{i}，订单号{SECRETS['order']}，要求转账{3000 + i}元到户名{NAMES[1]}的银行卡"
        f"{SECRETS['card']}，邮箱{SECRETS['mail']}。"
    )


def _texts(path: Path, data: bytes) -> Iterator[str]:
    """Yield all text that a file holds, unpacked where it is packed."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from _texts(path, archive.read(name))
    elif data[:4] == b"PAR1":
        yield json.dumps(pq.read_table(io.BytesIO(data)).to_pylist(), ensure_ascii=False, default=str)
    elif data[:5] == b"%PDF-":
        yield "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as store:
            for schema, table in store.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall():
                rows = store.execute(f'select t::varchar from "{schema}"."{table}" t').fetchall()
                yield f"{table} {rows}"
    yield data.decode("utf-8", "ignore")


def _found(text: str) -> set[str]:
    """Return which secrets a text holds, however they are spelt."""
    flat = unicodedata.normalize("NFKC", text).replace("\ufe0f", "").replace("\u20e3", "")
    digits = re.sub(r"[\s\-]|\\n", "", flat.translate(str.maketrans("零一二三四五六七八九", "0123456789")))
    held = {name for name, secret in SECRETS.items() if secret in digits or secret in flat}
    held |= {name for name in NAMES if name in flat}
    return held | ({ADDRESS} if ROAD in flat or "3栋502" in flat else set())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("in")
    book = Workbook()
    book.active.append(
        ["案件编号", "报案时间", "简要案情", "职业", "街道", "联系方式", "损失金额", "引流方式", "支付方式", "涉案平台"]
    )
    for i in range(60):
        job = ("会计", f"会计{NAMES[0]}", f"电话{PHONE}", "工人")[i % 4]
        street = ("新华街道", ADDRESS)[i % 2]
        book.active.append(
            [
                f"A{i}",
                f"2026-03-{1 + i % 28:02d} 10:00",
                _story(i),
                job,
                street,
                SPELT[i % 7],
                str(3000 + i),
                ("电话", f"电话{SPELT[i % 7]}", f"微信号{SECRETS['wechat']}")[i % 3],
                ("银行转账", f"转到户名{NAMES[1]}的银行卡{SECRETS['card']}")[i % 2],
                ("淘宝", f"网站http://{SECRETS['url']}/x", f"邮箱{SECRETS['mail']}")[i % 3],
            ]
        )
    book.save(place / f"{NAMES[1]}{PHONE}.xlsx")
    return place / f"{NAMES[1]}{PHONE}.xlsx"


def test_no_identifier_is_written(
    written: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANZHA_LOG", "json,debug")
    assert main(["run", "--input", str(written), "--output", str(tmp_path / "out")]) == 0
    for audience in ("internal", "public"):
        folder = tmp_path / "out" / audience
        assert main(["summarize", "--output", str(tmp_path / "out"), "--out", str(folder), "--audience", audience]) == 0
    out, err = capfd.readouterr()
    assert _found(out + err) == set()
    files = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert {".html", ".docx", ".pdf", ".xlsx", ".parquet", ".duckdb"} <= {p.suffix for p in files}
    for path in files:
        assert _found(str(path.relative_to(tmp_path))) == set()
        for text in _texts(path, path.read_bytes()):
            assert _found(text) == set(), path.name
    # The search does find what it looks for.
    assert _found(_story(0) + _story(1) + _story(2)) == {*SECRETS, *NAMES, ADDRESS}
    assert all("phone" in _found(f"电话{spelt}") for spelt in SPELT)
