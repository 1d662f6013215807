"""The benchmarks themselves: who runs when, what is divided by what, and whether a verdict follows from its figures."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pytest

from benchmarks import data, measure, report, targets, tune
from benchmarks.measure import Figures, Sample
from benchmarks.peers import NAMES, peer_class
from fanzha import schema
from fanzha.errors import InputError

ROOT = Path(__file__).resolve().parents[2]

TEXTS = ["先垫付再返佣金", "放款前要交保证金", "晚上回家吃饭"]


def figures(**values: float) -> Figures:
    return Figures({k: Sample((v,)) for k, v in values.items()})


@pytest.fixture
def toy_split(toy_texts: tuple[list[str], list[str]]) -> data.Split:
    texts, labels = toy_texts
    columns = {"id": [str(i) for i in range(len(texts))], "text": texts, "label": labels}
    columns |= {"group": columns["id"], "source": ["toy"] * len(texts), "register": ["script"] * len(texts)}
    table = pa.table(columns, schema=schema.LABELLED)
    return data.Split("toy", "every fourth text", table, table.take(list(range(0, len(texts), 4))))


def test_peers_take_turns_and_none_is_always_first() -> None:
    called: list[tuple[str, int]] = []

    def task(name: str):
        return lambda i: called.append((name, i)) or float(len(called))

    found = measure.interleave({name: task(name) for name in "abc"}, 3)
    assert [name for name, _ in called] == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]
    assert [i for _, i in called] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert found["a"].values == (1.0, 6.0, 8.0)
    assert found["a"].as_json() == {"runs": 3, "min": 1.0, "median": 6.0, "max": 8.0}


def test_verdicts_follow_from_the_figures() -> None:
    own = figures(batch_rate=2000, train_seconds=2, p99_ms=1.0, cold_seconds=0.301)
    peers = {
        "fanzha": own,
        "scikit-learn": figures(batch_rate=100, train_seconds=9.9),
        "fasttext": figures(batch_rate=1001),
    }
    streams = [{"texts": 100_000, "rss_mb": 500}, {"texts": 10_000_000, "rss_mb": 560}]
    found = targets.judge(peers, streams)
    assert [t.value for t in found] == pytest.approx([20, 2000 / 1001, 4.95, 1.0, 301, 560, 1.12])
    assert [t.verdict for t in found] == ["met", "not met", "not met", "met", "not met", "met", "not met"]


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    streams = [{"texts": 100_000, "rss_mb": 500}, {"texts": 1_000_000, "rss_mb": 501}]
    found = targets.judge({"fanzha": figures(batch_rate=5)}, streams)
    assert {t.verdict for t in found} == {"not measured"}
    assert [t.note for t in found[-2:]] == ["only 1,000,000 texts were streamed"] * 2


def test_ratios_say_how_much_better_fanzha_is() -> None:
    peers = {
        "fanzha": figures(batch_rate=3000, train_seconds=4, macro_f1=0.9),
        "slow": figures(batch_rate=100, train_seconds=1, macro_f1=0.8),
    }
    found = report.Report({"data": "invented"}, peers, {"absent": "not installed"}, {"slow": "as it comes"})
    assert "| slow | 1.00 (0.25x) | 0.8000 | 100 (30x) | - |" in report.markdown(found)
    assert "- absent: skipped, not installed" in report.markdown(found)
    drawn = report.chart(found)
    assert drawn.startswith("<svg")
    assert "slow" in drawn
    assert "fanzha" in drawn


def test_variants_differ_repeat_and_are_made_one_by_one() -> None:
    endless = islice(data.variants(TEXTS, 10**12), 600)
    made = list(endless)
    assert made == list(data.variants(TEXTS, 600))
    assert all(len(v) == len(TEXTS[i % 3]) + 1 for i, v in enumerate(made))
    assert len(set(made)) > 300
    assert made != list(data.variants(TEXTS, 600, seed=1))


def test_a_stream_is_made_of_whole_batches_of_cases() -> None:
    batches = list(data.stream(TEXTS, 25, 10))
    assert [b.num_rows for b in batches] == [10, 10, 5]
    assert all(b.schema == schema.CASE for b in batches)
    ids = [i for b in batches for i in b.column("case_id").to_pylist()]
    assert len(set(ids)) == 25


def test_own_texts_are_split_by_whole_batches() -> None:
    split = data.own()
    sources = [set(t.column("source").to_pylist()) for t in (split.train, split.held_out)]
    assert sources[0].isdisjoint(sources[1])
    assert 0.05 < split.held_out.num_rows / (split.train.num_rows + split.held_out.num_rows) < 0.5
    inner = data.tuning(split)
    seen = {*inner.train.column("id").to_pylist(), *inner.held_out.column("id").to_pylist()}
    assert seen == set(split.train.column("id").to_pylist())


def test_the_fastest_of_good_settings_is_chosen() -> None:
    found = [({"epoch": 5}, 0.80, 1.0), ({"epoch": 25}, 0.900, 5.0), ({"epoch": 50}, 0.902, 10.0)]
    assert tune.best(found) == {"epoch": 25}


@pytest.mark.parametrize("name", NAMES)
def test_a_peer_answers_as_before_once_it_was_kept(name: str, toy_split: data.Split, tmp_path: Path) -> None:
    cls = peer_class(name)
    if why := cls.missing():
        pytest.skip(f"{name}: {why}")
    peer = cls()
    peer.fit(toy_split)
    peer.save(tmp_path)
    said = peer.predict(TEXTS)
    assert cls.load(tmp_path).predict(TEXTS) == said
    assert set(said) <= set(data.labels_of(toy_split.train))
    if name in ("fanzha", "fanzha-least", "scikit-learn"):
        assert said == ["brushing", "loan", "benign"]


def test_an_unknown_peer_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a peer must be known"):
        peer_class("nobody")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--corpus", "--peers", "nobody", "--out", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("benchmarks: a peer must be known; found nobody")
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_everything_at_toy_size(tmp_path: Path) -> None:
    sizes = {"limit": 300, "train-runs": 1, "runs": 2, "texts": 120, "calls": 20, "stream": 5000}
    command = [sys.executable, "-m", "benchmarks", "--corpus", "--out", str(tmp_path)]
    command += [part for k, v in sizes.items() for part in (f"--{k}", str(v))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert {p.suffix for p in tmp_path.iterdir()} == {".md", ".json", ".svg"}
    found = json.loads(next(tmp_path.glob("*.json")).read_text(encoding="utf-8"))
    # Every peer is in the table or said to be left out, with the reason.
    assert {*found["peers"], *found["skipped"]} == set(NAMES)
    assert all(f"- {name}: skipped, {why}" in done.stdout for name, why in found["skipped"].items())
    own, other = found["peers"]["fanzha"], found["peers"]["scikit-learn"]
    assert own["imported_when_cold"] == []
    assert "sklearn" in other["imported_when_cold"]
    for peer in (own, other):
        assert peer["cold_seconds"]["runs"] == peer["batch_rate"]["runs"] == 2
        assert peer["train_seconds"]["runs"] == 1
        assert 0.2 < peer["macro_f1"]["median"] <= 1
        assert peer["p50_ms"]["min"] <= peer["p99_ms"]["max"]
    # A process of its own: far less than what the process that trains all peers takes, and not one figure for all.
    assert own["rss_mb"]["median"] != other["rss_mb"]["median"]
    aims = {t["name"]: t for t in found["targets"]}
    quotient = own["batch_rate"]["median"] / other["batch_rate"]["median"]
    assert aims["batch scoring against scikit-learn"]["value"] == pytest.approx(quotient)
    quotient = other["train_seconds"]["median"] / own["train_seconds"]["median"]
    assert aims["training against scikit-learn"]["value"] == pytest.approx(quotient)
    assert [s["texts"] for s in found["streams"]] == [5000, 5000]
    assert aims["peak memory, 10,000,000 texts streamed"]["verdict"] == "not measured"
