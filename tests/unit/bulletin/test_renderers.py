"""Every format is read back with another library: all numbers are there, links lead somewhere, nothing hidden comes out."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
import zipfile
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from documents import document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanzha.bulletin import FORMATS, render
from fanzha.bulletin.display import printable, shown
from fanzha.bulletin.document import Column, Document, Grid, Hidden, Interval, Note, Section, Statement
from fanzha.bulletin.language import words_for
from fanzha.errors import InputError, MissingExtraError


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request) -> tuple[Document, dict[str, bytes]]:
    one = document(request.param)
    return one, {form: render(one, form) for form in FORMATS}


def cells(one: Document) -> list[str]:
    """Return the text of every cell, as a reader sees it, with what is in brackets apart."""
    found = []
    for grid in one.grids():
        table = shown(grid, words_for(one))
        found += [
            part for row in (table.head, *table.rows) for cell in row for part in re.split(r"[（）]| \(|\)", cell)
        ]
    return [part for part in found if part]


def squeezed(text: str) -> str:
    """Return a text without white space: lines are broken anywhere."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


class Page(HTMLParser):
    """Text, ids, links, languages, figures of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.style = tag == "style"
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "xlink:href"):
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        if not self.style:
            self.text.append(data)


def test_html_has_all_numbers_and_every_link_leads_within(made) -> None:
    one, files = made
    page = Page(files["html"].decode())
    text = squeezed("".join(page.text))
    for cell in cells(one):
        assert squeezed(cell) in text
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    for link in page.links:
        assert link.startswith("#")
        assert link[1:] in page.ids


def test_html_can_be_heard(made) -> None:
    one, files = made
    page = Page(files["html"].decode())
    assert ("html", {"lang": "zh-CN" if one.language == "zh" else "en"}) in page.tags
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all("scope" in attrs for tag, attrs in page.tags if tag == "th")
    drawings = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert drawings
    assert all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in drawings)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, 2023)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_is_readable_on_its_ground(made) -> None:
    page = made[1]["html"].decode()
    named = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", page))
    for ink in ("ink", "quiet", "navy", "blue", "alarm", "rise"):
        assert contrast(named[ink], named["ground"]) >= 4.5
    assert contrast("#d5e0ec", named["navy"]) >= 4.5


def test_colours_of_charts_differ_when_printed_grey() -> None:
    from fanzha.bulletin.charts import style

    assert contrast(style.NOW, style.BEFORE) > 3
    assert contrast(style.NOW, style.THIRD) > 3
    steps = [luminance(colour) for colour in style.SCALE]
    assert steps == sorted(steps, reverse=True)


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_fetched_from_anywhere(made, form: str) -> None:
    content = made[1][form]
    texts = [content]
    if form in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts = [archive.read(name) for name in archive.namelist()]
            assert not [t for t in texts if b'TargetMode="External"' in t]
    for text in texts:
        # Names of XML vocabularies are addresses that nobody calls.
        calls = re.findall(
            rb"""(?:src|href|Target)\s*=\s*["'](?:https?:|//)[^"']*|url\((?!["']?(?:#|data:))|@import""", text
        )
        assert not calls
        assert b"/URI" not in text or form != "pdf"
        assert b"<script" not in text


def test_docx_is_a_document_that_can_be_edited(made) -> None:
    import docx

    one, files = made
    read = docx.Document(io.BytesIO(files["docx"]))
    texts = [p.text for p in read.paragraphs]
    texts += [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    whole = squeezed("".join(texts))
    for cell in cells(one):
        assert squeezed(cell) in whole
    styles = {p.style.name for p in read.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Caption", "List Number", "List Bullet"} <= styles
    assert {t.style.name for t in read.tables} == {"Bulletin Table"}
    assert len([p for p in read.paragraphs if p.style.name == "Heading 1"]) == len(one.sections) + len(one.appendix)
    body = read.element
    for table in read.tables[1:]:
        assert table._tbl.tr_lst[0].xpath("./w:trPr/w:tblHeader")
    anchors = body.xpath("//w:hyperlink/@w:anchor")
    names = body.xpath("//w:bookmarkStart/@w:name")
    assert anchors
    assert set(anchors) <= set(names)
    assert len(names) == len(set(names))
    assert [p.get("descr") for p in body.xpath("//wp:docPr")] == [f.alt for f in one.figures()]
    foot = "".join(read.sections[0].footer.paragraphs[0]._p.xpath(".//w:instrText/text()"))
    assert "PAGE" in foot
    assert "NUMPAGES" in foot
    assert one.title in read.sections[0].header.paragraphs[0].text


def test_numbers_of_statements_begin_anew_with_each_heading(made) -> None:
    import docx

    read = docx.Document(io.BytesIO(made[1]["docx"]))
    lists = [p._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")[0] for p in read.paragraphs if p.style.name == "List Number"]
    assert lists[0] == lists[1]
    assert len(set(lists)) == 3


def test_pdf_has_text_bookmarks_page_numbers_and_links(made) -> None:
    from pypdf import PdfReader

    one, files = made
    read = PdfReader(io.BytesIO(files["pdf"]))
    text = squeezed("".join(page.extract_text() for page in read.pages))
    for cell in cells(one):
        assert squeezed(cell) in text
    titles = [item.title for item in read.outline if not isinstance(item, list)]
    assert len(titles) >= len(one.sections) + len(one.appendix)
    assert one.title in read.metadata.title
    assert squeezed(words_for(one)("page", page=1, pages=len(read.pages))) in text
    links = [a for page in read.pages for a in page.get("/Annots", [])]
    assert links
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    fonts = {font for page in read.pages for font in page["/Resources"]["/Font"]}
    assert fonts


def _long(above: int) -> Document:
    columns = Column("名称"), Column("件数", "count"), Column("上期", "count"), Column("损失", "money")
    rows = tuple((f"第{i}街道以及沿江一带的几个居民小区", 100 + i, i, 5000 + i) for i in range(34))
    grid = Grid("by_long", "长表", "", columns, rows)
    return document(
        sections=(Section("tables", "表", "", (*(Note(f"第{i}行。") for i in range(above)), grid)),), appendix=()
    )


@pytest.mark.parametrize("above", [11, 12, 24, 36, 37, 38])
def test_no_page_has_a_row_or_two_of_a_long_table(above: int) -> None:
    from pypdf import PdfReader

    read = PdfReader(io.BytesIO(render(_long(above), "pdf")))
    parts = [squeezed(page.extract_text()).count("沿江一带") for page in read.pages]
    assert sum(parts) == 34
    assert all(n >= 3 for n in parts if n)


def test_docx_keeps_the_ends_of_a_long_table_together() -> None:
    import docx

    read = docx.Document(io.BytesIO(render(_long(1), "docx")))
    rows = read.tables[-1]._tbl.tr_lst
    kept = [bool(row.xpath(".//w:keepNext")) for row in rows]
    assert kept == [True] * 3 + [False] * 29 + [True] * 2 + [False]
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)


def test_docx_links_to_all_sections_before_the_second(made) -> None:
    import docx

    one, files = made
    every = [paragraph.style.name for paragraph in docx.Document(io.BytesIO(files["docx"])).paragraphs]
    second = [i for i, style in enumerate(every) if style == "Heading 1"][1]
    assert every.index("Heading 1") < every.index("TOC Heading") < second
    lines = -(-(len(one.sections) + len(one.appendix)) // 2)
    assert every[every.index("TOC Heading") + 1 : second] == ["toc 1"] * lines


def test_xlsx_numbers_are_numbers(made) -> None:
    import openpyxl

    one, files = made
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    sheets = {sheet["A1"].value: sheet for sheet in book.worksheets}
    for grid in one.grids():
        sheet = sheets[grid.title]
        wanted: list[object] = []
        for row in grid.rows:
            for column, value in zip(grid.columns, row, strict=True):
                if column.kind != "interval":
                    wanted.append(value)
                elif isinstance(value, Interval):
                    wanted += [value.low, value.high]
                else:
                    wanted += [value, value]
        found = [cell for row in sheet.iter_rows(min_row=4, max_row=3 + len(grid.rows)) for cell in row]
        assert len(found) == len(wanted)
        for cell, value in zip(found, wanted, strict=True):
            if isinstance(value, Hidden):
                assert cell.value == value.text
            elif isinstance(value, str):
                assert cell.value == value
                assert cell.data_type == "s"  # never a formula
            elif isinstance(value, date):
                assert isinstance(cell.value, datetime)
                assert cell.value.date() == value
            elif value is None:
                assert cell.value is None
            else:
                assert cell.data_type == "n"
                assert cell.number_format != "General"
                assert float(cell.value) == pytest.approx(float(value) if isinstance(value, Decimal) else value)
        assert sheet.freeze_panes == "B4"
        assert sheet.auto_filter.ref


def test_xlsx_links_lead_to_sheets(made) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(made[1]["xlsx"]))
    links = [c.hyperlink for s in book.worksheets for row in s.iter_rows() for c in row if c.hyperlink]
    assert len(links) > len(book.sheetnames)
    for link in links:
        assert link.target is None
        assert re.fullmatch(r"'(.+)'!A1", link.location)[1] in book.sheetnames


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_document_gives_the_same_bytes(made, form: str) -> None:
    one, files = made
    assert render(one, form) == files[form]


def test_the_same_bytes_in_another_process(made) -> None:
    one, files = made
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from documents import document\nfrom fanzha.bulletin import FORMATS, render\n"
        "one = document(sys.argv[2])\nprint(*(hashlib.sha256(render(one, f)).hexdigest() for f in FORMATS))"
    )
    import hashlib
    from pathlib import Path

    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent), one.language],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [hashlib.sha256(files[form]).hexdigest() for form in FORMATS]


def test_cases_are_listed_for_the_office_only() -> None:
    inside, outside = document(), document(audience="public")
    for form in FORMATS:
        for one, there in ((inside, True), (outside, False)):
            text = everything(render(one, form), form)
            assert ("C-0001" in text) is there
            assert ("保证金" in text) is there


def everything(content: bytes, form: str) -> str:
    """Return all text of a file, also what is not shown."""
    if form == "pdf":
        from pypdf import PdfReader

        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if form == "html":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return unescape("".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()))


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InputError, match="format"):
        render(document(), "odt")


@pytest.mark.parametrize(("form", "module"), [("docx", "docx"), ("pdf", "typst")])
def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, form: str, module: str) -> None:
    for name in [n for n in sys.modules if n == module or n.startswith((f"{module}.", "fanzha.bulletin.word"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match="office"):
        render(document(), form)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_can_be_written_and_is_data(text: str) -> None:
    import docx
    import openpyxl

    grid = Grid("g", f"表{text}", text, (Column(f"名{text}"), Column("件", "count")), ((text, 7), ("尾", 8)))
    section = Section("only", f"节{text}", text, (grid, Statement(text, text, "g", subject=text), Note(text, "g")))
    one = document(title=f"题{text}", sections=(section,), appendix=(), meta=((text, text),), lead=text)
    page = Page(render(one, "html").decode())
    assert [tag for tag, _ in page.tags].count("script") == 0
    assert page.tags.count(("th", {"scope": "row"})) == 2
    kept = printable(text)
    book = openpyxl.load_workbook(io.BytesIO(render(one, "xlsx")))
    cell = book.worksheets[2]["A4"]
    assert (cell.value or "").split() == kept.split()
    assert cell.data_type != "f"
    read = docx.Document(io.BytesIO(render(one, "docx")))
    assert squeezed(read.tables[-1].rows[1].cells[0].text) == squeezed(kept)
    assert render(one, "pdf").startswith(b"%PDF")
