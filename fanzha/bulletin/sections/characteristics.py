"""What the cases have in common: sentences about the whole period, and how each property spreads."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

from fanzha.bulletin import charts
from fanzha.bulletin.document import Block, Column, Figure, Grid, Hidden, Interval, Section, Statement, Value
from fanzha.bulletin.language import Words
from fanzha.bulletin.sentences import split
from fanzha.bulletin.values import ORDERED, named
from fanzha.summarize.claims import NOW, Figures
from fanzha.summarize.picture import Picture

_MOST: Final = 15  # values of a table
_TOGETHER: Final = 3  # hours
# A case may name several platforms, so that these do not add up to anything.
_SEVERAL: Final = frozenset({"platform"})
_SHOWN: Final = ("life_stage", "employer", "platform", "loss_size", "outcome", "delay_size", "repeated", "weekday")


def characteristics(picture: Picture, words: Words, said: Collection[str] = ()) -> Section | None:
    """Return the section on what the cases have in common; None without any of it.

    Parameters
    ----------
    picture : Picture
    words : Words
    said : collection of str
        Kinds of the claims that the first page has.
    """
    figures = picture.figures
    if figures is None:
        return None
    blocks: list[Block] = []
    for one in picture.claims:
        if one.kind not in said:
            subject, text = split(one.chinese if words.language == "zh" else one.english, words)
            blocks.append(Statement(text, "", _key(one.table), "", subject))
    when = _hours(figures, words)
    if when is not None:
        blocks.append(when)
    for name in _SHOWN:
        grid = spread(figures, name, words)
        if grid is not None:
            blocks.append(grid)
    return Section("characteristics", words("characteristics"), "", tuple(blocks)) if blocks else None


def spread(figures: Figures, name: str, words: Words) -> Grid | None:
    """Return how the cases of the period spread over the values of a property; None where no case states it."""
    found = figures.values(name)
    if not found:
        return None
    least = figures.min_cell
    order = [value for value in ORDERED.get(name, {}) if value in found]
    rest = sorted((v for v in found if v not in order), key=lambda v: (-found[v]["n"], v))
    shown = (*order, *rest)
    known, missing = found[shown[0]]["known"], found[shown[0]]["missing"]
    if figures.public if name in _SEVERAL else figures.hiding is not None and figures.hiding.withheld(name):
        return None
    counts = np.array([found[value]["n"] for value in shown] + [missing], dtype=np.int64)
    hidden = (
        (counts > 0) & (counts < least)
        if name in _SEVERAL or figures.hiding is None
        else figures.hiding.hidden(name, shown)
    )
    aside = bool(missing) and bool(hidden[-1]) and name not in _SEVERAL
    # Rare values come last, whatever their number, and only as many as are of use.
    places = [i for i in range(len(shown)) if order or not hidden[i]][:_MOST]
    rows: list[tuple[Value, ...]] = []
    for i in places:
        row = found[shown[i]]
        if hidden[i]:
            rows.append((named(name, shown[i], words), words.hidden(row["n"], least), None, None))
        else:
            between = Interval(row["share_low"], row["share_high"])
            shares: tuple[Value, Value] = (None, None) if aside else (row["share"], between)
            rows.append((named(name, shown[i], words), row["n"], *shares))
    if not rows:
        return None
    if missing and not hidden[-1]:
        rows.append((words.start(words("missing")), missing, None, None))
    elif missing:
        rows.append((words.start(words("missing")), Hidden(words("aside")), None, None))
    columns = (
        Column(words.start(words(f"axis_{name}"))), Column(words("now"), "count"), Column(words("share"), "share"),
        Column(words("interval"), "interval"),
    )  # fmt: skip
    note = "" if aside else words("note_known_only", n=words.count(known, least))
    if name in _SEVERAL:
        note += words("note_several")
    return Grid(_key(name), words(f"by_{name}"), note, columns, tuple(rows))


def _hours(figures: Figures, words: Words) -> Figure | None:
    found = figures.values("hour")
    if not found:
        return None
    least = figures.min_cell
    n = np.array([found.get(f"{h:02d}", {"n": 0})["n"] for h in range(24)], dtype=np.int64)
    # The chart shows three hours together, so that the hours of each add up to a number that is known.
    every = tuple(f"{h:02d}" for h in range(24))
    hidden = np.append((n > 0) & (n < least), False) if figures.hiding is None else figures.hiding.hidden("hour", every)
    blocks = n.reshape(-1, _TOGETHER).sum(axis=1)
    apart = np.zeros(len(blocks), dtype=bool) if figures.hiding is None else figures.hiding.hidden_groups("hour")
    # A sum of few is as telling as one of its hours.
    few = ((blocks > 0) & (blocks < least)) | apart
    if (~few & (blocks > 0)).sum() < 2:
        return None
    names = [named("hour", f"{h:02d}", words) for h in range(24)]
    rows: list[tuple[Value, ...]] = [
        (names[h], words.hidden(int(n[h]), least) if hidden[h] else int(n[h])) for h in range(24)
    ]
    grid = Grid(
        _key("hour"), words("by_hour"), "" if hidden[-1] else words("note_known_only", n=words.count(int(n.sum()), least)),
        (Column(words.start(words("axis_hour"))), Column(words("now"), "count")), tuple(rows),
    )  # fmt: skip
    title, caption = words("chart_hours"), words("caption_few", least=least)
    drawing = charts.bars(
        [f"{h:02d}:00–{h + _TOGETHER:02d}:00" for h in range(0, 24, _TOGETHER)], np.where(few, 0, blocks),
        [words.hidden(int(k), least).text if hide else f"{k:,}" for k, hide in zip(blocks, few, strict=True)],
        title=title, caption=caption, axis=words("axis_cases"), alt=words.sentence(title, caption),
    )  # fmt: skip
    return Figure("hours_figure", title, caption, drawing.wide, drawing.alt, grid, drawing.narrow)


def whole(picture: Picture, words: Words) -> Section | None:
    """Return the table of every type in every area, for the office; None without it."""
    figures = picture.figures
    if figures is None or words.audience == "public":
        return None
    least = figures.min_cell
    rows: list[tuple[Value, ...]] = []
    for row in figures.measures.to_pylist():
        if row["period"] != NOW or row["area"] != "" or row["type"] in (None, "") or row["n"] < least:
            continue
        if figures.hides("type", row["type"]):  # as in the table of types
            continue
        rows.append(
            (
                words.start(words.type(row["type"], short=True)), row["n"], row["rate"], *_money(row, least),
                *_part(row, "loss_large", "loss_n", least), *_part(row, "elderly", "stage_n", least),
                row["delay_median"] if row["delay_n"] >= least else None, *_kept(row, least),
            )
        )  # fmt: skip
    if not rows:
        return None
    rows.sort(key=lambda one: -int(one[1]))  # type: ignore[arg-type]
    columns = (
        Column(words.start(words("axis_type"))), Column(words("now"), "count"), Column(words("rate"), "rate"),
        Column(words("loss_sum"), "money"), Column(words("median"), "money", "", 2), Column(words("quartiles"), "interval"),
        Column(words("top_case"), "share"), Column(words("large_share"), "share"),
        Column(words("elderly_share"), "share"), Column(words("delay_median"), "rate", "", 0), Column(words("kept_share"), "share"),
    )  # fmt: skip
    grid = Grid("by_type_all", words("by_type_all"), words("note_all", least=least), columns, tuple(rows))
    return Section("all", words("by_type_all"), "", (grid,))


def _money(row: dict[str, object], least: int) -> tuple[Value, ...]:
    n, total, top = int(str(row["loss_n"])), row["loss_sum"], row["loss_top"]
    if n < least or not total:
        return None, None, None, None
    quartiles = Interval(float(str(row["loss_q1"])), float(str(row["loss_q3"])))
    return total, row["loss_median"], quartiles, float(str(top)) / float(str(total))  # type: ignore[return-value]


def _part(row: dict[str, object], k: str, n: str, least: int) -> tuple[Value]:
    part, whole_ = int(str(row[k])), int(str(row[n]))
    shown = whole_ >= least and not 0 < part < least and not 0 < whole_ - part < least
    return (part / whole_ if shown else None,)


def _kept(row: dict[str, object], least: int) -> tuple[Value]:
    both = dict(row) | {"kept": int(str(row["prevented"])) + int(str(row["recovered"]))}
    return _part(both, "kept", "outcome_n", least)


def _key(name: str) -> str:
    return f"by_{name}"
