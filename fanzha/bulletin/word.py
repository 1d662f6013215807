"""A writer of Word documents in the house style, on python-docx; it knows paper, not bulletins."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from fanzha.bulletin.display import headed, printable, width, widths
from fanzha.bulletin.word_parts import (
    QUIET,
    TABLE_STYLE,
    field,
    link,
    look,
    set_styles,
    set_text,
    shade,
)  # fmt: skip

_PAGE: Final = 16.6  # centimetres of text on a line
_TOGETHER: Final = 16  # rows of a table that is not broken
_ENDS: Final = 3  # rows that stay with the head, and with the last row, of one that is
_EPOCH: Final = datetime(1980, 1, 1)  # a time of writing would differ with every run
_TONES: Final = {"alarm": "A61B1B", "rise": "8A5000"}


class Writer:
    """A document that grows from top to bottom.

    Parameters
    ----------
    title : str
        Of the file and of the head of each page.
    language : str
        ``zh`` or ``en``.
    page : str
        What stands at the foot of each page: NUL for its number, SOH for how many there are.
    foot : str
        What stands before it.
    """

    def __init__(self, title: str, language: Literal["zh", "en"], page: str, foot: str = "") -> None:
        self.document = docx.Document()
        self.language = language
        self._bookmarks = 0
        self._pictures = 0
        self._lists = _Lists(self.document)
        title = printable(title)
        self._set_up(title)
        set_styles(self.document, language)
        self._head_and_foot(title, page, foot)

    def _set_up(self, title: str) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin, section.bottom_margin = Cm(2.1), Cm(2.0)
        section.header_distance = section.footer_distance = Cm(1.1)
        about = self.document.core_properties
        about.title, about.author, about.comments, about.last_modified_by = title, "fanzha", "", ""
        about.created = about.modified = _EPOCH
        about.language = "zh-CN" if self.language == "zh" else "en-GB"
        about.revision = 1

    def _head_and_foot(self, title: str, page: str, before: str) -> None:
        section = self.document.sections[0]
        head = section.header.paragraphs[0]
        head.style = self.document.styles["Header"]
        head.add_run(title)
        foot = section.footer.paragraphs[0]
        foot.style = self.document.styles["Footer"]
        foot.alignment = WD_ALIGN_PARAGRAPH.LEFT
        stops = foot.paragraph_format.tab_stops
        stops.add_tab_stop(Cm(_PAGE), WD_TAB_ALIGNMENT.RIGHT)
        at = f"{printable(before)}\t"
        for character in page:
            if character in "\0\1":
                foot.add_run(at)
                at = ""
                field(foot, "PAGE" if character == "\0" else "NUMPAGES", "1")
            else:
                at += character
        foot.add_run(at)

    def paragraph(self, text: str, style: str = "Normal", *, keep: bool = False) -> None:
        """Add a paragraph; ``keep`` holds it on the page of what follows."""
        made = self.document.add_paragraph(printable(text), style=style)
        if keep:
            made.paragraph_format.keep_with_next = True

    def heading(self, text: str, level: int, key: str = "", *, tone: str = "") -> None:
        """Add a heading, with a bookmark where it has a key."""
        made = self.document.add_heading(level=level)
        run = made.add_run(printable(text))
        if tone:
            run.font.color.rgb = RGBColor.from_string(_TONES[tone])
        if key:
            self._bookmark(made, key)

    def contents(self, title: str, entries: Sequence[tuple[str, str]]) -> None:
        """Add links to the sections, by key and title, in two columns.

        Not as a field: Word would renew it in one column, and some programs break a page between a title and the field below it,
        whatever they are told.
        """
        self.document.add_paragraph(printable(title), style="TOC Heading")
        lines = -(-len(entries) // 2)
        for i in range(lines):
            made = self.document.add_paragraph(style="toc 1")
            made.paragraph_format.tab_stops.add_tab_stop(Cm(_PAGE / 2))
            for at, (key, text) in enumerate(entries[i::lines]):
                if at:
                    made.add_run("\t")
                link(made, text, key, plain=True)
            if i == lines - 1:
                made.paragraph_format.keep_with_next = False

    def item(self, text: str, key: str = "") -> None:
        """Add a bullet."""
        made = self.document.add_paragraph(style="List Bullet")
        if key:
            link(made, text, key)
        else:
            made.add_run(printable(text))

    def statement(self, subject: str, text: str, detail: str, links: Sequence[tuple[str, str]], *, first: bool) -> None:
        """Add a numbered sentence with its subject in bold, its evidence small and links to tables and cases."""
        made = self.document.add_paragraph(style="List Number")
        self._lists.number(made, first=first)
        if subject:
            made.add_run(printable(subject)).bold = True
        made.add_run(printable(text))
        if detail:
            run = made.add_run(f" {printable(detail)}")
            run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(QUIET)
        for name, key in links:
            made.add_run(" ")
            link(made, name, key)

    def caption(self, name: str, number: int, title: str, key: str, *, before: bool) -> None:
        """Add a numbered caption, which Word can renumber; it stays with its table or picture."""
        made = self.document.add_paragraph(style="Caption")
        made.add_run(f"{name} ")
        field(made, f"SEQ {name} \\* ARABIC", str(number))
        made.add_run(f"  {printable(title)}")
        made.paragraph_format.keep_with_next = True
        if not before:
            made.paragraph_format.space_before = Pt(2)
        self._bookmark(made, key)

    def picture(self, data: bytes, alt: str, title: str, width: float) -> None:
        """Add a PNG, ``width`` centimetres wide, with its text for readers who cannot see it."""
        made = self.document.add_paragraph(style="Figure")
        made.add_run().add_picture(io.BytesIO(data), width=Cm(width))
        self._pictures += 1
        about = made._p.xpath(".//wp:docPr")[0]
        about.set("descr", printable(alt))
        about.set("title", printable(title))
        about.set("name", f"{self._pictures}")
        about.set("id", str(self._pictures))

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Add names and values, two on a line."""
        for i, (name, value) in enumerate(rows):
            if i % 2 == 0:
                made = self.document.add_paragraph(style="Small")
                made.paragraph_format.space_after = Pt(0)
                made.paragraph_format.tab_stops.add_tab_stop(Cm(_PAGE * 0.56))
            else:
                made.add_run("\t")
            made.add_run(f"{printable(name)}  ").bold = True
            made.add_run(printable(value))

    def tiles(self, tiles: Sequence[tuple[str, str, str]]) -> None:
        """Add a row of a few large numbers, each with its name above and a remark below."""
        self._space()
        table = self.document.add_table(rows=1, cols=len(tiles), style=TABLE_STYLE)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        look(table, head=False)
        for cell, (name, number, note) in zip(table.rows[0].cells, tiles, strict=True):
            shade(cell, "F2F5F8")
            for text, style in ((name, "Tile Name"), (number, "Tile Number"), (note, "Tile Name")):
                made = cell.paragraphs[0] if style == "Tile Name" and text is name else cell.add_paragraph()
                made.style = self.document.styles[style]
                made.add_run(printable(text))
        self._space()

    def _space(self) -> None:
        """Add a little room, without which two tables would become one."""
        made = self.document.add_paragraph().paragraph_format
        made.space_after, made.line_spacing = Pt(0), Pt(6)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        numeric: Sequence[bool],
        *,
        small: bool,
        whole: bool = True,
    ) -> None:
        """Add a table whose head is repeated on every page and whose rows are never broken; a short one stays on one page if ``whole``."""
        table = self.document.add_table(rows=1 + len(rows), cols=len(head), style=TABLE_STYLE)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        look(table, head=True)
        across = _PAGE * width(head, rows)
        wide = [across * share for share in widths(head, rows)]
        # Of a long table, neither the head nor the last row is left with a row or two.
        entire = len(rows) <= (_TOGETHER if whole else _ENDS)
        # Cells by hand: python-docx looks for each anew, which takes minutes for long tables.
        for i, (row, texts) in enumerate(zip(table._tbl.tr_lst, (headed(head, rows), *rows), strict=True)):
            properties = row.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if i == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for j, (cell, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
                cell.width = Cm(wide[j])
                paragraph = cell.p_lst[0]
                paragraph.style = "TableHead" if i == 0 else "TableSmall" if small else "TableText"
                if i < len(rows) and (entire or i < _ENDS or i > len(rows) - _ENDS):
                    paragraph.get_or_add_pPr().get_or_add_keepNext()
                if numeric[j]:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                set_text(paragraph, text)
        for grid, one in zip(table._tbl.tblGrid.gridCol_lst, wide, strict=True):
            grid.w = Cm(one)
        self._space()

    def _bookmark(self, paragraph: Any, key: str) -> None:
        self._bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self._bookmarks))
        start.set(qn("w:name"), key)
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
        paragraph._p.append(end)

    def bytes(self) -> bytes:
        """Return the file; the same content gives the same bytes."""
        made, steady = io.BytesIO(), io.BytesIO()
        self.document.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                info = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                target.writestr(info, source.read(name))
        return steady.getvalue()


class _Lists:
    """Numbering that starts anew where it is told to."""

    def __init__(self, document: Any) -> None:
        self.numbering = document.part.numbering_part.element
        style = document.styles["List Number"].element
        self.abstract = self._abstract(int(style.pPr.numPr.numId.val))
        self.current = 0

    def _abstract(self, number: int) -> int:
        return int(self.numbering.num_having_numId(number).abstractNumId.val)

    def number(self, paragraph: Any, *, first: bool) -> None:
        if first or not self.current:
            made = self.numbering.add_num(self.abstract)
            made.add_lvlOverride(ilvl=0).add_startOverride(1)
            self.current = made.numId
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = self.current
