"""The review sheet: what an audit found as an Excel workbook, to be filled in by people."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from fanzha import audit as reasons
from fanzha.audit import Audit, Finding
from fanzha.errors import LabelError
from fanzha.ingest import safe_cell
from fanzha.ingest.quarantine import encodable
from fanzha.taxonomy import Taxonomy

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

DROP: Final = "删除"
DROPS: Final = frozenset({DROP, "drop"})

# Characters of a cell (Microsoft, "Excel specifications and limits": 32,767), less one for an apostrophe. Excel counts
# UTF-16 units, in which an emoji is two.
_MAX_UNITS = 32_766
_MAX_ID = 80
# U+FFFE and U+FFFF are no characters of XML 1.0; a carriage return would come back as a line feed.
_NOT_XML = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd", "\r": "\n"})
# Excel reads _x0041_ as A; its own escape of the low line keeps it as it is (ECMA-376 part 1, section 22.9.2.19).
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_SHEET, LABEL_SHEET, _HELP = "复核", "标签", "说明"
COLUMNS: Final = {
    "number": ("序号", 6), "reason": ("原因", 18), "text": ("正文", 64), "given": ("现标签", 20), "suggested": ("建议标签", 20),
    "label": ("改正标签", 20), "note": ("备注", 24), "score": ("把握", 8), "cluster": ("重复组", 8), "other": ("对照编号", 16),
    "id": ("编号", 16), "check": ("校验码", 18),
}  # fmt: skip
MORE = "正文（续{}）"
_REASONS: Final = {
    reasons.LABEL_ERROR: ("疑似标签错误", "未见过该文本的模型有把握地判为另一标签"),
    reasons.COPY: ("相同文本标签不一", "同一文本有不同标签；建议取多数"),
    reasons.NEAR_COPY: ("近似文本标签不一", "几乎相同的文本有不同标签；建议取多数"),
    reasons.RARE_LABEL: ("标签仅一条", "该标签只有这一条文本，可能是误写"),
    reasons.UNDECIDED: ("难以判定", "两个标签可能性相近且都不高"),
    reasons.TOO_SHORT: ("文本过短", "字数太少，无从判断"),
    reasons.ONLY_CONTACTS: ("只有联系方式", "除号码、链接等占位符外没有内容"),
    reasons.GIBBERISH: ("乱码或重复", "文字无意义，或同一句话反复出现"),
}


def choices(labels: Sequence[str], taxonomy: Taxonomy | None) -> dict[str, str]:
    """Return what the list of labels offers, and the label that each choice means.

    Parameters
    ----------
    labels : sequence of str
        Labels of the data.
    taxonomy : Taxonomy or None
        Its codes are offered, with their names; None offers the labels as they are.

    Raises
    ------
    LabelError
        If a label is called like the choice that drops a text.
    """
    offered = list(taxonomy.codes) if taxonomy is not None else sorted(set(labels))
    if clash := [label for label in offered if label.strip().casefold() in DROPS]:
        raise LabelError(f"a label must not be called {DROP} or drop", clash[0][:20], "rename it in the data")
    names = [f"{code} {taxonomy.name(code)}" for code in offered] if taxonomy is not None else offered
    return dict(zip(unique_names(names), offered, strict=True))


def clean(text: str) -> str:
    """Return the text without what a workbook cannot hold, no formula."""
    return str(safe_cell(encodable(text).translate(_NOT_XML)))


def unique_names(names: Sequence[str]) -> list[str]:
    """Return short names in the same order, fit for a cell, and each only once."""
    taken: set[str] = set()
    result = []
    for name in names:
        base = clean(name[:_MAX_ID]).strip() or "-"
        one, n = base, 1
        while one in taken:
            n += 1
            one = f"{base}#{n}"
        taken.add(one)
        result.append(one)
    return result


def pieces(text: str) -> list[str]:
    """Cut a text into what cells can hold; nothing is lost but control characters.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        At least one. Each at most 32,766 UTF-16 units, before its formula is neutralised.
    """
    units, start, found, text = 0, 0, [], _ESCAPE.sub("_x005F_", text)
    for i, c in enumerate(text):
        width = 2 if ord(c) > 0xFFFF else 1
        if units + width > _MAX_UNITS:
            found.append(text[start:i])
            units, start = 0, i
        units += width
    return [clean(piece) for piece in [*found, text[start:]]]


def check(key: str, text: str) -> str:
    """Return what tells whether an id still stands for the same text: 64 bits of SHA-256."""
    return hashlib.sha256(f"{key}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _merged(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Group findings by text: reasons that speak of a wrong label first, near-copies side by side."""
    by_row: defaultdict[int, list[Finding]] = defaultdict(list)
    for f in findings:
        by_row[f.row].append(f)
    placed: set[int] = set()
    result = []
    for f in sorted(findings, key=lambda f: (reasons.REASONS.index(f.reason), -f.score, f.row)):
        for row in (f.row, f.other):
            if row is not None and row in by_row and row not in placed:
                placed.add(row)
                result.append(by_row[row])
    return result


def write_review(path: Path, texts: pa.Table, found: Audit, taxonomy: Taxonomy | None) -> int:
    """Write what an audit found as a workbook to be filled in.

    Parameters
    ----------
    path : Path
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`, as it was audited.
    found : Audit
    taxonomy : Taxonomy or None
        As in `choices`.

    Returns
    -------
    int
        Rows of the sheet, one a text.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    content, labels, ids = (texts.column(c).to_pylist() for c in ("text", "label", "id"))
    offered = choices(labels, taxonomy)
    shown_as = {label: choice for choice, label in offered.items()}
    keys, rows = unique_names(ids), _merged(found.findings)
    sizes = Counter(found.clusters.tolist())
    groups: dict[int, int] = {}
    cut = [pieces(content[one[0].row]) for one in rows]
    more = max((len(p) for p in cut), default=1) - 1
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _SHEET
    widths = dict(COLUMNS.values()) | {MORE.format(i + 1): 40 for i in range(more)}
    _head(sheet, widths, set(list(widths)[5:7]))
    for number, (one, parts) in enumerate(zip(rows, cut, strict=True), 1):
        first = one[0]
        cluster = int(found.clusters[first.row])
        values: dict[str, object] = {
            "number": number,
            "reason": "；".join(dict.fromkeys(_REASONS[f.reason][0] for f in one)),
            "text": parts[0],
            "given": shown_as.get(first.given, clean(first.given)),
            "suggested": DROP if first.suggested is None else shown_as[first.suggested],
            "label": None,
            "note": None,
            "score": round(max(f.score for f in one), 3),
            "cluster": groups.setdefault(cluster, len(groups) + 1) if sizes[cluster] > 1 else None,
            "other": next((keys[f.other] for f in one if f.other is not None), None),
            "id": keys[first.row],
            "check": check(keys[first.row], content[first.row]),
        }
        sheet.append([*values.values(), *parts[1:]])
    _body(sheet, len(widths), [len(p[0]) + 30 * p[0].count("\n") for p in cut])
    _labels(book, offered)
    _fillable(sheet, len(offered) + 2)
    sheet.column_dimensions[get_column_letter(list(COLUMNS).index("check") + 1)].hidden = True
    _help(book, found)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return len(rows)


def _head(sheet: Worksheet, widths: Mapping[str, int], to_fill: set[str] | frozenset[str] = frozenset()) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.append(list(widths))
    for i, (title, width) in enumerate(widths.items(), 1):
        cell = sheet.cell(1, i)
        colour = "B45F06" if title in to_fill else "1F4E79"
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=colour)
        cell.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def _body(sheet: Worksheet, columns: int, lengths: Sequence[int]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    line = Side(style="thin", color="D9D9D9")
    border, open_to_fill = Border(top=line, bottom=line, left=line, right=line), PatternFill("solid", fgColor="FFF8E1")
    names = list(COLUMNS)
    centred = {names.index(n) for n in ("number", "score", "cluster")}
    rows = sheet.iter_rows(min_row=2, max_col=columns)
    for number, (row, length) in enumerate(zip(rows, lengths, strict=True), 2):
        for i, cell in enumerate(row):
            cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal="center" if i in centred else "left")
            cell.border = border
            if i in (names.index("label"), names.index("note")):
                cell.fill = open_to_fill
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a label or id may look like a formula or an error value; it is a word
                if i == names.index("id"):
                    cell.number_format = "@"
        row[names.index("score")].number_format = "0.000"
        row[names.index("suggested")].font = Font(bold=True, color="1F4E79")
        # A text of the whole width of 64 has about 30 ideographs a line; a row of Excel ends at 409 points.
        sheet.row_dimensions[number].height = min(max(32, 16 * (length // 30 + 1)), 240)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{max(sheet.max_row, 1)}"
    sheet.sheet_view.zoomScale = 100
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fillable(sheet: Worksheet, last: int) -> None:
    """Give the column of corrections its list of choices, and colour the rows that are done."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if sheet.max_row < 2:
        return
    column, end = get_column_letter(list(COLUMNS).index("label") + 1), sheet.max_row
    listed = DataValidation(
        type="list", formula1=f"'{LABEL_SHEET}'!$A$2:$A${last}", allow_blank=True, showErrorMessage=True
    )
    listed.errorTitle, listed.error = "标签不在清单内", "请从下拉清单选择标签；不用的文本选“删除”；拿不准就留空。"
    listed.showInputMessage, listed.promptTitle, listed.prompt = True, "改正标签", "从清单选择；留空表示暂不处理。"
    sheet.add_data_validation(listed)
    listed.add(f"{column}2:{column}{end}")
    place, gone = f"A2:{get_column_letter(len(COLUMNS))}{end}", f'${column}2="{DROP}"'
    grey, green = PatternFill("solid", bgColor="E7E6E6"), PatternFill("solid", bgColor="E2F0D9")
    for formula, style in (
        (gone, DifferentialStyle(fill=grey, font=Font(strike=True, color="7F7F7F"))),
        (f"LEN(${column}2)>0", DifferentialStyle(fill=green)),
    ):
        rule = Rule(type="expression", dxf=style, formula=[formula], stopIfTrue=True)
        sheet.conditional_formatting.add(place, rule)


def _labels(book: Workbook, offered: Mapping[str, str]) -> None:
    sheet = book.create_sheet(LABEL_SHEET)
    _head(sheet, {"改正标签可选项": 36, "标签": 30})
    for choice, label in offered.items():
        sheet.append([choice, clean(label)])
    sheet.append([DROP, "不再使用该文本"])
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.data_type = "s"


def _help(book: Workbook, found: Audit) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(_HELP)
    _head(sheet, {"项目": 22, "说明": 96})
    count = Counter(f.reason for f in found.findings)
    low, high = found.interval
    lines = [
        ("怎么填", "只填“改正标签”（从下拉清单选）和“备注”（可不填）。其余各列请勿改动。"),
        ("改标签", "选择正确的标签。选择与现标签相同的标签，表示已核对、原标签无误。"),
        (DROP, f"无法使用的文本选“{DROP}”。删去整行不等于删除文本：表中没有的文本一律保留原样。"),
        ("留空", "尚未处理；原标签保留。可以分几次填，排序、筛选均可。"),
        (
            "收回",
            "填好后另存为 xlsx，运行 fanzha audit --apply 本表.xlsx --data 原数据 --out 新数据.jsonl（--labels 与审查时相同）",
        ),
        (
            "把握",
            "0 至 1，只在同一原因内可比；越大越值得先看。疑似标签错误：0.5 表示两个标签一样可能，1 表示模型确信另有标签。",
        ),
        ("重复组、对照编号", "同组的文本相同或近似；对照编号是与它标签不一致的那一条。"),
        ("文本", "已脱敏。超过一个单元格容量的文本续写在最右的“正文（续）”各列。"),
        ("共审查", f"{found.n} 条文本，{len(found.classes)} 个标签"),
        ("估计标签错误占比", f"{found.share:.1%}（95% 区间 {low:.1%} 至 {high:.1%}），含模型自身的误判"),
    ]
    lines += [(_REASONS[r][0], f"{_REASONS[r][1]}。本次 {count[r]} 条。") for r in reasons.REASONS]
    for line in lines:
        sheet.append(line)
    for number, row in enumerate(sheet.iter_rows(min_row=2), 2):
        row[0].font = Font(bold=True)
        sheet.row_dimensions[number].height = 18 * (len(str(row[1].value)) // 46 + 1)
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
