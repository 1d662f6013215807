"""What stands out, each in a sentence, with links to its table and to its cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from fanzha.bulletin.document import Block, Case, Cases, Heading, Note, Section
from fanzha.bulletin.language import Words
from fanzha.bulletin.sections.front import KINDS, Front, Said, statement
from fanzha.summarize import Finding, Frame
from fanzha.summarize.picture import Picture
from fanzha.summarize.rounding import percent
from fanzha.summarize.summary import OUTBREAK_DAYS

ReadCases = Callable[[Sequence[str]], pa.Table]

MOST_CASES: Final = 50  # of a list; the workbook of cases has all
MOST_CHARACTERS: Final = 120  # of a narrative in such a list
_OF_SUMMARY: Final[tuple[tuple[str, Literal["", "alarm", "rise"]], ...]] = (
    ("outbreak", "alarm"), ("riser", "rise"), ("group", ""), ("loss", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """Cases behind findings of the first page.

    Attributes
    ----------
    key : str
        Of their list.
    ids : tuple of str
        Those that are listed here.
    of : tuple of (str, int)
        The findings that they stand behind, by kind and number: those that have the very same cases share a list.
    besides : tuple of (str, int)
        Kind and number of another finding whose cases belong to these as well, and are listed with it alone; empty if there is none.
    n_besides : int
        How many cases it has.
    """

    key: str
    ids: tuple[str, ...]
    of: tuple[tuple[str, int], ...]
    besides: tuple[str, int] | tuple[()] = ()
    n_besides: int = 0


def findings(picture: Picture, words: Words, chosen: Front, lists: Sequence[Listed] = ()) -> Section:
    """Return the section on findings.

    Parameters
    ----------
    picture : Picture
    words : Words
    chosen : mapping
        Of `fanzha.bulletin.sections.front.front`.
    lists : sequence of Listed
        Those of the section that `case_lists` makes; none if the bulletin has no such section.
    """
    keys = {one: some.key for some in lists for one in some.of}
    blocks: list[Block] = []
    for kind, title, tone, _ in KINDS:
        if kind == "whole" and not any(name in chosen for name in ("sudden", "riser", "group")):
            blocks.append(Note(_none(picture, words)))
        if kind == "sudden" and kind not in chosen:
            blocks += _calm(picture, words)
        if kind not in chosen:
            continue
        blocks.append(Heading(words(title), tone))
        for i, one in enumerate(chosen[kind]):
            blocks.append(replace(one.statement, cases=keys.get((kind, i), "")))
    more = len(_rest(picture, chosen))
    if more:
        blocks.append(Note(words("rest_note" if more > 1 else "rest_note_one", n=more), link="rest"))
    return Section("findings", words("findings"), "", tuple(blocks))


def _none(picture: Picture, words: Words) -> str:
    """Return that nothing stands out, or why nothing was tested."""
    summary = picture.summary
    if summary.tested:
        none = "no_finding_public" if words.audience == "public" else "no_finding"
        return words(none, n=f"{summary.tested:,}")
    decided = summary.n - summary.n_fraud_review
    if summary.n < summary.min_cell or decided >= summary.min_cell:
        return words("no_test")
    if words.audience == "public":
        # The table of types says so, too, unless it hides how many await review.
        shown = decided == 0 and not any(cell.hidden for cell in summary.tables["type"].cells)
        return words("no_test_review_public" if shown else "no_test")
    n = f"{summary.n:,}"
    if summary.n_untyped == summary.n:
        return words("no_test_untyped", n=n)
    said = words("no_test_few", n=n, least=summary.min_cell) if decided else words("no_test_review", n=n)
    if 2 * picture.n_unfamiliar > summary.n_fraud_review:
        share = percent(picture.n_unfamiliar / summary.n_fraud_review)
        said += words("gap") + words("no_test_unfamiliar", share=f"{share}%")
    return said


def _calm(picture: Picture, words: Words) -> list[Block]:
    """Return that nothing rose suddenly, where it was looked for: that is news, too."""
    outlook, where, least = picture.outlook, picture.where, picture.summary.min_cell
    said = []
    if outlook is not None and outlook.n_judged:
        said.append(words("alarms_none", n=f"{outlook.n_judged:,}", least=least))
    if where is not None and where.scans:
        said.append(words("clusters_none", n=len(where.scans), least=least))
    return [Heading(words("sudden")), *(Note(one) for one in said)] if said else []


def others(picture: Picture, words: Words, chosen: Front) -> Section | None:
    """Return the findings that are not on the first page; None where all are."""
    rest = _rest(picture, chosen)
    blocks: list[Block] = []
    for kind, tone in _OF_SUMMARY:
        some = [one for one in rest if one.kind == kind]
        if some:
            title = words("outbreak", days=OUTBREAK_DAYS) if kind == "outbreak" else words(kind)
            blocks += [Heading(title, tone), *(statement(one, words) for one in some)]
    return Section("rest", words("rest"), "", tuple(blocks)) if blocks else None


def _rest(picture: Picture, chosen: Front) -> list[Finding]:
    shown = [one.finding for some in chosen.values() for one in some if one.finding is not None]
    return [one for one in picture.summary.findings if not any(one is other for other in shown)]


def listed(chosen: Front, frame: Frame) -> tuple[Listed, ...]:
    """Return the cases behind the findings of the first page, each set of cases once.

    Where the cases of one finding make up half or more of those of another, the other list leaves them to the first.

    Parameters
    ----------
    chosen : mapping
        Of `fanzha.bulletin.sections.front.front`.
    frame : Frame
        That was summarised.
    """
    made: dict[frozenset[str], Listed] = {}
    for kind, _, _, _ in KINDS:
        for i, one in enumerate(chosen.get(kind, ())):
            if one.ids is None:
                continue
            ids = one.ids(frame)
            same = frozenset(ids)
            had = made.get(same)
            made[same] = (
                Listed(f"cases_{kind}_{i + 1}", ids, ((kind, i),))
                if had is None
                else replace(had, of=(*had.of, (kind, i)))
            )
    return tuple(_apart(one, own, made) for own, one in made.items())


def _apart(one: Listed, own: frozenset[str], every: Mapping[frozenset[str], Listed]) -> Listed:
    """Return a list without the cases of the largest one that is most of it."""
    # A list that is not shown whole has no place for the cases of another.
    parts = [ids for ids in every if ids < own and 2 * len(ids) >= len(own) and len(ids) <= MOST_CASES]
    if not parts:
        return one
    part = max(parts, key=len)
    left = tuple(case for case in one.ids if case not in part)
    return replace(one, ids=left, besides=every[part].of[0], n_besides=len(part))


def case_lists(words: Words, chosen: Front, lists: Sequence[Listed], read: ReadCases) -> Section | None:
    """Return the cases behind the findings of the first page; None where none has any.

    Parameters
    ----------
    words : Words
    chosen : mapping
        Of `fanzha.bulletin.sections.front.front`.
    lists : sequence of Listed
        Of `listed`.
    read : callable
        From case ids to a table of them with ``case_id``, ``reported_on``, ``type``, ``area`` and, if they are to be shown in part,
        narratives as ``text``.
    """
    titles = {kind: title for kind, title, _, _ in KINDS}

    def named(kind: str, i: int) -> str:
        said = chosen[kind][i]
        return words("cases_of", kind=_title(said, titles[kind], words), what=said.what)

    blocks = []
    # All at once: whoever reads them goes through every case there is.
    found = read(list(dict.fromkeys(case for one in lists for case in _newest(one))))
    for one in lists:
        besides = words("cases_besides", n=f"{one.n_besides:,}", what=named(*one.besides)) if one.besides else ""
        title = words("also").join(named(*of) for of in one.of)
        blocks.append(_cases(one, found, words, title, besides))
    return Section("case_lists", words("case_lists"), "", tuple(blocks)) if blocks else None


def _title(one: Said, title: str, words: Words) -> str:
    return words("loss") if one.finding is not None and one.finding.kind == "loss" else words(title)


def _newest(one: Listed) -> Sequence[str]:
    return one.ids[-MOST_CASES:]


def _cases(one: Listed, found: pa.Table, words: Words, title: str, besides: str) -> Cases:
    found = found.filter(pc.is_in(found["case_id"], value_set=pa.array(_newest(one), pa.string())))
    order = pc.sort_indices(found, sort_keys=[("reported_on", "descending"), ("case_id", "ascending")])
    rows = tuple(_case(row, words) for row in _rows(found.take(order)))
    n = len(one.ids) + one.n_besides
    note = (
        words("cases_all", n=f"{n:,}")
        if len(one.ids) <= MOST_CASES
        else words("cases_cut", n=f"{n:,}", shown=MOST_CASES)
    )
    return Cases(one.key, title, rows, note, n, besides)


def _rows(table: pa.Table) -> Iterator[dict[str, object]]:
    names = [n for n in ("case_id", "reported_on", "type", "area", "text") if n in table.column_names]
    yield from table.select(names).to_pylist()


def _case(row: dict[str, object], words: Words) -> Case:
    text = " ".join(str(row.get("text") or "").split())
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - 1] + "…"
    day = row["reported_on"]
    return Case(
        str(row["case_id"]), day, words.type(str(row["type"]), short=True), str(row["area"] or ""), text  # type: ignore[arg-type]
    )  # fmt: skip
