"""`python -m benchmarks.summaries`: time whole processes that summarise few cases and many, and write what was found."""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pyarrow.dataset as ds

from benchmarks.report import machine
from benchmarks.scaling.processes import Used, python, run
from benchmarks.summaries.cases import scored_district, write
from fanzha.cli.console import say
from fanzha.errors import FanzhaError

_ROOT = Path(__file__).resolve().parents[2]


def _ways(cases: Path, out: Path, rows: int) -> dict[str, list[str]]:
    whole = python("fanzha", "summarize", "--cases", str(cases), "--out", str(out), "--period", "quarter")
    if rows <= 100_000:
        whole += ["--district", str(_ROOT / "configs" / "district.yaml")]
    formats = [word for one in ("html", "docx", "pdf", "xlsx") for word in ("--format", one)]
    return {
        "fanzha summarize, every format": [*whole, *formats],
        "the same, one page, no scripts": [*whole, "--format", "html", "--no-scripts"],
        "pandas: counts, losses and shares": python("benchmarks.summaries.plain", str(cases), str(out)),
    }


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="benchmarks.summaries", description=__doc__)
    parser.add_argument("--rows", default="5000,2000000", help="comma-separated numbers of cases")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--scratch", type=Path, help="folder with room for inputs and outputs")
    parser.add_argument("--out", type=Path, default=_ROOT / "benchmarks" / "results")
    args = parser.parse_args()
    found: dict[tuple[str, int], Used] = {}
    load = os.getloadavg()[0]
    if args.scratch is not None:
        args.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
        scratch = Path(folder)
        base = ds.dataset(scored_district(scratch / "district"), format="parquet").to_table()
        sizes = [int(n) for n in args.rows.split(",")]
        for rows in sizes:
            cases = scratch / f"cases-{rows}.parquet"
            write(cases, base, rows)
            for name, command in _ways(cases, scratch / "out", rows).items():
                shutil.rmtree(scratch / "out", ignore_errors=True)
                used = run(command, args.cores)
                say(f"{rows:,} cases, {name}: {used.seconds:.1f} s, {used.memory_mb:.0f} MB")
                found[name, rows] = used
            cases.unlink()
    today = datetime.date.today().isoformat()
    lines = ["# A summary of few cases, and of many", ""]
    facts = {"date": today, **machine(), "cores used": args.cores}
    facts["load average"] = f"{load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end, on {os.cpu_count()} cores"
    lines += [f"- {k}: {v}" for k, v in facts.items()]
    lines += ["", "Seconds from start to end of the process; memory of all its processes, MB.", ""]
    lines += ["| way | " + " | ".join(f"{n:,} cases" for n in sizes) + " |", "|---|" + "--:|" * len(sizes)]
    for name in dict.fromkeys(way for way, _ in found):
        cells = [f"{found[name, n].seconds:,.1f} ({found[name, n].memory_mb:,.0f})" for n in sizes]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    path = args.out / f"{today}-summaries.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(f"wrote {path.name}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FanzhaError as error:
        sys.exit(f"benchmarks.summaries: {error}")
