"""What was found, as Markdown, JSON and a chart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.scaling.processes import Used
from benchmarks.scaling.ways import Way

_Found = Mapping[tuple[str, int], Used]


def markdown(
    facts: Mapping[str, object], ways: Sequence[Way], sizes: Sequence[int], found: _Found, skipped: Mapping[str, str]
) -> str:
    """Return the report."""
    lines = ["# The batch job and plainer ways, from few rows to many", ""]
    lines += [f"- {k}: {v}" for k, v in facts.items()]
    lines += ["", "Seconds from start to end of the process (rows a second; memory of all its processes, MB).", ""]
    lines += ["| way | does | " + " | ".join(f"{n:,} rows" for n in sizes) + " |"]
    lines += ["|---|---|" + "--:|" * len(sizes)]
    for way in ways:
        cells = []
        for rows in sizes:
            used = found.get((way.name, rows))
            cells.append(f"{used.seconds:,.1f} ({rows / used.seconds:,.0f}; {used.memory_mb:,.0f})" if used else "-")
        lines.append(f"| {way.name} | {'everything' if way.whole else 'types'} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "*everything*: identifiers replaced, facts found, every row accounted for, scored exactly once, in Parquet by day and in the store",
        "(Spark: without a store). *types*: a type beside each text and nothing else; `pyfunc` replaces identifiers too.",
    ]
    lines += [f"- {name}: left out, {why}" for name, why in skipped.items()]
    return "\n".join(lines) + "\n"


def chart(found: _Found) -> str:
    """Return seconds and memory by rows as SVG."""
    import altair as alt
    import pandas as pd
    import vl_convert as vlc

    frame = pd.DataFrame(
        [
            {"way": way, "rows": rows, "seconds": used.seconds, "MB": used.memory_mb}
            for (way, rows), used in found.items()
        ]
    )
    base = alt.Chart(frame).mark_line(point=True).properties(width=360, height=260)
    x = alt.X("rows:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s", title="rows"))
    color = alt.Color("way:N", title=None, legend=alt.Legend(orient="bottom", columns=2, labelLimit=300))
    both = alt.hconcat(
        base.encode(x, alt.Y("seconds:Q", scale=alt.Scale(type="log"), title="seconds"), color),
        base.encode(x, alt.Y("MB:Q", title="memory, MB"), color),
    )
    return str(vlc.vegalite_to_svg(both.to_dict()))


def write(
    folder: Path,
    name: str,
    facts: Mapping[str, object],
    ways: Sequence[Way],
    sizes: Sequence[int],
    found: _Found,
    skipped: Mapping[str, str],
) -> list[Path]:
    """Write the report as Markdown, JSON and SVG; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {"way": way, "rows": n, "seconds": u.seconds, "cpu_seconds": u.cpu_seconds, "memory_mb": u.memory_mb}
        for (way, n), u in found.items()
    ]
    contents = {
        "md": markdown(facts, ways, sizes, found, skipped),
        "json": json.dumps({"facts": dict(facts), "figures": rows, "skipped": dict(skipped)}, indent=2) + "\n",
        "svg": chart(found),
    }
    paths = []
    for kind, content in contents.items():
        paths.append(folder / f"{name}.{kind}")
        paths[-1].write_text(content, encoding="utf-8")
    return paths
