"""Measuring side by side: every round takes each peer once, each round beginning with another, and medians are kept."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.data import Split, labels_of, texts_of, variants
from benchmarks.peers import peer_class
from benchmarks.peers.base import Peer
from fanzha.errors import EngineError
from fanzha.labels import macro_f1

# Neither may be loaded by fanzha before its first answer.
FORBIDDEN_WHEN_COLD = frozenset({"sklearn", "torch"})
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of one figure, a run each."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle value."""
        return median(self.values)

    def as_json(self) -> dict[str, Any]:
        """Return number of runs, least, middle and greatest value."""
        return {"runs": len(self.values), "min": min(self.values), "median": self.median, "max": max(self.values)}


@dataclass
class Figures:
    """What was measured of one peer.

    Attributes
    ----------
    train_seconds, macro_f1 : Sample
        Of each training; macro-F1 over the held-out texts.
    batch_rate : Sample
        Texts a second in one call with many.
    p50_ms, p99_ms : Sample
        Latency of calls with one text, milliseconds; one value a round.
    cold_seconds : Sample
        From the start of a process to its first answer, imports and loading included.
    rss_mb : Sample
        Peak resident memory of a process that loads the model and scores the batch, in 10**6 bytes.
    disk_mb : Sample
        The model's files, in 10**6 bytes.
    imported : list of str
        Which of `benchmarks.worker.HEAVY` were loaded at the first answer of a cold process.
    """

    samples: dict[str, Sample] = field(default_factory=dict)
    imported: list[str] = field(default_factory=list)
    batch_texts: int = 0

    def median(self, figure: str) -> float | None:
        """Return the median of a figure, None where it was not measured."""
        return self.samples[figure].median if figure in self.samples else None


def order(names: Sequence[str], rounds: int) -> Iterator[tuple[int, str]]:
    """Yield round and name so that peers take turns and no one is always first."""
    for i in range(rounds):
        turn = i % max(len(names), 1)
        for name in [*names[turn:], *names[:turn]]:
            yield i, name


def interleave(tasks: Mapping[str, Callable[[int], float]], rounds: int) -> dict[str, Sample]:
    """Run each task once a round, in turn.

    Parameters
    ----------
    tasks : mapping
        Name to a function of the round that returns what it measured.
    rounds : int

    Returns
    -------
    dict
        Name to the values of all rounds.
    """
    values: dict[str, list[float]] = {name: [] for name in tasks}
    for i, name in order(list(tasks), rounds):
        gc.collect()
        values[name].append(tasks[name](i))
    return {name: Sample(tuple(v)) for name, v in values.items() if v}


def seconds(call: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def score(peer: Peer, split: Split) -> float:
    """Return macro-F1 over the held-out texts."""
    names = sorted({*labels_of(split.train), *labels_of(split.held_out)})
    at = {name: i for i, name in enumerate(names)}
    truth, said = labels_of(split.held_out), peer.predict(texts_of(split.held_out))
    return macro_f1(np.array([at[t] for t in truth]), np.array([at.get(s, 0) for s in said]), len(names))


def train(peers: Mapping[str, Peer], split: Split, folder: Path, rounds: int, figures: Mapping[str, Figures]) -> None:
    """Train all peers in turn; each is saved below ``folder`` and measured on the held-out texts."""
    f1: dict[str, list[float]] = {name: [] for name in peers}

    def once(name: str) -> Callable[[int], float]:
        def task(i: int) -> float:
            taken = seconds(lambda: peers[name].fit(split))
            kept = folder / name
            kept.mkdir(parents=True, exist_ok=True)
            peers[name].save(kept)
            if peers[name].learns:
                f1[name].append(score(peers[name], split))
            return taken

        return task

    for peer in peers.values():
        peer.warm()
    taken = interleave({name: once(name) for name in peers}, rounds)
    for name in peers:
        if peers[name].learns:
            figures[name].samples |= {"train_seconds": taken[name], "macro_f1": Sample(tuple(f1[name]))}
        size = sum(p.stat().st_size for p in (folder / name).rglob("*") if p.is_file())
        figures[name].samples["disk_mb"] = Sample((size / 1e6,))


def batches(
    peers: Mapping[str, Peer], texts: Sequence[str], n: int, rounds: int, figures: Mapping[str, Figures]
) -> None:
    """Score n variants of the texts in one call, after a first call that is not counted."""
    many = list(variants(texts, n))
    given = {name: many[: min(n, peer.most or n)] for name, peer in peers.items()}
    for name, peer in peers.items():
        peer.predict(given[name])
        figures[name].batch_texts = len(given[name])

    def once(name: str) -> Callable[[int], float]:
        return lambda i: len(given[name]) / seconds(lambda: peers[name].predict(given[name]))

    for name, sample in interleave({name: once(name) for name in peers}, rounds).items():
        figures[name].samples["batch_rate"] = sample


def latencies(
    peers: Mapping[str, Peer], texts: Sequence[str], each: int, rounds: int, figures: Mapping[str, Figures]
) -> None:
    """Classify texts one by one, ``each`` of them a round; the first twenty calls of a round are not counted."""
    p99: dict[str, list[float]] = {name: [] for name in peers}

    def once(name: str) -> Callable[[int], float]:
        def task(i: int) -> float:
            chosen = list(variants(texts, each + 20, seed=i))
            taken = np.array([seconds(partial(peers[name].predict, [t])) for t in chosen])[20:] * 1000
            p99[name].append(float(np.quantile(taken, 0.99)))
            return float(np.median(taken))

        return task

    for name, sample in interleave({name: once(name) for name in peers}, rounds).items():
        figures[name].samples |= {"p50_ms": sample, "p99_ms": Sample(tuple(p99[name]))}


def worker(*arguments: str) -> tuple[float, dict[str, Any]]:
    """Run `benchmarks.worker` as a process; return the seconds until its first answer, and what it said at its end.

    Raises
    ------
    EngineError
        If it fails.
    """
    command = [sys.executable, "-m", "benchmarks.worker", *arguments]
    # As an installed package is used: with its byte code kept.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdout is not None
        process.stdout.readline()
        answered = time.perf_counter() - start
        rest = process.stdout.read()
        process.wait()
        errors.seek(0)
        last = (errors.read().strip().splitlines() or ["nothing said"])[-1]
    if process.returncode or not rest:
        raise EngineError("a measuring process must end well", f"{arguments[0]}: {last[:200]}", "run it by itself")
    return answered, json.loads(rest)


def cold(names: Sequence[str], folder: Path, text: str, rounds: int, figures: Mapping[str, Figures]) -> None:
    """Start a process for each peer and round; it loads the model, answers once and ends.

    Raises
    ------
    AssertionError
        If fanzha loaded a package that it must do without.
    """
    kept = folder / "first.json"
    kept.write_text(json.dumps([text], ensure_ascii=False), encoding="utf-8")

    def once(name: str) -> Callable[[int], float]:
        def task(i: int) -> float:
            taken, said = worker("cold", name, str(folder / name), str(kept))
            figures[name].imported = said["imported"]
            return taken

        return task

    for task in (once(name) for name in names):  # byte code and disk cache
        task(0)
    for name, sample in interleave({name: once(name) for name in names}, rounds).items():
        figures[name].samples["cold_seconds"] = sample
    for name in {"fanzha"} & set(names):
        found = sorted({*figures[name].imported} & FORBIDDEN_WHEN_COLD)
        assert not found, f"{name} must answer without {', '.join(found)}"


def memory(
    names: Sequence[str], folder: Path, texts: Sequence[str], n: int, rounds: int, figures: Mapping[str, Figures]
) -> None:
    """Start a process for each peer that loads the model and scores the batch; keep its peak resident memory."""
    many = list(variants(texts, n))

    def once(name: str) -> Callable[[int], float]:
        kept = folder / f"{name}.json"
        kept.write_text(json.dumps(many[: peer_class(name).most], ensure_ascii=False), encoding="utf-8")
        return lambda i: float(worker("score", name, str(folder / name), str(kept))[1]["rss_mb"])

    for name, sample in interleave({name: once(name) for name in names}, rounds).items():
        figures[name].samples["rss_mb"] = sample


def streams(model: Path, texts: Sequence[str], sizes: Sequence[int], folder: Path) -> list[dict[str, float]]:
    """Score streams of variants of several lengths, a process each.

    Returns
    -------
    list of dict
        Of each: ``texts``, ``rate`` (texts a second, making them included), ``score_rate`` (scoring alone), ``rss_mb``.
    """
    kept = folder / "stream.json"
    kept.write_text(json.dumps(list(texts), ensure_ascii=False), encoding="utf-8")
    return [worker("stream", str(model), str(kept), str(n))[1] for n in sizes]
