"""Nothing of a case reaches a log, an error, a status or a metric, whatever the command and however it ends.

Secrets are planted in every cell, in case ids, in names of files, folders and columns; then the command line is used in all ways that
meet them, good and bad, and everything that it says is searched for any piece of them. Results are no place where
this holds: they are the cases.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from fanzha.cli import main

# In narratives, ids, cells and names of columns: what no recogniser of identifiers knows.
WORDS = ("钟馗嫁妹", "饕餮盛宴", "魑魅魍魉", "貔貅进宝", "ZQXKANARIE", "囹圄之灾", "鹡鸰在原")
TEXT, CASE, CELL, COLUMN, LATIN, NOTE, FILE = WORDS
# In names of files and folders besides: identifiers.
PHONE, CARD = "13987651234", "6222021234567890128"
STORY = f"{TEXT}{LATIN}被骗，对方自称客服，称需先转账保证金五千元到指定账户，联系电话{PHONE}，卡号{CARD}"
HEADERS = ("案件编号", "报案时间", "简要案情", "受害人年龄", "职业", "损失金额", COLUMN + PHONE)


def _rows(n: int = 40) -> list[list[str]]:
    rows = [
        [
            f"{CASE}{i}",
            f"2026-03-{1 + i % 28:02d} 10:00",
            f"{STORY}第{i}次，每次都要求继续转账",
            "35",
            CELL,
            "5000",
            CELL,
        ]
        for i in range(n)
    ]
    rows[3][1] = f"{CELL}年"  # no date
    rows[5][3] = f"{CELL}岁"  # no age
    rows[7][2] = ""  # no text
    rows[8][5] = f"-{CELL}"  # no amount
    rows[9][0] = rows[10][0]  # the same case twice
    rows[11][2] = TEXT  # too short to say anything
    return rows


def _workbook(path: Path, rows: Sequence[Sequence[str]], headers: Sequence[str] = HEADERS) -> Path:
    book = Workbook()
    book.active.title = COLUMN
    for row in [headers, *rows]:
        book.active.append(list(row))
    book.save(path)
    return path


def _jsonl(path: Path, rows: Sequence[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs of every kind, whole and broken, under names that hold a secret."""
    place = tmp_path_factory.mktemp("in") / f"{FILE}{PHONE}"
    place.mkdir()
    rows, name = _rows(), f"{FILE}{CARD}"
    _workbook(place / f"{name}.xlsx", rows)
    _workbook(place / f"{name}头.xlsx", rows, [COLUMN, f"{COLUMN}二", COLUMN + PHONE])  # none that it knows
    lines = [",".join(HEADERS), *(",".join(r) for r in rows)]
    (place / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    (place / f"{name}坏.csv").write_bytes(("\n".join(lines)).encode("utf-8")[:900] + b"\xff\xfe\x00" * 50)
    table = pa.table({"案件编号": [r[0] for r in rows], "简要案情": [r[2] for r in rows], COLUMN: [CELL] * len(rows)})
    pq.write_table(table, place / f"{name}.parquet")
    whole = (place / f"{name}.parquet").read_bytes()
    (place / f"{name}短.parquet").write_bytes(whole[: len(whole) // 2])
    (place / f"{name}空.xlsx").write_bytes(STORY.encode())
    (place / f"{name}.{FILE}").write_text(STORY, encoding="utf-8")
    _jsonl(
        place / f"{name}.jsonl",
        [{"id": f"{CASE}{i}", "text": f"{STORY}{i}", "label": "loan", COLUMN: CELL} for i in range(30)],
    )
    _jsonl(
        place / f"{name}标.jsonl",
        [{"id": f"{CASE}{i}", "text": f"{STORY}{i}", "label": "某种类型"} for i in range(30)],
    )
    (place / f"{name}乱.jsonl").write_text(f'{{"id": "{CASE}", "text": "{STORY}', encoding="utf-8")
    return place


def _leaks(said: str, secrets: Sequence[str]) -> list[str]:
    """Return each piece of a secret in what was said; two characters of a Chinese one are enough, four of any other."""
    size = {s: 4 if s.isascii() else 2 for s in secrets}
    pieces = [s[i : i + size[s]] for s in secrets for i in range(len(s) - size[s] + 1)]
    escaped = [json.dumps(p)[1:-1] for p in pieces]
    return [p for p, e in zip(pieces, escaped, strict=True) if p in said or e in said]


@pytest.fixture(scope="module")
def ways(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """Command lines in an order in which the later ones find what the earlier ones made."""
    out = tmp_path_factory.mktemp("out")
    name = str(folder / f"{FILE}{CARD}")
    store = ["--output", str(out / "a")]
    sheets = [str(out / f"{kind}.xlsx") for kind in ("aside", "review", "cases")]
    labelled = [f"{name}.jsonl", f"{name}标.jsonl", f"{name}乱.jsonl", f"{name}.xlsx", f"{name}.csv"]
    inputs = [str(p) for p in sorted(folder.iterdir())]
    # Settings are the operator's: names of keys may be repeated, values not.
    settings = [str(out / "broken.yaml"), str(out / "keys.yaml")]
    Path(settings[0]).write_text(f"decide: [{CELL}\n", encoding="utf-8")
    Path(settings[1]).write_text(f"decide: {CELL}\n", encoding="utf-8")
    found = [
        *(["score", "--workers", "1", "--input", path, *store] for path in inputs),
        ["score", "--input", f"{name}没有.xlsx", *store],
        ["score", "--input", str(folder), "--output", str(out / "b")],
        ["score", "--input", f"{name}.xlsx", "--output", f"{name}.csv/x"],
        ["run", "--input", f"{name}.xlsx", "--output", str(out / "c")],
        ["run", "--input", f"{name}头.xlsx", "--output", str(out / "d")],
        ["run", "--input", f"{name}.xlsx", "--output", str(out / "c"), "--district", settings[0]],
        ["run", "--input", f"{name}.xlsx", "--output", str(out / "c"), "--district", settings[1]],
        ["score", "--input", f"{name}.xlsx", "--model", str(out), *store],
        ["quarantine", *store, "--out", sheets[0]],
        ["score", "--input", sheets[0], *store],
        ["quarantine", *store, "--dismiss", f"{CASE}1"],
        ["review", *store, "--out", sheets[1]],
        ["review", *store, "--apply", sheets[1]],
        ["review", *store, "--apply", f"{name}.xlsx"],
        ["review", *store, "--apply", f"{name}.jsonl"],
        ["review", *store, "--labelled", str(out / "labelled.jsonl")],
        ["cases", *store, "--out", sheets[2]],
        ["status", *store, "--check", "--prometheus", str(out / "m.prom"), "--chart", str(out / "drift.svg")],
        ["status", *store, "--json"],
        ["status", "--store", f"{name}.duckdb"],
        ["status", "--store", f"mysql://{FILE}:{PHONE}@host/{COLUMN}"],
        *(["facts", "--input", path, "--output", str(out / "facts.jsonl")] for path in labelled),
        *(["audit", "--data", path, "--out", str(out / "audit.xlsx")] for path in labelled),
        ["audit", "--data", labelled[0], "--apply", f"{name}.xlsx", "--out", str(out / "corrected.jsonl")],
        *(["evaluate", "--data", path, "--json"] for path in labelled),
        *(["train", "--no-track", "--data", path, "--out", str(out / "model")] for path in labelled[1:3]),
        ["train", "--no-track", "--data", labelled[0], "--config", settings[1], "--out", str(out / "model")],
    ]
    return found


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_secret_is_said(form: str, ways: list[list[str]], capfd: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setenv("FANZHA_LOG", f"{form},debug")
    # Names of files and columns may be repeated to whoever typed the command, but for identifiers; JSON is read by others.
    words = [w for w in WORDS if form == "json" or w not in (FILE, COLUMN)]
    events, ended = 0, set()
    for words_of_command in ways:
        ended.add(main(words_of_command))
        out, err = capfd.readouterr()
        said = out + err
        assert _leaks(said, words) == [], words_of_command[0]
        assert PHONE[-8:] not in said, words_of_command[0]
        assert CARD[-8:] not in said, words_of_command[0]
        events += said.count("command_ended")
        if form == "json":
            for line in err.splitlines():
                assert line.startswith("{"), words_of_command[0]
                json.loads(line)
    assert events == len(ways)
    # The commands did their work, and did fail.
    assert {0, 1, 65, 66} <= ended
    place = Path(next(w for w in ways if "--prometheus" in w)[5]).parent
    for made in ("m.prom", "drift.svg"):
        written = (place / made).read_text(encoding="utf-8")
        assert len(written) > 500
        assert _leaks(written, WORDS) == []
