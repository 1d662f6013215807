"""Clusters in space and time, and stations against their residents."""

from __future__ import annotations

import numpy as np

from fanzha.bulletin import charts
from fanzha.bulletin.document import Block, Column, Figure, Grid, Interval, Note, Section, Value
from fanzha.bulletin.language import Words
from fanzha.places import MixRatio
from fanzha.summarize.picture import Picture
from fanzha.summarize.where import SCANNED, Where

_POINTS = 60  # of the curves of a funnel plot


def hotspots(picture: Picture, words: Words) -> Section | None:
    """Return the section on clusters and on stations; None where neither streets nor stations are stated."""
    where = picture.where
    if where is None or (where.geography is None and where.funnel is None and picture.mixes is None):
        return None
    blocks: list[Block] = []
    if where.geography is not None and where.scans:
        least, n = picture.summary.min_cell, len(where.scans)
        blocks.append(
            _clusters(where, least, words) if where.hotspots else Note(words("clusters_none", n=n, least=least))
        )
        if where.geography.neighbours == "stations":
            blocks.append(Note(words("by_stations")))
    figure = _funnel(where, picture.summary.min_cell, words)
    if figure is not None:
        blocks.append(figure)
    mixes = _mixes(picture, words)
    if mixes is not None:
        blocks.append(mixes)
    lead = words("hotspots_lead", days=SCANNED) if where.scans else ""
    return Section("hotspots", words("hotspots"), lead, tuple(blocks)) if blocks else None


def _clusters(where: Where, least: int, words: Words) -> Grid:
    columns = (
        Column(words.start(words("axis_type"))), Column(words("streets")), Column(words("first_day"), "date"),
        Column(words("last_day"), "date"), Column(words("now"), "count"), Column(words("expected"), "rate"),
        Column(words("relative_risk"), "ratio", "", 1), Column("p", "ratio", "", 3), Column("q", "ratio", "", 3),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (
            words.start(words.type(one.type)), words.listed(one.cluster.streets), one.start, one.end, one.cluster.observed,
            one.cluster.expected, one.cluster.relative_risk if np.isfinite(one.cluster.relative_risk) else None,
            one.cluster.p, one.q,
        )
        for one in where.hotspots
    ]  # fmt: skip
    note = words("clusters_note", n=len(where.scans), least=least)
    return Grid("clusters", words("clusters"), note, columns, tuple(rows))


def _mixes(picture: Picture, words: Words) -> Grid | None:
    found = picture.mixes
    if found is None:
        return None
    kept = {one.name: one for one in found.kept}
    lost = {one.name: one for one in found.losses}
    columns = (
        Column(words.start(words("axis_area"))), Column(words("mean_loss"), "money", "", 2), Column(words("mean_expected"), "money", "", 2),
        Column(words("ratio"), "ratio"), Column(words("interval"), "interval"), Column(words("kept_cases"), "count"),
        Column(words("expected"), "rate"), Column(words("ratio"), "ratio"), Column(words("interval"), "interval"),
    )  # fmt: skip
    rows = [
        (
            name,
            *_beside(lost.get(name)),
            *_beside(kept.get(name) if _open(kept.get(name), picture) else None, count=True),
        )
        for name in dict.fromkeys((*lost, *kept))
    ]
    note = words("note_mixes", least=picture.summary.min_cell)
    return Grid("mixes", words("mixes"), note, columns, tuple(rows))


def _open(one: MixRatio | None, picture: Picture) -> bool:
    """Tell whether neither the cases that count nor the others are too few to be shown."""
    least = picture.summary.min_cell
    return one is not None and all(n == 0 or n >= least for n in (one.observed, one.n - one.observed))


def _beside(one: MixRatio | None, *, count: bool = False) -> tuple[Value, Value, Value, Value]:
    if one is None:
        return None, None, None, None
    interval = Interval(one.low, one.high) if one.low is not None and one.high is not None else None
    return round(one.observed) if count else one.observed, one.expected, one.ratio, interval


def _funnel(where: Where, least: int, words: Words) -> Figure | None:
    found, ratios, rates = where.funnel, where.ratios, where.standardised
    if found is None or ratios is None or rates is None:
        return None
    points = found.points
    if any(0 < p.observed < least for p in points):
        return None
    rows: list[tuple[Value, ...]] = []
    for i, point in enumerate(points):
        known = bool(np.isfinite(rates.rate[i]))
        rows.append(
            (
                point.name, point.observed, point.expected, point.ratio,
                Interval(float(ratios.low[i]), float(ratios.high[i])), float(rates.crude[i]),
                float(rates.rate[i]) if known else None,
                Interval(float(rates.low[i]), float(rates.high[i])) if known else None,
            )
        )  # fmt: skip
    columns = (
        Column(words.start(words("axis_area"))), Column(words("now"), "count"), Column(words("expected"), "rate"),
        Column(words("ratio"), "ratio"), Column(words("interval"), "interval"), Column(words("rate_crude"), "rate"),
        Column(words("rate_standard"), "rate"), Column(words("interval"), "interval"),
    )  # fmt: skip
    grid = Grid("standardised", words("standardised"), words("note_standardised"), columns, tuple(rows))
    size = np.array([p.expected for p in points])
    curve = np.linspace(max(size.min() * 0.8, 1.0), size.max() * 1.1, _POINTS)
    limits = {"95%": found.limits(curve, 0.95), "99.8%": found.limits(curve, 0.998)}
    title, caption = words("chart_funnel"), words("caption_funnel")
    drawing = charts.funnel(
        [p.name for p in points], size, [p.ratio for p in points], [bool(p.outside) for p in points], curve=curve, limits=limits,
        mean=1.0, title=title, caption=caption, axis_size=words("axis_expected"), axis=words("axis_ratio"),
        alt=words.sentence(title, caption),
    )  # fmt: skip
    return Figure("funnel_figure", title, caption, drawing.wide, drawing.alt, grid, drawing.narrow)
