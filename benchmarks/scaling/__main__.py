"""`python -m benchmarks.scaling`: score files of growing length in several ways, a process each, and write what was found."""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import data
from benchmarks.report import machine
from benchmarks.scaling import reports, table
from benchmarks.scaling.processes import Used, run
from benchmarks.scaling.ways import WAYS, Way, prepare, rows_written
from fanzha import corpus
from fanzha.cli.console import say
from fanzha.errors import EngineError, FanzhaError

_ROOT = Path(__file__).resolve().parents[2]
# One thread a worker, as the job sets it for its own.
_ENVIRONMENT = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA")}


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="benchmarks.scaling", description=__doc__)
    add = found.add_argument
    add("--rows", default="10000,100000", help="comma-separated numbers of reports, up to 10000000")
    add("--ways", help="beginnings of names, with ; between them; all if not given: " + "; ".join(w.name for w in WAYS))
    add("--runs", type=int, default=1, help="rounds; ways take turns, and medians count")
    add("--scratch", type=Path, help="folder with room for inputs and outputs (default: the system's)")
    add("--out", type=Path, default=_ROOT / "benchmarks" / "results")
    return found


def _once(way: Way, models: Path, source: Path, rows: int, scratch: Path) -> Used:
    target = scratch / "out"
    shutil.rmtree(target, ignore_errors=True)
    used = run(way.command(models, source, target), way.cores, _ENVIRONMENT)
    if (written := rows_written(target)) != rows:
        raise EngineError("every row must come out", f"{written} of {rows}: {way.name}", "report this as a defect")
    shutil.rmtree(target)
    return used


def main() -> int:
    """Measure and write."""
    args = parser().parse_args()
    sizes = [int(n) for n in args.rows.split(",")]
    chosen = [w for w in WAYS if not args.ways or any(w.name.startswith(b) for b in args.ways.split(";"))]
    skipped = {w.name: f"{', '.join(w.missing)} not installed" for w in chosen if w.missing}
    ways = [w for w in chosen if not w.missing]
    texts = [t.text for t in corpus.load()]
    load, found = os.getloadavg(), {}
    if args.scratch is not None:
        args.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
        scratch = Path(folder)
        prepare(scratch / "models", data.own())
        for rows in sizes:
            source = scratch / f"reports-{rows}.parquet"
            reports.write(source, texts, rows)
            taken: dict[str, list[Used]] = {}
            for turn in range(args.runs):
                for way in [*ways[turn % len(ways) :], *ways[: turn % len(ways)]]:
                    if rows > way.most:
                        continue
                    used = _once(way, scratch / "models", source, rows, scratch)
                    say(f"{rows:,} rows, {way.name}: {used.seconds:.1f} s, {used.memory_mb:.0f} MB")
                    taken.setdefault(way.name, []).append(used)
            for name, runs in taken.items():
                figures = (median(getattr(r, f) for r in runs) for f in ("seconds", "cpu_seconds", "memory_mb"))
                found[name, rows] = Used(*figures)
            source.unlink()
    facts = {
        "date": datetime.date.today().isoformat(),
        **machine(),
        "reports": f"{len(texts):,} texts of the corpus in turn, each time with another character put in",
        "runs": str(args.runs),
        "load average": f"{load[0]:.1f} at the start, {os.getloadavg()[0]:.1f} at the end, on {os.cpu_count()} cores",
    }
    for path in table.write(args.out, f"{facts['date']}-scaling", facts, ways, sorted(sizes), found, skipped):
        say(f"wrote {path.name}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FanzhaError as error:
        sys.exit(f"benchmarks.scaling: {error}")
