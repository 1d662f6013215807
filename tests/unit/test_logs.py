import io
import json
import logging
import re
import warnings
from pathlib import Path

import pytest

from fanzha import logs
from fanzha.cli import main
from fanzha.errors import ConfigError


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch):
    """Where events go while the test runs; afterwards all is as it was."""
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    stream = io.StringIO()
    yield stream
    logs.configure(logs.LogSettings())


def _events(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_object_a_line(lines) -> None:
    logs.configure(logs.LogSettings("json", "info"), lines)
    logs.record("shard_committed", run_id=None, input="ab" * 32, shard=3, rows_in=10, seconds=1.23456789, last=True)
    logs.record("store_busy", level="debug", seconds=1)
    (event,) = _events(lines)
    assert event.pop("time").endswith("Z")
    assert event == {
        "level": "info", "event": "shard_committed", "input": "ab" * 8, "shard": 3, "rows_in": 10,
        "seconds": 1.234568, "last": True,
    }  # fmt: skip


def test_as_text_an_event_is_one_line_too(lines) -> None:
    logs.configure(logs.LogSettings("text", "info"), lines)
    logs.record("run_ended", status="done", rows_in=2)
    assert lines.getvalue().endswith("Z info run_ended status=done rows_in=2\n")


@pytest.mark.parametrize(
    ("event", "field", "value"),
    [
        ("command_started", "command", "张三的案件"),
        ("command_started", "command", "score 13800138000"),
        ("input_started", "input", "/data/案件.csv"),
        ("input_started", "input", "13800138000张"),
        ("run_started", "engine", "local 6222021234567890123"),
        ("run_started", "run_id", "13800138000"),
        ("failed", "at", "/home/wang/cases.csv:1"),
        ("failed", "error", "KeyError('张三')"),
        ("run_ended", "rows_in", "440101199001011234张"),
        ("run_ended", "seconds", float("nan")),
        ("run_ended", "rows_in", -1),
        ("run_ended", "text", "a"),
        ("case", "rows_in", 1),
    ],
)
def test_what_could_be_of_a_case_is_refused_and_not_repeated(event, field, value, lines) -> None:
    logs.configure(logs.LogSettings("json", "debug"), lines)
    with pytest.raises(ValueError) as error:
        logs.record(event, **{field: value})
    assert lines.getvalue() == ""
    assert value in ("a", 1, -1) or str(value) not in str(error.value)


def test_every_field_of_every_event_has_a_form() -> None:
    named = {field for fields in logs.EVENTS.values() for field in fields}
    assert named == set(logs.FIELDS)


def test_what_others_log_and_warn_of_keeps_its_words(lines, capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure(logs.LogSettings("json", "debug"), lines)
    logging.getLogger("pyspark").warning("row 13800138000")
    try:
        int("row 13800138000")
    except ValueError:
        logging.getLogger("others.part").exception("row 13800138000")
    logging.getLogger("fanzha").error("row 13800138000")
    with warnings.catch_warnings(record=False):
        warnings.simplefilter("always")
        warnings.warn("cell 13800138000", UserWarning, stacklevel=1)
    assert "13800138000" not in lines.getvalue()
    assert capfd.readouterr() == ("", "")
    assert [(e["event"], e.get("category") or e.get("error")) for e in _events(lines)] == [
        ("library_error", "ValueError"),
        ("unknown", None),
        ("python_warning", "UserWarning"),
    ]


@pytest.mark.parametrize(
    ("form", "level", "given", "wanted"),
    [
        (None, None, "", ("text", "error")),
        (None, None, "json", ("json", "info")),
        (None, None, " DEBUG , json", ("json", "debug")),
        (None, None, "info", ("text", "info")),
        ("json", None, "text,error", ("json", "error")),
        ("json", "debug", "error", ("json", "debug")),
    ],
)
def test_options_go_before_the_environment(form, level, given, wanted) -> None:
    assert logs.settings_of(form, level, given) == logs.LogSettings(*wanted)


def test_another_word_in_the_environment_is_told(monkeypatch, capsys) -> None:
    with pytest.raises(ConfigError, match="FANZHA_LOG"):
        logs.settings_of(None, None, "jsn")
    monkeypatch.setenv("FANZHA_LOG", "yaml")
    assert main(["facts", "--input", "a", "--output", "b"]) != 0
    assert "use words of text, json, debug" in capsys.readouterr().err


def test_as_json_a_command_says_events_and_nothing_else(tmp_path, capfd, lines) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "1", "text": "转账五千元后无法提现"}\n', encoding="utf-8")
    files = ["--input", str(tmp_path / "in.jsonl"), "--output", str(tmp_path / "out.jsonl")]
    assert main(["--log-json", "facts", *files]) == 0
    assert main(["--log-json", "facts", "--input", str(tmp_path / "王五13800138000"), "--output", "b"]) != 0
    out, err = capfd.readouterr()
    assert out == ""
    events = [json.loads(line) for line in err.splitlines()]
    assert [e["event"] for e in events] == [
        "command_started",
        "command_ended",
        "command_started",
        "failed",
        "command_ended",
    ]
    assert events[1]["exit"] == 0
    assert events[3]["error"] == "MissingFileError"
    assert events[3]["at"].startswith("fanzha.")
    assert events[4]["exit"] == events[3]["exit"] != 0


def test_the_place_of_an_error_is_in_fanzha() -> None:
    with pytest.raises(ValueError) as outside:
        json.loads("{")
    assert logs.place(outside.tb) is None
    with pytest.raises(ValueError) as inside:
        logs.record("no_such_event")
    place = logs.place(inside.tb)
    assert place is not None
    assert place.startswith("fanzha.logs:")


def test_a_broken_input_is_told_by_its_number(tmp_path, capfd, lines) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    rows = "".join(f"A{i},报警称被人以刷单返利为由骗走五千元第{i}次\n" for i in range(3))
    (folder / "a.csv").write_text(f"案件编号,简要案情\n{rows}", encoding="utf-8")
    (folder / "b.parquet").write_bytes(b"PAR1 broken PAR1")
    assert main(["--log-json", "score", "--input", str(folder), "--output", str(tmp_path / "out")]) == 65
    events = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    (refused,) = [e for e in events if e["event"] == "input_refused"]
    assert (refused["number"], refused["error"], refused["level"]) == (2, "InputError", "warning")
    (ended,) = [e for e in events if e["event"] == "run_ended"]
    assert (ended["status"], ended["rows_in"]) == ("failed", 3)
    assert {e["event"] for e in events} >= {"command_started", "run_started", "shard_committed", "failed"}


def test_every_event_is_written_somewhere() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in Path(logs.__file__).parent.rglob("*.py"))
    assert [e for e in logs.EVENTS if not re.search(rf'(record|_tell)\(\s*"{e}"', code)] == []
