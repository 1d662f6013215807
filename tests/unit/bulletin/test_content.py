"""The bulletin comes whatever the cases are, needs nothing from outside, and says what it cannot say."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from fanzha import taxonomy
from fanzha.bulletin import render_bulletin
from fanzha.summarize import summarize

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


def sound(page: str) -> str:
    """Check what every bulletin must be, and return it."""
    checker = Checker()
    checker.feed(page)
    assert not checker.open
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert '<html lang="zh-CN">' in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)|url\((?!["']?#)|@import""", page)
    assert not re.search(r">\s*(?:nan|None|inf)\b", page)
    return page


@pytest.fixture(scope="module")
def page(scored, town) -> str:
    return sound(render_bulletin(summarize(scored, district=town, taxonomy=TYPES)))


def test_header_findings_charts_tables_method(page: str) -> None:
    for text in ("某区", "2026年1月1日至2026年3月31日", "toy-1", "需人工复核", "最近7天突增", "查看数字", "方法说明"):
        assert text in page
    assert page.count("<svg") == 10  # five charts, wide and narrow
    assert page.index("最近7天突增") < page.index("<svg")
    assert re.search(r"<text[^>]*>刷单返利</text>", page)  # text stays text
    assert "本期不能说明的" in page  # a third of the payments is missing
    assert "没有填写支付方式" in page


def test_no_narrative_and_no_case_number(page: str) -> None:
    assert "刷单被骗" not in page
    assert "C000" not in page


def test_no_case_at_all(make, town) -> None:
    page = sound(render_bulletin(summarize(make([]), district=town, taxonomy=TYPES)))
    assert "没有一件带日期的报案" in page


def test_no_case_at_all_but_a_period(make, town) -> None:
    page = sound(render_bulletin(summarize(make([]), district=town, taxonomy=TYPES, end=END)))
    assert "本期没有判为诈骗的案件" in page


def test_only_cases_without_a_date(make, town) -> None:
    summary = summarize(make([{"reported_on": None}] * 3), district=town, taxonomy=TYPES)
    assert summary.n_undated == 3
    assert "没有一件带日期的报案" in sound(render_bulletin(summary))


def test_one_case(make, town) -> None:
    summary = summarize(make([{"victim_age": 30, "victim_sex": "female"}]), district=town, taxonomy=TYPES)
    page = sound(render_bulletin(summary))
    assert "少于5件" in page
    assert "&lt;5" in page
    assert not summary.findings
    assert "<svg" not in page
    assert not re.search(r"诈骗 ?1 ?件|<dd class=\"n\">1<", page)  # not even the total


def test_an_empty_period(scored, town) -> None:
    summary = summarize(scored, district=town, taxonomy=TYPES, end=date(2030, 1, 1))
    assert (summary.n, summary.n_before) == (0, 0)
    assert "本期没有判为诈骗的案件" in sound(render_bulletin(summary))


def test_all_ages_missing(make, town) -> None:
    rows = [{"victim_sex": "male", "reported_on": END - timedelta(days=i)} for i in range(60)]
    page = sound(render_bulletin(summarize(make(rows), district=town, taxonomy=TYPES)))
    assert "所有案件都没有填写年龄段" in page


def test_no_district(scored) -> None:
    page = sound(render_bulletin(summarize(scored, district=None, taxonomy=TYPES)))
    assert "没有提供辖区人口" in page
    assert "每10万居民（" not in page


def test_an_unknown_type_is_shown_by_its_name(make, town) -> None:
    summary = summarize(make([{"type": "<b>新型</b>"}] * 9), district=town, taxonomy=TYPES)
    page = sound(render_bulletin(summary))
    assert summary.unknown_types == ("<b>新型</b>",)
    assert "不在分类表内" in page
    assert "<b>新型" not in page


def test_small_numbers_do_not_leak(make, town) -> None:
    rows = [{"type": "loan", "loss_yuan": 100}] * 30 + [{"type": "romance", "loss_yuan": 987654}] * 3
    page = sound(render_bulletin(summarize(make(rows), district=town, taxonomy=TYPES)))
    assert "98.77" not in page
    assert "&lt;5" in page
