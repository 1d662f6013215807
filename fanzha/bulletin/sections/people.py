"""Who is cheated: age, sex and occupation."""

from __future__ import annotations

import numpy as np

from fanzha.bulletin import charts
from fanzha.bulletin.document import Block, Figure, Section
from fanzha.bulletin.language import Words
from fanzha.bulletin.sections.tables import table_grid
from fanzha.summarize import Summary

_SEXES = ("female", "male")


def people(summary: Summary, words: Words) -> Section | None:
    """Return the section on victims; None without any number."""
    if not summary.tables:
        return None
    blocks: list[Block] = []
    grid = table_grid(summary, summary.tables["sex_band"], words)
    drawing = _age_sex(summary, words)
    if drawing:
        blocks.append(
            Figure("people_figure", drawing.title, drawing.caption, drawing.wide, drawing.alt, grid, drawing.narrow)
        )
    elif summary.tables["sex_band"].known:
        blocks.append(grid)
    blocks += [
        table_grid(summary, summary.tables[key], words)
        for key in ("band", "sex", "occupation")
        if summary.tables[key].known
    ]
    return Section("people", words("people_title"), "", tuple(blocks)) if blocks else None


def _age_sex(summary: Summary, words: Words) -> charts.Drawing | None:
    table = summary.tables["sex_band"]
    if not any(c.n for c in table.cells if not c.hidden):
        return None
    rates = table.has_rates
    bands = list(dict.fromkeys(c.labels[1] for c in table.cells))
    values, low, high = (np.full((len(bands), 2), np.nan) for _ in range(3))
    for c in table.cells:
        if c.hidden or c.labels[0] not in _SEXES or (rates and c.rate is None):
            continue
        at = bands.index(c.labels[1]), _SEXES.index(c.labels[0])
        values[at] = c.rate if rates else c.n
        low[at], high[at] = (c.rate_low, c.rate_high) if rates else (c.n, c.n)
    caption = words("caption_people_rates" if rates else "caption_people_counts") + words("caption_people")
    names = [words.name(band).removesuffix("岁").replace(" and over", "+") for band in bands]
    title = words("chart_people")
    return charts.groups(
        names, (words.name("女"), words.name("男")), values, low if rates else None, high if rates else None,
        title=title, caption=caption, axis=words("axis_rate" if rates else "axis_cases"),
        alt=words.sentence(title, caption),
    )  # fmt: skip
