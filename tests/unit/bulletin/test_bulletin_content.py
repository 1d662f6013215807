"""The bulletin comes whatever the cases are, in two languages, needs nothing from outside, and says what it cannot say."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from summaries import page_of, summary_of

from fanzha import taxonomy
from fanzha.bulletin import FORMATS, compose, render
from fanzha.bulletin.document import Column, Note, Statement
from fanzha.bulletin.language import Words, periodicity
from fanzha.bulletin.strings import STRINGS
from fanzha.errors import InputError
from fanzha.summarize import Period, open_cases
from fanzha.summarize.wordings import TEMPLATES

TYPES = taxonomy.load()
END = date(2026, 3, 31)
VOID = {"meta", "link", "br", "img", "input", "hr", "path", "rect", "line", "use"}


class Checker(HTMLParser):
    """Tags that open and close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def reader(scored: pa.Table) -> Callable[[Sequence[str]], pa.Table]:
    return lambda ids: scored.filter(pc.is_in(scored["case_id"], value_set=pa.array(ids, pa.string())))


def sound(page: str) -> str:
    """Check what every bulletin must be, and return it."""
    checker = Checker()
    checker.feed(page)
    assert not checker.open
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert '<html lang="zh-CN">' in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)|url\((?!["']?(?:#|data:font/woff2))|@import""", page)
    assert not re.search(r">\s*(?:nan|None|inf)\b", page)
    return page


@pytest.fixture(scope="module")
def page(scored, town) -> str:
    return sound(page_of(summary_of(scored, district=town)))


def test_header_findings_charts_tables_method(page: str) -> None:
    for text in ("某区", "2026年1月1日至2026年3月31日", "toy-1", "需人工复核", "突增与预警", "查看数字", "方法说明"):
        assert text in page
    assert page.count("<svg") == 10  # five charts, wide and narrow
    assert page.index("突增与预警") < page.index("<svg")
    assert re.search(r"<text[^>]*>刷单返利</text>", page)  # text stays text
    assert "本期不能说明的" in page  # a third of the payments is missing
    assert "没有填写支付方式" in page


def test_no_narrative_and_no_case_number(page: str) -> None:
    assert "刷单被骗" not in page
    assert "C000" not in page


def test_no_case_at_all(make, town) -> None:
    page = sound(page_of(summary_of(make([]), district=town)))
    assert "没有一件带日期的报案" in page


def test_no_case_at_all_but_a_period(make, town) -> None:
    page = sound(page_of(summary_of(make([]), district=town, end=END)))
    assert "本期没有判为诈骗的案件" in page


def test_only_cases_without_a_date(make, town) -> None:
    summary = summary_of(make([{"reported_on": None}] * 3), district=town)
    assert summary.n_undated == 3
    assert "没有一件带日期的报案" in sound(page_of(summary))


def test_one_case(make, town) -> None:
    summary = summary_of(make([{"victim_age": 30, "victim_sex": "female"}]), district=town)
    page = sound(page_of(summary))
    assert "少于5件" in page
    assert "&lt;5" in page
    assert not summary.findings
    assert "<svg" not in page
    assert not re.search(r"诈骗 ?1 ?件|<dd class=\"n\">1<", page)  # not even the total


def test_an_empty_period(scored, town) -> None:
    summary = summary_of(scored, district=town, end=date(2030, 1, 1))
    assert (summary.n, summary.n_before) == (0, 0)
    assert "本期没有判为诈骗的案件" in sound(page_of(summary))


def test_all_ages_missing(make, town) -> None:
    rows = [{"victim_sex": "male", "reported_on": END - timedelta(days=i)} for i in range(60)]
    page = sound(page_of(summary_of(make(rows), district=town)))
    assert "所有案件都没有填写年龄段" in page


def test_no_district(scored) -> None:
    page = sound(page_of(summary_of(scored, district=None)))
    assert "没有提供辖区人口" in page
    assert "每10万居民（" not in page


def test_an_unknown_type_is_shown_by_its_name(make, town) -> None:
    summary = summary_of(make([{"type": "<b>新型</b>"}] * 9), district=town)
    page = sound(page_of(summary))
    assert summary.unknown_types == ("<b>新型</b>",)
    assert "不在分类表内" in page
    assert "<b>新型" not in page


def test_small_numbers_do_not_leak(make, town) -> None:
    rows = [{"type": "loan", "loss_yuan": 100}] * 30 + [{"type": "romance", "loss_yuan": 987654}] * 3
    page = sound(page_of(summary_of(make(rows), district=town)))
    assert "98.77" not in page
    assert "&lt;5" in page


def test_english_has_the_same_numbers_and_no_chinese_of_its_own(scored, town) -> None:
    summary = summary_of(scored, district=town)
    zh, en = compose(summary), compose(summary, "en")
    assert [g.key for g in zh.grids()] == [g.key for g in en.grids()]
    for a, b in zip(zh.grids(), en.grids(), strict=True):
        assert [row[1:] for row in a.rows] == [row[1:] for row in b.rows]
    said = [(a, b) for a, b in zip(zh.blocks(), en.blocks(), strict=True) if isinstance(a, Statement)]
    assert said
    for a, b in said:
        # Money is said in 10,000 yuan in Chinese, in yuan in English.
        if "万元" not in a.text:
            assert sorted(re.findall(r"[0-9]+[.][0-9]+", a.text)) == sorted(re.findall(r"[0-9]+[.][0-9]+", b.text))
    places = set("某区东西所甲乙丙街道")
    text = " ".join([en.title, en.lead, *(s.title for s in en.sections), *(f"{b.subject} {b.text}" for _, b in said)])
    text += " ".join(f"{g.title} {g.note} {' '.join(c.title for c in g.columns)}" for g in en.grids())
    text += " ".join(block.text for block in en.blocks() if isinstance(block, Note))
    assert {c for c in text if "\u4e00" <= c <= "\u9fff"} <= places


def test_english_sentences_are_there_for_all_that_can_be_said() -> None:
    assert TEMPLATES["zh"].keys() == TEMPLATES["en"].keys()
    in_yuan = {"loss", "median", "median_low", "median_high", "paid", "stopped"}
    for key, chinese in TEMPLATES["zh"].items():
        # Every number of the Chinese sentence is in the English one, with as many decimals; money is in other units.
        slots = [
            {
                slot
                for slot in re.findall(r"\{(\w+:\d)\}", text)
                if slot.split(":")[0].removesuffix("_yuan") not in in_yuan
            }
            for text in (chinese, TEMPLATES["en"][key])
        ]
        assert slots[0] == slots[1]


def test_strings_ask_for_the_same_in_both_languages() -> None:
    optional = {"name", "month"}  # a month is a number or a name
    for key, (zh, en) in STRINGS.items():
        wanted = [set(re.findall(r"\{(\w+)\}", text)) - (optional if key == "month" else set()) for text in (zh, en)]
        assert wanted[0] == wanted[1], key
        assert zh
        assert en


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (1, "日报", "daily bulletin"), (7, "周报", "weekly bulletin"), (28, "通报", "bulletin"),
        (31, "月报", "monthly bulletin"), (90, "季报", "quarterly bulletin"), (365, "通报", "bulletin"),
        (14, "通报", "bulletin"),
    ],
)  # fmt: skip
def test_the_title_says_how_often(make, town, days: int, zh: str, en: str) -> None:
    summary = summary_of(make([{}]), town, days=days)
    assert compose(summary).title == f"某区电信网络诈骗态势{zh}"
    assert compose(summary, "en").title == f"Telecom and online fraud in 某区: {en}"


@pytest.mark.parametrize(
    ("start", "end", "zh", "en"),
    [
        ("2026-03-31", "2026-03-31", "2026年3月31日", "31 March 2026"),
        ("2026-02-01", "2026-02-28", "2026年2月", "February 2026"),
        ("2026-01-01", "2026-03-31", "2026年第1季度（2026年1月1日至2026年3月31日）", "quarter 1 of 2026 (1 January 2026 to 31 March 2026)"),
        ("2026-03-23", "2026-03-29", "2026年第13周：2026年3月23日至2026年3月29日", "week 13 of 2026: 23 March 2026 to 29 March 2026"),
        ("2025-12-29", "2026-01-04", "2026年第1周：2025年12月29日至2026年1月4日", "week 1 of 2026: 29 December 2025 to 4 January 2026"),
        ("2026-03-01", "2026-03-14", "2026年3月1日至2026年3月14日（14天）", "1 March 2026 to 14 March 2026 (14 days)"),
    ],
)  # fmt: skip
def test_a_period_is_called_by_its_name(start: str, end: str, zh: str, en: str) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert Words("zh", "internal", TYPES).span(period) == zh
    assert Words("en", "internal", TYPES).span(period) == en


def test_a_public_bulletin_hides_more_and_lists_nobody(scored, town) -> None:
    with pytest.raises(InputError, match="10"):
        compose(summary_of(scored, district=town), "zh", "public")
    summary = summary_of(scored, district=town, min_cell=10)
    with pytest.raises(InputError, match="cases"):
        compose(summary, "zh", "public", cases=reader(scored))
    made = compose(summary, "zh", "public")
    assert not list(made.cases())
    counts = [
        v for g in made.grids() for row in g.rows for c, v in zip(g.columns, row, strict=True) if c.kind == "count"
    ]
    shown = [
        v for g in made.grids() if g.key != "by_week" for row in g.rows[:-1] for v in row[1:2] if isinstance(v, int)
    ]
    assert counts
    assert all(v == 0 or v >= 10 for v in shown)


def test_findings_lead_to_their_tables_and_cases(scored, town) -> None:
    summary = summary_of(scored, district=town)
    with open_cases(scored, town) as frame:
        made = compose(summary, frame=frame, cases=reader(scored))
    lists = {one.key: one for one in made.cases()}
    statements = [b for s in made.sections for b in s.blocks if isinstance(b, Statement)]
    assert statements
    for one in statements:
        assert one.table
        # As many cases as the sentence says.
        said = int(re.search(r"([0-9,]+)件", one.text)[1].replace(",", ""))
        assert lists[one.cases].n == said
    assert not [b for b in compose(summary).blocks() if isinstance(b, Statement) and b.cases]


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_hidden_makes_no_difference(make, form: str) -> None:
    def bulletin(romance: int, games: int) -> bytes:
        kinds = {"loan": 60, "brushing": 50, "romance": romance, "game_trade": games}
        rows = [
            {"type": kind, "loss_yuan": 1000 + n, "reported_on": END - timedelta(days=i % 60)}
            for kind, n in kinds.items() for i in range(n)
        ]  # fmt: skip
        # Losses add up to the same, too: the one sum that is shown.
        rows[0]["loss_yuan"] = 10**6 - sum(int(str(row["loss_yuan"])) for row in rows[1:])
        summary = summary_of(make(rows), district=None, min_cell=10)
        return render(compose(summary, "zh", "public"), form)

    assert bulletin(3, 9) == bulletin(9, 3)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("rows", [[], [{"reported_on": None}] * 3, [{"victim_age": 30}], [{"type": "benign"}] * 30])
def test_every_format_comes_whatever_the_cases_are(make, town, rows, language: str) -> None:
    cases = make(rows)
    with open_cases(cases, town) as frame:
        made = compose(summary_of(cases, town), language, frame=frame, cases=reader(cases))
    for form in FORMATS:
        assert len(render(made, form)) > 1000


@pytest.mark.parametrize(
    ("column", "value", "zh", "en"),
    [
        (Column("占比", "share"), 0.0625, "6.3%", "6.3%"),
        (Column("损失", "money", "", 2), 10_550.0, "1.06", "10,550"),
        (Column("损失", "money", "", 2), Decimal("10550.50"), "1.06", "10,551"),
        (Column("变化率", "change", "%", 0), 0.125, "+13%", "+13%"),
        (Column("变化率", "change", "%", 0), -0.125, "-13%", "-13%"),
        (Column("变化", "change", "", 1), 2.25, "+2.3", "+2.3"),
        (Column("每10万居民", "rate"), 1.25, "1.3", "1.3"),
        (Column("占比", "share"), None, "—", "—"),
    ],
)
def test_halves_go_up_in_tables(column: Column, value: object, zh: str, en: str) -> None:
    assert Words("zh", "internal", TYPES).show(column, value) == zh
    assert Words("en", "internal", TYPES).show(column, value) == en


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        (date(2026, 3, 31), date(2026, 3, 31), "daily"),
        (date(2026, 3, 23), date(2026, 3, 29), "weekly"),
        (date(2026, 2, 1), date(2026, 2, 28), "monthly"),
        (date(2026, 1, 1), date(2026, 3, 31), "quarterly"),
        (date(2025, 10, 1), date(2025, 12, 31), "quarterly"),
        (date(2026, 2, 1), date(2026, 4, 30), "bulletin"),
        (date(2025, 11, 27), date(2026, 2, 24), "bulletin"),
        (date(2026, 2, 2), date(2026, 3, 1), "bulletin"),
        (date(2025, 1, 1), date(2025, 12, 31), "yearly"),
    ],
)
def test_a_bulletin_is_called_by_the_calendar(start: date, end: date, kind: str) -> None:
    assert periodicity(Period(start, end)) == kind
