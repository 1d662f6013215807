"""A bulletin as a Word document that an office can go on editing: real styles, captions, tables, links and page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fanzha.bulletin.charts import png
from fanzha.bulletin.display import folded, shown
from fanzha.bulletin.document import Block, Cases, Document, Figure, Grid, Heading, Note, Section, Statement
from fanzha.bulletin.language import Words, words_for
from fanzha.bulletin.tiles import tile_text
from fanzha.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fanzha.bulletin.word import Writer

_FIGURE_CM = 16.5  # the width of the text on A4 with margins of 2.2 cm
_WIDE_COLUMNS = 6  # from here on a table is set smaller
_MOST_CASES = 10  # of a list on paper


def render(document: Document) -> bytes:
    """Write a bulletin as DOCX; the same document gives the same bytes.

    Parameters
    ----------
    document : Document

    Raises
    ------
    MissingExtraError
        If python-docx, of the extra ``office``, is not installed.
    """
    try:
        from fanzha.bulletin.word import Writer
    except ModuleNotFoundError:
        raise MissingExtraError("python-docx", "office") from None
    words = words_for(document)
    foot = words("foot_internal" if document.audience == "internal" else "foot_public")
    paper = Writer(document.title, document.language, words("page", page="\0", pages="\1"), foot)
    return _Renderer(document, words, paper).bytes()


class _Renderer:
    def __init__(self, document: Document, words: Words, paper: Writer) -> None:
        self.document, self.words, self.paper = document, words, paper
        self.numbers = {"figure": 0, "table": 0}

    def bytes(self) -> bytes:
        document, words, paper = self.document, self.words, self.paper
        paper.paragraph(document.title, "Title")
        paper.paragraph(document.subtitle, "Subtitle")
        if document.meta:
            paper.pairs(document.meta)
        if document.tiles:
            paper.tiles([(t.title, tile_text(t, words), t.note) for t in document.tiles])
        if document.lead:
            paper.paragraph(document.lead, "Lead")
        every = (*document.sections, *document.appendix)
        for i, section in enumerate(every):
            self._section(section)
            if i == 0:  # what stands out comes before where to find the rest
                paper.contents(words("contents"), [(s.key, self._title(s)) for s in every])
        return paper.bytes()

    def _title(self, section: Section) -> str:
        if any(section is one for one in self.document.appendix):
            return self.words("colon", a=self.words("appendix"), b=section.title)
        return section.title

    def _section(self, section: Section) -> None:
        self.paper.heading(self._title(section), 1, section.key)
        if section.lead:
            keep = bool(section.blocks) and not isinstance(section.blocks[0], Statement)
            self.paper.paragraph(section.lead, keep=keep)
        first = True  # numbering starts anew with each heading
        for block in section.blocks:
            first = first or isinstance(block, Heading)
            self._block(block, first=first)
            first = first and not isinstance(block, Statement)

    def _block(self, block: Block, *, first: bool) -> None:
        if isinstance(block, Heading):
            self.paper.heading(block.text, 2, tone=block.tone)
        elif isinstance(block, Statement):
            self._statement(block, first=first)
        elif isinstance(block, Note):
            self.paper.item(block.text, block.link)
        elif isinstance(block, Grid):
            self._grid(block)
        elif isinstance(block, Figure):
            self._figure(block)
        else:
            self._cases(block)

    def _statement(self, one: Statement, *, first: bool) -> None:
        words = self.words
        subject = words("colon", a=one.subject, b="") if one.subject else ""
        links = [(words("see_table"), one.table), (words("see_cases"), one.cases)]
        self.paper.statement(subject, one.text, one.detail, [(text, key) for text, key in links if key], first=first)

    def _caption(self, kind: str, title: str, key: str) -> None:
        self.numbers[kind] += 1
        self.paper.caption(self.words(kind), self.numbers[kind], title, key, before=kind == "table")

    def _figure(self, figure: Figure) -> None:
        self.paper.picture(png(figure.svg), figure.alt, figure.title, _FIGURE_CM)
        self._caption("figure", figure.title, figure.key)
        self.paper.paragraph(figure.caption, "Small")
        self._grid(figure.data)

    def _grid(self, grid: Grid) -> None:
        table = folded(shown(grid, self.words))
        self._caption("table", grid.title, grid.key)
        if grid.note:
            self.paper.paragraph(grid.note, "Small", keep=True)
        self.paper.table(
            table.head,
            table.rows,
            table.numeric,
            small=len(table.head) >= _WIDE_COLUMNS,
            whole=2 * sum(table.numeric) > len(table.head),
        )

    def _cases(self, cases: Cases) -> None:
        words = self.words
        self._caption("table", cases.title, cases.key)
        note = cases.note
        if len(cases.rows) > _MOST_CASES:
            note = words("cases_cut", n=f"{cases.n:,}", shown=_MOST_CASES)
        note = words("gap").join(one for one in (note, cases.besides) if one)
        if note:
            self.paper.paragraph(note, "Small", keep=True)
        head = [words(key) for key in ("case_id", "case_day", "case_type", "case_area")]
        rows: list[Sequence[str]] = []
        told = any(row.summary for row in cases.rows)
        for row in cases.rows[:_MOST_CASES]:
            day = row.day.isoformat() if row.day else words("dash")
            rows.append((row.case_id, day, row.type, row.area or words("dash"), *((row.summary,) if told else ())))
        if told:
            head.append(words("case_summary"))
        self.paper.table(head, rows, [False] * len(head), small=True, whole=False)
