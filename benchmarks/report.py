"""The report: a table with ratios, the aims with their verdicts, everything again as JSON, and a chart."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Figures
from benchmarks.targets import Target, ratio

# Figure to title, format, and whether more is better.
_COLUMNS = {
    "train_seconds": ("training, s", ".2f", False),
    "macro_f1": ("macro-F1", ".4f", True),
    "batch_rate": ("batch, texts/s", ",.0f", True),
    "p50_ms": ("one text p50, ms", ".3f", False),
    "p99_ms": ("p99, ms", ".3f", False),
    "cold_seconds": ("cold start, s", ".3f", False),
    "rss_mb": ("peak RSS, MB", ",.0f", False),
    "disk_mb": ("on disk, MB", ".1f", False),
}
# Their quotient would say nothing.
_WITHOUT_RATIO = frozenset({"macro_f1"})


@dataclass
class Report:
    """What one run found.

    Attributes
    ----------
    facts : dict
        Date, machine, data, versions, numbers of runs.
    figures : dict
        By name of peer, in the order of the table.
    skipped : dict
        Name of peer to why it did not run.
    settings : dict
        Name of peer to what was set.
    streams : list
        See `benchmarks.measure.streams`.
    targets : list of Target
    """

    facts: dict[str, object]
    figures: dict[str, Figures]
    skipped: dict[str, str]
    settings: dict[str, str]
    streams: Sequence[Mapping[str, float]] = ()
    targets: list[Target] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return everything as JSON values, each figure with number of runs, least, middle and greatest value."""
        peers = {
            name: {
                "settings": self.settings.get(name, ""),
                "batch_texts": f.batch_texts,
                "imported_when_cold": f.imported,
                **{figure: sample.as_json() for figure, sample in f.samples.items()},
            }
            for name, f in self.figures.items()
        }
        return {
            "facts": self.facts,
            "peers": peers,
            "skipped": self.skipped,
            "streams": [dict(s) for s in self.streams],
            "targets": [t.as_json() for t in self.targets],
        }


def cpu_model() -> str:
    """Name the processor as the system does."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def machine() -> dict[str, object]:
    """Return processor, cores in use, system and Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": cpu_model(),
        "cores used": cores,
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    }


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", f"|---|{'--:|' * (len(head) - 1)}", *(f"| {' | '.join(r)} |" for r in rows), ""]


def _cell(figures: Figures, own: Figures | None, figure: str) -> str:
    value = figures.median(figure)
    if value is None:
        return "-"
    _, form, more = _COLUMNS[figure]
    text = format(value, form)
    mine = own.median(figure) if own is not None else None
    if own is figures or mine is None or figure in _WITHOUT_RATIO:
        return text
    times = ratio(mine, value) if more else ratio(value, mine)
    return text if times is None else f"{text} ({times:.{2 if times < 10 else 0}f}x)"


def markdown(report: Report) -> str:
    """Write the report in Markdown."""
    own = report.figures.get("fanzha")
    lines = [f"# fanzha and its peers on {report.facts['data']}", ""]
    lines += [f"- {key}: {value}" for key, value in report.facts.items() if key != "data"]
    lines += ["", "Medians. In brackets: how many times better fanzha is (below 1: worse).", ""]
    table = [[name, *(_cell(f, own, c) for c in _COLUMNS)] for name, f in report.figures.items()]
    lines += _rows(["", *(title for title, _, _ in _COLUMNS.values())], table)
    lines += [f"- {name}: skipped, {why}" for name, why in report.skipped.items()]
    for name, f in report.figures.items():
        batch = f"; {f.batch_texts:,} texts a batch" if f.batch_texts else ""
        lines.append(f"- {name}: {report.settings.get(name, '')}{batch}")
    lines += ["", "## Aims", ""]
    aims = [
        [
            t.name,
            f"{'≥' if t.at_least else '≤'} {t.limit:,g} {t.unit}",
            "-" if t.value is None else f"{t.value:,.3g} {t.unit}" if t.value < 1000 else f"{t.value:,.0f} {t.unit}",
            t.verdict,
            t.note,
        ]
        for t in report.targets
    ]
    lines += _rows(["aim", "limit", "measured", "verdict", "note"], aims)
    if report.streams:
        lines += ["## Streams", ""]
        streamed = [
            [f"{int(s['texts']):,}", f"{s['rate']:,.0f}", f"{s['score_rate']:,.0f}", f"{s['rss_mb']:,.0f}"]
            for s in report.streams
        ]
        lines += _rows(["texts", "texts/s, making them included", "texts/s, scoring alone", "peak RSS, MB"], streamed)
        short, long = report.streams[0], report.streams[-1]
        if short is not long:
            lines += [f"Peak memory of the longest over the shortest: {long['rss_mb'] / short['rss_mb']:.3f}", ""]
    lines += ["## Spread", ""]
    spread = []
    for name, f in report.figures.items():
        for figure, sample in f.samples.items():
            title, form, _ = _COLUMNS[figure]
            low, high = min(sample.values), max(sample.values)
            values = [format(v, form) for v in (low, sample.median, high)]
            spread.append([name, title, str(len(sample.values)), *values])
    return "\n".join([*lines, *_rows(["peer", "figure", "runs", "min", "median", "max"], spread)])


def chart(report: Report) -> str:
    """Draw throughput against macro-F1, one mark a peer that learns.

    Returns
    -------
    str
        SVG.
    """
    import altair as alt
    import vl_convert

    rows = [
        {"peer": name, "texts": f.median("batch_rate"), "f1": f.median("macro_f1")}
        for name, f in report.figures.items()
        if f.median("batch_rate") is not None and f.median("macro_f1") is not None
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "texts:Q",
            scale=alt.Scale(type="log", padding=70),
            title="texts a second on one core (logarithmic)",
            axis=alt.Axis(format="~s", tickCount=5),
        ),
        y=alt.Y("f1:Q", scale=alt.Scale(zero=False, padding=20), title="macro-F1, held out"),
        color=alt.condition("datum.peer == 'fanzha'", alt.value("#b35806"), alt.value("#4292c6")),
    )
    marks, names = base.mark_circle(size=120, opacity=1), base.mark_text(dy=-14, fontSize=12).encode(text="peer:N")
    title = alt.TitleParams("Speed and quality", subtitle=f"{report.facts['data']}; up and to the right is better")
    drawn = (marks + names).properties(width=560, height=320, title=title)
    return str(vl_convert.vegalite_to_svg(drawn.to_dict()))


def write(report: Report, folder: Path, name: str) -> list[Path]:
    """Write the report as Markdown, JSON and SVG; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "md": markdown(report),
        "json": json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n",
        "svg": chart(report),
    }
    paths = []
    for kind, content in contents.items():
        paths.append(folder / f"{name}.{kind}")
        paths[-1].write_text(content, encoding="utf-8")
    return paths
