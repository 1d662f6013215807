import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stores

from fanzha.cli import main
from fanzha.store import open_store
from fanzha.store.records import Counts


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder of results, of which a run was done just now."""
    with open_store(f"duckdb:///{tmp_path}/fanzha.duckdb") as store:
        stores.deliver(store, [(f"c{i}", f"案情{i}") for i in range(40)])
        since = (datetime.now(UTC) - datetime(2026, 3, 2, 18, 30, tzinfo=UTC)).total_seconds() / 3600
        stores.attempt(store, "done", since - 1, Counts(40, 40))
    return tmp_path


def test_the_page_goes_to_standard_output(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--output", str(output), "--check"]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("needs a person: nothing beyond the reviews and corrections above\n")
    assert err == ""
    assert main(["status", "--store", f"duckdb:///{output}/fanzha.duckdb", "--no-drift"]) == 0
    assert "drift" not in capsys.readouterr().out


def test_the_check_fails_when_something_needs_a_person(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["status", "--output", str(output), "--json", "--max-backlog", "0"]
    assert main(options) == 0
    assert json.loads(capsys.readouterr().out)["needs_a_person"] == ["backlog"]
    assert main([*options, "--check"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["backlog"]["n"] > 0
    assert "found backlog" in err


def test_metrics_and_chart_are_written(output: Path) -> None:
    prom, chart = output / "metrics" / "fanzha.prom", output / "drift.svg"
    assert main(["status", "--output", str(output), "--prometheus", str(prom), "--chart", str(chart)]) == 0
    assert "fanzha_cases 40\n" in prom.read_text(encoding="utf-8")
    assert [p.name for p in prom.parent.iterdir()] == ["fanzha.prom"]
    assert "Drift by week" in chart.read_text(encoding="utf-8")


def test_what_cannot_be_is_refused_before_the_store_is_opened(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for more, part in (
        (["--chart", str(output / "c.pdf")], ".svg or .png"),
        (["--chart", str(output / "c.svg"), "--no-drift"], "--no-drift"),
        (["--prometheus", str(output)], "must be a file"),
    ):
        assert main(["status", "--output", str(output), *more]) not in (0, 75)
        assert part in capsys.readouterr().err
    assert main(["status", "--output", str(output / "none")]) not in (0, 75)
    assert not (output / "none").exists()
    with pytest.raises(SystemExit) as usage:
        main(["status"])
    assert usage.value.code == 2


HOLD = """
import sys, time
from fanzha.store import open_store
with open_store(sys.argv[1]):
    print("open", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def _hold(output: Path, seconds: float) -> subprocess.Popen[str]:
    """Let another process have the store open for writing, as a run does."""
    store = f"duckdb:///{output}/fanzha.duckdb"
    other = subprocess.Popen([sys.executable, "-c", HOLD, store, str(seconds)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    return other


def test_while_a_run_has_the_store_it_says_to_try_again(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = _hold(output, 60)
    try:
        assert main(["status", "--output", str(output), "--no-drift", "--wait", "0"]) == 75
        assert "wait" in capsys.readouterr().err
    finally:
        other.kill()
        other.communicate()
    assert main(["status", "--output", str(output), "--no-drift"]) == 0


def test_it_waits_for_a_run_that_ends_in_time(output: Path) -> None:
    other, start = _hold(output, 1.5), time.monotonic()
    assert main(["status", "--output", str(output), "--no-drift", "--wait", "60"]) == 0
    assert 0.5 < time.monotonic() - start < 60
    assert other.wait(60) == 0
    other.communicate()
