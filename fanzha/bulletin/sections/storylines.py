"""Scripts of fraud: new and growing ones, what is typical of them, and what is said that was not said before."""

from __future__ import annotations

from typing import Final

import numpy as np

from fanzha.bulletin import charts
from fanzha.bulletin.document import Block, Column, Figure, Grid, Section, Value
from fanzha.bulletin.language import Words
from fanzha.scripts import Slot, in_english
from fanzha.summarize.picture import Picture
from fanzha.summarize.rounding import percent
from fanzha.summarize.storylines import Storyline, Storylines
from fanzha.summarize.words import english

_SLOTS: Final = ("pretext", "platform", "channel", "payment", "identity", "demand")
_VALUES: Final = 2  # of a slot


def storylines(picture: Picture, words: Words) -> Section | None:
    """Return the section on scripts; None where no cases were grouped."""
    told = picture.storylines
    if told is None or not told.n:
        return None
    blocks: list[Block] = []
    if told.shown:
        figure = _timeline(told, words)
        blocks.append(figure if figure is not None else _table(told, words))
        blocks.append(_typical(told, words))
    phrases = _phrases(told, words)
    if phrases is not None:
        blocks.append(phrases)
    if told.by_type:
        blocks.append(_of_types(told, words))
    share = f"{percent(told.grouped / told.n)}%" if told.n >= told.min_cell else words("dash")
    lead = words("scripts_lead", n=words.count(told.n, told.min_cell), share=share, least=told.min_cell)
    return Section("storylines", words("storylines"), lead, tuple(blocks)) if blocks else None


def _table(told: Storylines, words: Words) -> Grid:
    columns = (
        Column(words("script")), Column(words("script_label")), Column(words.start(words("axis_type"))),
        Column(words("now"), "count"), Column(words("earlier"), "count"), Column(words("first_report"), "date"),
        Column(words("event")),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for one in told.shown:
        before: Value = one.n_before
        if one.n_before is not None and 0 < one.n_before < told.min_cell:
            before = words.hidden(one.n_before, told.min_cell)
        event = words.start(words(f"event_{one.event}")) if one.event else None
        rows.append(
            (
                one.id,
                one.label_in(words.language),
                words.start(words.type(one.type)),
                one.n,
                before,
                one.course.first,
                event,
            )
        )
    return Grid(
        "by_script",
        words("by_script"),
        words("note_scripts") + (words("gap") + words("note_steps") if words.audience == "public" else ""),
        columns,
        tuple(rows),
    )


def _timeline(told: Storylines, words: Words) -> Figure | None:
    weeks = sorted({week for one in told.shown for week in one.course.weeks})
    if len(weeks) < 3:
        return None
    at = {week: i for i, week in enumerate(weeks)}
    counts = np.zeros((len(told.shown), len(weeks)))
    for i, one in enumerate(told.shown):
        for week, n in zip(one.course.weeks, one.course.sizes, strict=True):
            counts[i, at[week]] = np.nan if 0 < n < told.min_cell else n
    known = {"born", "grown", "faded"}
    title, caption = words("chart_scripts"), words("caption_scripts", most=told.min_cell - 1)
    drawing = charts.timeline(
        [f"{one.id} {one.label_in(words.language)}" for one in told.shown], weeks, counts,
        [one.event if one.event in known else "" for one in told.shown],
        born=words("event_born"), grown=words("event_grown"), faded=words("event_faded"), title=title, caption=caption,
        alt=words.sentence(title, caption), short=[one.id for one in told.shown],
    )  # fmt: skip
    return Figure("scripts_figure", title, caption, drawing.wide, drawing.alt, _table(told, words), drawing.narrow)


def _typical(told: Storylines, words: Words) -> Grid:
    columns = (Column(words("script")), *(Column(words(f"slot_{name}")) for name in _SLOTS))
    rows: list[tuple[Value, ...]] = [(one.id, *(_values(one, name, words) for name in _SLOTS)) for one in told.shown]
    return Grid(
        "script_traits", words("script_traits"), words("note_traits", least=told.min_cell), columns, tuple(rows)
    )


def _values(one: Storyline, name: str, words: Words) -> str | None:
    slot: Slot | None = next((s for s in one.slots if s.name == name), None)
    if slot is None or not slot.values:
        return None
    shown = slot.values[:_VALUES]
    return words.listed(
        [f"{v.value if words.language == 'zh' else _english(name, v.value)} {percent(v.share)}%" for v in shown]
    )


def _english(name: str, value: str) -> str:
    return english(name, value) if name in ("channel", "payment", "platform") else in_english(value)


def _of_types(told: Storylines, words: Words) -> Grid:
    columns = (Column(words.start(words("axis_type"))), Column(words("phrases_of_type")))
    rows: list[tuple[Value, ...]] = [
        (words.start(words.type(code)), words.listed([words("paren", a=f"“{p.text}”", b=p.k) for p in some]))
        for code, some in told.by_type
    ]
    note = words("note_type_phrases", least=told.min_cell)
    return Grid("type_phrases", words("type_phrases"), note, columns, tuple(rows))


def _phrases(told: Storylines, words: Words) -> Grid | None:
    if not told.phrases:
        return None
    least = told.min_cell
    columns = (
        Column(words("phrase")), Column(words("now"), "count"), Column(words("earlier_cases"), "count"), Column("z", "ratio", "", 1),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (one.text, one.k, words.hidden(one.k_others, least) if 0 < one.k_others < least else one.k_others, one.z)
        for one in told.phrases
    ]
    return Grid("new_phrases", words("new_phrases"), words("note_phrases", least=least), columns, tuple(rows))
