"""A bulletin as PDF: set by Typst with the font that comes along, so that it looks the same on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

from fanzha.bulletin.display import folded, headed, printable, shown, width, widths
from fanzha.bulletin.document import Block, Cases, Document, Figure, Grid, Heading, Note, Section, Statement
from fanzha.bulletin.fonts import FAMILY, font_file
from fanzha.bulletin.language import Words, words_for
from fanzha.bulletin.tiles import tile_text
from fanzha.errors import MissingExtraError, OutputError

_MOST_CASES: Final = 10  # of a list on paper
_BESIDE: Final = 1.2  # of the line: with less air than they would have alone, two tables find room beside each other
_FEW_ROWS: Final = 16
_CONTENT = Mapping[str, Any]


def render(document: Document) -> bytes:
    """Write a bulletin as PDF, tagged for readers who cannot see it; the same document gives the same bytes.

    Parameters
    ----------
    document : Document

    Raises
    ------
    MissingExtraError
        If typst, of the extra ``office``, or the font is not installed.
    OutputError
        If the pages cannot be set.
    """
    try:
        import typst  # noqa: F401
    except ImportError:
        raise MissingExtraError("typst", "office") from None
    font = font_file()
    if font is None:
        raise MissingExtraError("pylopdf-fonts-zh-cn", "office")
    content = json.dumps(_plain(_content(document, words_for(document))), ensure_ascii=False, sort_keys=True)
    # A character that the font does not have is not allowed by the standard; better a box in its place than no bulletin.
    made = _compile(content, font, ["ua-1"]) or _compile(content, font, [])
    if made is None:
        raise OutputError(
            "the pages of a bulletin must be set", "pages that cannot be", "write another format, and report this"
        )
    return made


def _compile(content: str, font: Path, standards: list[Literal["ua-1"]]) -> bytes | None:
    import typst

    template = files("fanzha.bulletin").joinpath("bulletin.typ").read_bytes()
    try:
        return typst.compile(
            template, format="pdf", ignore_system_fonts=True, pdf_standards=[*standards],
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(font.parent)]),
            sys_inputs={"data": content}, timestamp=0,
        )  # fmt: skip
    except RuntimeError:  # its message may repeat what the bulletin says
        return None


def _plain(value: Any) -> Any:
    """Return content without what cannot be set."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _content(document: Document, words: Words) -> _CONTENT:
    appendix = {id(section) for section in document.appendix}
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "font": FAMILY,
        "lang": document.language,
        "region": "cn" if document.language == "zh" else "gb",
        "meta": list(document.meta),
        "tiles": [(tile.title, tile_text(tile, words), tile.note) for tile in document.tiles],
        "lead": document.lead,
        "page": words("page", page="\0", pages="\0").split("\0"),
        "foot": words("foot_internal" if document.audience == "internal" else "foot_public"),
        "words": {key: words(key) for key in ("contents", "figure", "table", "see_table", "see_cases")},
        "sections": [
            _section(section, words, appendix=id(section) in appendix)
            for section in (*document.sections, *document.appendix)
        ],
    }


def _section(section: Section, words: Words, *, appendix: bool) -> _CONTENT:
    title = words("colon", a=words("appendix"), b=section.title) if appendix else section.title
    return {
        "key": section.key, "title": title, "lead": section.lead,
        "blocks": _paired([_block(block, words) for block in section.blocks]),
    }  # fmt: skip


def _paired(blocks: Sequence[_CONTENT]) -> list[_CONTENT]:
    """Return blocks with small tables that follow each other side by side."""
    made: list[_CONTENT] = []
    for block in blocks:
        last = made[-1] if made else {"kind": ""}
        if _small(block) and _small(last) and block["width"] + last["width"] <= _BESIDE:
            made[-1] = {"kind": "pair", "tables": [last, block]}
        else:
            made.append(block)
    return made


def _small(block: _CONTENT) -> bool:
    return block["kind"] == "table" and len(block["rows"]) <= _FEW_ROWS


def _block(block: Block, words: Words) -> _CONTENT:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "tone": block.tone}
    if isinstance(block, Statement):
        subject = words("colon", a=block.subject, b="") if block.subject else ""
        return {
            "kind": "statement", "subject": subject, "text": block.text, "detail": block.detail, "table": block.table,
            "cases": block.cases,
        }  # fmt: skip
    if isinstance(block, Note):
        return {"kind": "note", "text": block.text, "link": block.link}
    if isinstance(block, Figure):
        return {
            "kind": "figure", "key": block.key, "title": block.title, "caption": block.caption, "svg": block.svg,
            "alt": block.alt, "data": _grid(block.data, words),
        }  # fmt: skip
    return _grid(block, words) if isinstance(block, Grid) else _cases(block, words)


def _grid(grid: Grid, words: Words) -> _CONTENT:
    table = folded(shown(grid, words))
    return _table(grid.key, grid.title, grid.note, table.head, table.rows, table.numeric)


def _cases(cases: Cases, words: Words) -> _CONTENT:
    note = cases.note
    if len(cases.rows) > _MOST_CASES:
        note = words("cases_cut", n=f"{cases.n:,}", shown=_MOST_CASES)
    note = words("gap").join(one for one in (note, cases.besides) if one)
    told = any(row.summary for row in cases.rows)
    head = [words(key) for key in ("case_id", "case_day", "case_type", "case_area")]
    rows = [
        (row.case_id, row.day.isoformat() if row.day else words("dash"), row.type, row.area or words("dash"),
         *((row.summary,) if told else ()))
        for row in cases.rows[:_MOST_CASES]
    ]  # fmt: skip
    if told:
        head.append(words("case_summary"))
    return _table(cases.key, cases.title, note, head, rows, [False] * len(head), small=told)


def _table(
    key: str, title: str, note: str, head: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool],
    *, small: bool = False,
) -> _CONTENT:  # fmt: skip
    return {
        "kind": "table", "key": key, "title": title, "note": note, "head": headed(head, rows), "rows": [list(row) for row in rows],
        "numeric": list(numeric), "small": small,
        "widths": [round(share, 4) for share in widths(head, rows)], "width": round(width(head, rows), 4),
    }  # fmt: skip
