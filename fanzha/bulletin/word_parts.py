"""Styles, fields, links and cells of Word documents, where python-docx has no words for them."""

from __future__ import annotations

from typing import Any, Final, Literal

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from fanzha.bulletin.display import printable

# Fonts that Word brings along; 宋体 and 黑体 are on every Chinese office's machine.
_BODY, _TITLES, _LATIN = "宋体", "黑体", "Arial"
NAVY, QUIET = "12355B", "55606E"
_HEAD, _LINE = "EAF0F6", "B9C6D4"
TABLE_STYLE: Final = "Bulletin Table"
# Style: what it rests on, size in points, bold, colour, space before and after, East Asian font.
_STYLES: Final[tuple[tuple[str, str | None, float, bool, str, float, float, str], ...]] = (
    ("Normal", None, 10.5, False, "000000", 0, 4, _BODY),
    ("Title", None, 18, True, NAVY, 0, 2, _TITLES),
    ("Subtitle", None, 12, False, QUIET, 0, 4, _TITLES),
    ("Heading 1", None, 14, True, NAVY, 14, 4, _TITLES),
    ("Heading 2", None, 11.5, True, NAVY, 7, 3, _TITLES),
    ("Caption", None, 9.5, True, "000000", 8, 3, _TITLES),
    ("Header", None, 9, False, QUIET, 0, 0, _BODY),
    ("Footer", None, 9, False, QUIET, 0, 0, _BODY),
    ("List Number", None, 10, False, "000000", 0, 2, _BODY),
    ("List Bullet", None, 10, False, "000000", 0, 2, _BODY),
    ("Lead", "Normal", 11, False, "000000", 4, 2, _BODY),
    ("Small", "Normal", 9, False, QUIET, 0, 4, _BODY),
    ("Figure", "Normal", 10.5, False, "000000", 8, 0, _BODY),
    ("Table Text", "Normal", 9, False, "000000", 0, 0, _BODY),
    ("Table Small", "Table Text", 7.5, False, "000000", 0, 0, _BODY),
    ("Table Head", "Table Text", 8, True, "2B3A4A", 0, 0, _TITLES),
    ("Tile Name", "Normal", 9, False, QUIET, 2, 2, _BODY),
    ("Tile Number", "Normal", 15, True, NAVY, 0, 0, _TITLES),
    ("TOC Heading", "Normal", 11, True, NAVY, 10, 3, _TITLES),
    ("toc 1", "Normal", 9.5, False, "000000", 0, 0, _BODY),
)


def set_styles(document: Any, language: Literal["zh", "en"]) -> None:
    """Give a document the styles of the house: an editor changes them in one place."""
    styles = document.styles
    latin = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")[0]
    for old in latin.xpath("w:lang"):
        latin.remove(old)
    named = OxmlElement("w:lang")
    named.set(qn("w:val"), "en-GB")
    named.set(qn("w:eastAsia"), "zh-CN")
    latin.append(named)
    for name, base, size, bold, colour, before, after, font in _STYLES:
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, name == "toc 1")
        if base:
            style.base_style = styles[base]
        style.quick_style, style.hidden = True, False
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        properties = style.element.get_or_add_rPr()
        for spaced in properties.xpath("w:spacing | w:kern"):
            properties.remove(spaced)
        _fonts(properties, font)
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.line_spacing = 1.1 if name.startswith(("Table", "Tile", "toc")) else 1.2
    for name in ("Figure", "TOC Heading", "toc 1"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for name in ("Header", "Footer"):  # their own tab stops would come before ours
        for tabs in styles[name].element.xpath("w:pPr/w:tabs"):
            tabs.getparent().remove(tabs)
    for border in styles["Title"].element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)
    styles.element.append(parse_xml(_table_style()))


def _fonts(properties: Any, east: str) -> None:
    for old in properties.xpath("w:rFonts"):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for where, name in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", east)):
        fonts.set(qn(f"w:{where}"), name)
    properties.insert(0, fonts)


def _table_style() -> str:
    return f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="BulletinTable">
<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
<w:tblPr><w:tblInd w:w="60" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{NAVY}"/>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{NAVY}"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/></w:tblBorders>
<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/>
<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{_HEAD}"/></w:tcPr>
</w:tblStylePr></w:style>"""


def look(table: Any, *, head: bool) -> None:
    """Say which parts of the table style a table uses: a head or none; never a first column or bands."""
    properties = table._tbl.tblPr
    for old in properties.xpath("w:tblLook"):
        properties.remove(old)
    made = OxmlElement("w:tblLook")
    made.set(qn("w:val"), "0020" if head else "0000")
    for part in ("firstRow", "lastRow", "firstColumn", "lastColumn"):
        made.set(qn(f"w:{part}"), "1" if part == "firstRow" and head else "0")
    for band in ("noHBand", "noVBand"):
        made.set(qn(f"w:{band}"), "1")
    properties.append(made)


def shade(cell: Any, colour: str) -> None:
    """Fill a cell."""
    made = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        made.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(made)


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field that Word computes."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run(text if kind == "shown" else "")._r
        if kind in ("begin", "separate", "end"):
            run.append(_mark(kind))
        elif not kind:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {text} "
            run.append(code)


def _mark(kind: str) -> Any:
    made = OxmlElement("w:fldChar")
    made.set(qn("w:fldCharType"), kind)
    return made


def link(paragraph: Any, text: str, key: str, *, plain: bool = False) -> None:
    """Add a link to a bookmark of the same document."""
    made = OxmlElement("w:hyperlink")
    made.set(qn("w:anchor"), key)
    made.set(qn("w:history"), "1")
    run = paragraph.add_run(printable(text))
    if not plain:
        run.font.color.rgb = RGBColor.from_string("1D4E89")
        run.font.underline = True
    made.append(run._r)
    paragraph._p.append(made)


def set_text(paragraph: Any, text: str) -> None:
    """Put a text into the empty paragraph of a cell."""
    paragraph.add_r().text = printable(text)
