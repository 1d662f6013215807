"""`python -m benchmarks`: train, score and start fanzha and its peers in turn, and write what was found."""

from __future__ import annotations

import os

# Before anything numeric loads: one thread, one core, for every peer and every process started from here.
for _name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "VECLIB_MAXIMUM", "RAYON"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import argparse  # noqa: E402
import datetime  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks import data, measure, report, targets, tune  # noqa: E402
from benchmarks.peers import NAMES, peer_class  # noqa: E402
from fanzha.cli.console import say  # noqa: E402
from fanzha.errors import FanzhaError, InputError  # noqa: E402

_ROOT = Path(__file__).resolve().parent.parent


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    add = found.add_argument
    add(
        "--data-dir", type=Path, help="folder with scripts8/ (default: ../shared/data where it is, else the own corpus)"
    )
    add("--corpus", action="store_true", help="the project's own corpus, whole batches held out")
    add("--peers", default=",".join(NAMES), help=f"comma-separated, of {', '.join(NAMES)}")
    add("--limit", type=int, help="at most so many texts on each side")
    add("--train-runs", type=int, default=3, help="rounds of training")
    add("--runs", type=int, default=7, help="rounds of everything else")
    add("--texts", type=int, default=20_000, help="texts of a batch")
    add("--calls", type=int, default=1_000, help="calls with one text, a round")
    add("--stream", type=int, default=1_000_000, help="texts of the long stream; 0 leaves streams out")
    add("--tune", action="store_true", help="only choose the settings of fastText and spaCy, on training texts")
    add("--out", type=Path, default=_ROOT / "benchmarks" / "results")
    return found


def split_of(args: argparse.Namespace) -> data.Split:
    """Return the texts that the arguments ask for."""
    folder = args.data_dir or _ROOT.parent / "shared" / "data"
    public = not args.corpus and (args.data_dir is not None or (folder / "scripts8").is_dir())
    found = data.scripts(folder) if public else data.own()
    return data.smaller(found, args.limit) if args.limit else found


def _load(averages: Sequence[float]) -> str:
    """The last minute's load: above the number of cores, others slowed the run down and its tails are theirs."""
    return f"{averages[0]:.1f} on {os.cpu_count()} cores"


def compare(args: argparse.Namespace, split: data.Split) -> report.Report:
    """Measure everything that the arguments ask for."""
    asked, before = args.peers.split(","), os.getloadavg()
    skipped = {name: why for name in asked if (why := peer_class(name).missing())}
    for name, why in skipped.items():
        say(f"{name}: skipped, {why}")
    peers = {name: peer_class(name)() for name in asked if name not in skipped}
    figures = {name: measure.Figures() for name in peers}
    held_out = data.texts_of(split.held_out)
    streams: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        say(f"training {', '.join(peers)}: {split.train.num_rows} texts, {args.train_runs} rounds")
        measure.train(peers, split, folder, args.train_runs, figures)
        # Its training is all that counts of the lesser one.
        scored = {name: peer for name, peer in peers.items() if name != "fanzha-least"}
        say(f"batches, {args.runs} rounds")
        measure.batches(scored, held_out, args.texts, args.runs, figures)
        say(f"single texts, {args.runs} rounds")
        measure.latencies(scored, held_out, args.calls, args.runs, figures)
        say(f"cold starts and memory, {args.runs} rounds")
        measure.cold(list(scored), folder, held_out[0], args.runs, figures)
        measure.memory(list(scored), folder, held_out, args.texts, min(args.runs, 3), figures)
        if args.stream and "fanzha" in peers:
            say(f"streams of {targets.SHORT_STREAM:,} and {args.stream:,} texts")
            sizes = (min(targets.SHORT_STREAM, args.stream), args.stream)
            streams = measure.streams(folder / "fanzha" / "model", held_out, sizes, folder)
    versions = {k: v for name in peers for k, v in peer_class(name).versions().items()}
    facts: dict[str, object] = {
        "data": split.name,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        **report.machine(),
        "texts": f"{split.train.num_rows:,} to learn from, {split.held_out.num_rows:,} held out ({split.title})",
        "runs": f"{args.train_runs} trainings, {args.runs} of everything else, peers in turn",
        "load average": f"{_load(before)} at the start, {_load(os.getloadavg())} at the end; 1 is this run alone",
        "versions": ", ".join(f"{k} {v}" for k, v in versions.items()),
    }
    settings = {name: peer.settings for name, peer in peers.items()}
    return report.Report(facts, figures, skipped, settings, streams, targets.judge(figures, streams))


def main(argv: Sequence[str] | None = None) -> int:
    args = parser().parse_args(argv)
    try:
        counts = {"--train-runs": args.train_runs, "--runs": args.runs, "--texts": args.texts, "--calls": args.calls}
        if low := [f"{k} {v}" for k, v in counts.items() if v < 1]:
            raise InputError("a count must be 1 at least", ", ".join(low), "raise it")
        split = split_of(args)
        if args.tune:
            sys.stdout.write(tune.tune(data.tuning(split), args.peers.split(",")))
            return 0
        found = compare(args, split)
        sys.stdout.write(report.markdown(found))
        for path in report.write(found, args.out, f"{found.facts['date']}-{split.name}"):
            say(f"wrote {path.name}")
    except FanzhaError as error:
        say(f"benchmarks: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
