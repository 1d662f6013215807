"""Readers that hold little: where a file is cut for reading changes nothing, and memory does not grow with rows."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.errors import InputError
from fanzha.ingest import encoding, load_columns
from fanzha.ingest.readers import jsonl, read_sheets
from fanzha.ingest.rows import Row

COLUMNS = load_columns()
LINES = st.lists(
    st.tuples(
        st.text(st.sampled_from('案诈a1,"\u0085\u2028😀 \x1c\x0b'), max_size=6),
        st.sampled_from(["\n", "\r\n", "\r", ""]),
    ).map("".join),
    max_size=12,
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])


@settings(max_examples=300, deadline=None)
@given(LINES, ENCODINGS, st.one_of(st.none(), ENCODINGS), st.binary(max_size=3), st.integers(4, 9))
def test_where_a_text_is_cut_changes_nothing(
    lines: list[str], name: str, other: str | None, tail: bytes, chunk: int
) -> None:
    # A line of another encoding in between, and bytes of none at the end.
    data = b"".join(line.encode(other if other and i % 3 == 1 else name) for i, line in enumerate(lines)) + tail
    whole = encoding.decode_lines(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "_CHUNK", chunk)
        assert encoding.decode_lines(data) == whole
        pieces = encoding.TextFile(lambda: BytesIO(data)).pieces()
        assert "".join(pieces) == "".join(whole.texts)


def test_lines_are_those_of_the_whole(tmp_path: Path) -> None:
    text = "一\r\n二\r三\n\n四\u2028五\x0c六\r"
    assert encoding.decode_lines(text.encode()).texts == ["一\r\n", "二\r", "三\n", "\n", "四\u2028五\x0c六\r"]


def test_a_line_without_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MAX_LINE", 2**20)
    path = tmp_path / "a.csv"
    path.write_bytes("案情\n".encode() + b"x" * 2**21)
    with pytest.raises(InputError, match="a line must fit into 1 MB"):
        list(read_sheets(path, COLUMNS)[0].rows)


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False), st.text(max_size=5)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.dictionaries(st.sampled_from("甲乙丙"), VALUES, max_size=3), VALUES), min_size=1, max_size=5),
    st.sampled_from([None, 1]),
    st.integers(4, 40),
)
def test_an_array_is_read_as_a_whole_parser_reads_it(values: list[object], indent: int | None, chunk: int) -> None:
    data = json.dumps(values, ensure_ascii=False, indent=indent).encode("utf-8", "surrogatepass")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "_CHUNK", chunk)
        items = list(jsonl._array(encoding.TextFile(lambda: BytesIO(data))))
    assert repr(items) == repr(values)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[{}", 1), ("[{},\n{}\n", 3), ("[{},\n]", 2), ("[{} {}]", 1), ("[\n{}] x", 2), ("[{}]]", 1), ("[1,\n\n2e]", 3),
        ('[{"a": 1},\n{"a: 2}]', 2), ("[tru", 1), ("[", 1),
    ],
)  # fmt: skip
def test_a_broken_array_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(InputError, match=f"a JSON array must be complete; found an error at line {line};"):
        read_sheets(path, COLUMNS)


def test_limits_of_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_ITEM", 1000)
    monkeypatch.setattr(jsonl, "MAX_DOCUMENT", 1000)
    monkeypatch.setattr(encoding, "_CHUNK", 500)
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"a": "x" * 5000}]))
    with pytest.raises(InputError, match="an item of a JSON array must fit"):
        read_sheets(path, COLUMNS)
    path.write_text(json.dumps({"rows": [{"a": "x" * 5000}]}, indent=1))
    with pytest.raises(InputError, match="a JSON document that wraps its rows must fit"):
        read_sheets(path, COLUMNS)
    # Lines of which the first is broken are still lines, however many there are.
    path.write_text('{"a": nothing}\n' + '{"a": "b"}\n' * 1000)
    (sheet,) = read_sheets(path, COLUMNS)
    rows = list(sheet.rows)
    assert len(rows) == 1001
    assert isinstance(rows[1], Row)


PROBE = """
import sys
from fanzha.batch.inputs import open_inputs
(one,) = open_inputs(sys.argv[1])
assert len(one.input_hash) == 64
rows = one.check()
assert rows == sum(len(shard) for shard in one.shards(2000)) == int(sys.argv[2])
# Of this program alone: what getrusage tells counts the process that started it, too.
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


def table(path: Path, rows: int) -> None:
    texts = [f"受害人第{i % 97}次接到自称客服的来电，称其误开会员，被骗{i % 13}千元" for i in range(rows)]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("案件编号", "案情"), *((f"A{i}", text) for i, text in enumerate(texts))])
    elif path.suffix == ".parquet":
        made = pa.table({"案件编号": [f"A{i}" for i in range(rows)], "案情": texts})
        pq.write_table(made, path, row_group_size=rows, use_dictionary=False)
    else:
        lines = [json.dumps({"案件编号": f"A{i}", "案情": t}, ensure_ascii=False) for i, t in enumerate(texts)]
        array = path.suffix == ".json"
        path.write_text(("[" if array else "") + (",\n" if array else "\n").join(lines) + ("]" if array else ""))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".json", ".parquet"])
def test_memory_does_not_grow_with_rows(tmp_path: Path, suffix: str) -> None:
    peaks = []
    for rows in (20_000, 160_000):
        path = tmp_path / f"a{suffix}"
        table(path, rows)
        done = subprocess.run(
            [sys.executable, "-c", PROBE, str(path), str(rows)], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout))
    assert peaks[1] < 1.2 * peaks[0], peaks
