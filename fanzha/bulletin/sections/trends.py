"""How the main types went from week to week."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from fanzha.bulletin import charts
from fanzha.bulletin.document import Column, Figure, Grid, Hidden, Section, Value
from fanzha.bulletin.language import Words
from fanzha.summarize import Summary


def trends(summary: Summary, words: Words) -> Section | None:
    """Return the section on weeks; None where there are no two whole weeks or no week may be shown."""
    weekly, least = summary.weekly, summary.min_cell
    if weekly is None or summary.period is None:
        return None
    # Weeks of a type whose count is hidden would add up to it.
    open_ = {c.title: c.labels[0] for c in summary.tables["type"].cells if not (c.hidden or c.before_hidden)}
    chosen = [i for i, title in enumerate(weekly.types) if title in open_ and weekly.counts[i].max() >= least]
    if not chosen:
        return None
    counts = weekly.counts[chosen]
    few = (counts > 0) & (counts < least)
    codes = [open_[weekly.types[i]] for i in chosen]
    columns = (Column(words("week_of"), "date"), *(Column(words.type(code, short=True), "count") for code in codes))
    rows: list[tuple[Value, ...]] = [
        (start, *(Hidden(f"<{least}") if few[i, j] else int(counts[i, j]) for i in range(len(codes))))
        for j, start in enumerate(weekly.starts)
    ]
    grid = Grid("by_week", words("by_week"), "", columns, tuple(rows))
    middle = summary.period.start - timedelta(days=3)  # a week belongs to the period that has most of its days
    caption = words("caption_weeks", most=least - 1)
    drawing = charts.weeks(
        [words.type(code, short=True) for code in codes],
        weekly.starts,
        np.where(few, np.nan, counts),
        [start < middle for start in weekly.starts],
        least=least,
        title=words("chart_weeks"),
        caption=caption,
        when=(words("now"), words("earlier"), words("week_few", most=least - 1)),
        alt=words.sentence(words("chart_weeks"), caption),
    )
    figure = Figure("trends_figure", drawing.title, caption, drawing.wide, drawing.alt, grid, drawing.narrow)
    return Section("trends", words("trends"), "", (figure,))
