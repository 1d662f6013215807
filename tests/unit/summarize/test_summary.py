import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from scored import END, Town, case, table, year

from fanzha import taxonomy
from fanzha.corpus.district import load_district
from fanzha.errors import ConfigError, NumberError
from fanzha.summarize import Sentence, Summary, render_bulletin, summarize
from fanzha.summarize.sentences import verify, write

TYPES = taxonomy.load()


def _summary(scored, district=None, **more) -> Summary:
    return summarize(scored, district=district, taxonomy=TYPES, **more)


@pytest.fixture(scope="module")
def plain() -> Summary:
    return _summary(year(), Town())


@pytest.fixture(scope="module")
def planted() -> Summary:
    return _summary(year(planted=True), Town())


def test_counts_are_those_of_the_rows(plain) -> None:
    rows = [r for r in year().to_pylist() if plain.period.start <= r["reported_on"] <= END]
    frauds = [r for r in rows if r["type"] != "benign"]
    assert plain.n_reports == len(rows)
    assert plain.n == len(frauds)
    assert plain.n_benign == len(rows) - len(frauds)
    assert plain.loss == pytest.approx(sum(float(r["loss_yuan"]) for r in frauds))
    for key, column in (("type", "type"), ("street", "street"), ("channel", "contact_channel")):
        counted = Counter(r[column] for r in frauds)
        assert {c.name: c.n for c in plain.tables[key].cells if c.n} == dict(counted)


def test_every_table_adds_up(plain) -> None:
    for t in plain.tables.by.values():
        assert sum(c.n for c in t.cells) + t.missing == t.n == plain.n
        assert sum(c.share for c in t.cells) == pytest.approx(1)
        assert all(c.share_low <= c.share <= c.share_high for c in t.cells)
        assert all(c.rate is None or c.rate_low <= c.rate <= c.rate_high for c in t.cells)


def test_rates_are_per_100_000_residents(plain) -> None:
    cell = plain.tables["sex"].cell("female")
    assert cell.rate == pytest.approx(cell.n / 20_000 * 1e5)


def test_few_cases_give_no_percentage() -> None:
    rows = [case(i, "loan", END - timedelta(days=i)) for i in range(7)]
    rows += [case(9 + i, "loan", END - timedelta(days=100 + i)) for i in range(4)]
    cell = _summary(table(rows)).tables["type"].cell("loan")
    assert (cell.n, cell.before, cell.change, cell.percent) == (7, 4, 3, None)


def test_nothing_stands_out_where_nothing_was_planted() -> None:
    false = sum(f.kind != "loss" for seed in range(12) for f in _summary(year(seed), Town()).findings)
    assert false <= 3


def test_what_was_planted_is_found(planted) -> None:
    groups = [f for f in planted.findings if f.kind == "group" and f.type == "authority"]
    assert groups
    assert (groups[0].sex, groups[0].band) == ("female", "60岁以上")
    assert groups[0].measure == "rate"
    outbreaks = [f for f in planted.findings if f.kind == "outbreak"]
    assert [(f.street, f.type) for f in outbreaks] == [("西街", "loan")]
    assert all(len(f.case_ids) == f.n for f in planted.findings)


def test_a_group_is_found_against_other_types_where_no_population_is_known() -> None:
    found = _summary(year(planted=True)).findings
    assert any(f.kind == "group" and f.type == "authority" and f.measure == "odds" for f in found)


def test_ids_point_at_the_cases_of_the_finding(planted) -> None:
    by_id = {r["case_id"]: r for r in year(planted=True).to_pylist()}
    f = next(f for f in planted.findings if f.kind == "outbreak")
    assert all(by_id[i]["street"] == f.street and by_id[i]["type"] == f.type for i in f.case_ids)


def test_no_finding_rests_on_fewer_cases_than_may_be_shown() -> None:
    for min_cell in (5, 10, 40):
        assert all(f.n >= min_cell for f in _summary(year(planted=True), Town(), min_cell=min_cell).findings)


def test_cases_under_review_stand_apart() -> None:
    rows = [case(i, "loan", END, needs_review=i < 6) for i in range(20)]
    cells = {c.name: c.n for c in _summary(table(rows)).tables["type"].cells}
    assert cells == {"loan": 14, "待复核": 6}


def test_a_tampered_number_stops_the_bulletin(planted) -> None:
    for sentence in planted.sentences:
        for shown in set(re.findall(r"\d+(?:\.\d+)?", sentence.text)) - {"95"}:
            wrong = sentence.text.replace(shown, f"{float(shown) * 2.13 + 1:.1f}")
            with pytest.raises(NumberError):
                verify(Sentence(wrong, sentence.numbers, sentence.finding))
    with pytest.raises(NumberError):
        verify(Sentence("共3起，占75%。", (3.0,), planted.findings[0]))


def test_every_kind_of_finding_can_be_written(planted) -> None:
    base = planted.findings[0]
    for kind, measure in (
        ("group", "rate"),
        ("group", "odds"),
        ("rise", "time"),
        ("outbreak", "time"),
        ("loss", "share"),
    ):
        for ratio, high in ((2.0, 4.0), (float("inf"), float("inf")), (5000.0, float("inf"))):
            if kind in ("group", "loss") and ratio == float("inf"):
                continue
            f = replace(
                base,
                kind=kind,
                measure=measure,
                ratio=ratio if kind != "loss" else 0.4,
                low=1.2,
                high=high,
                loss=12345.0,
            )
            assert write(f, TYPES).text.endswith("。")


def _page(summary: Summary) -> str:
    page = render_bulletin(summary)
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)
    return page


def test_the_page_holds_findings_charts_and_their_numbers(planted) -> None:
    page = _page(planted)
    for sentence in planted.sentences:
        assert sentence.text in page
    assert page.count("<svg") == 5
    assert "冒充公检法" in page.split("<svg", 1)[1]  # text stays text inside charts
    assert page.count("<caption>") >= 8
    assert "toy-000000000000" in page
    assert "测试区" in page


def test_small_cells_are_not_shown() -> None:
    rows = [case(i, "loan", END, occupation="职员", victim_age=30, victim_sex="male") for i in range(30)]
    rows += [case(90 + i, "romance", END, occupation="灯塔看守", victim_age=70, victim_sex="female") for i in range(3)]
    page = _page(_summary(table(rows), min_cell=5))
    row = re.search(r'<th scope="row">灯塔看守</th>(.*?)</tr>', page, re.DOTALL)
    assert row is not None
    assert "&lt;5" in row[1]
    assert "%" not in row[1]


def test_names_cannot_carry_markup() -> None:
    rows = [case(i, "loan", END, area="<img src=x onerror=alert(1)>", occupation="<b>x</b>") for i in range(12)]
    page = _page(_summary(table(rows)))
    assert "<img src=x" not in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize("district", [None, load_district()])
@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "没有诈骗警情"),
        ([case(0, "loan", END)], "上期没有警情"),
        ([case(i, "benign", END) for i in range(9)], "没有诈骗警情"),
        ([case(i, "loan", END) for i in range(9)], "缺少年龄段"),
        ([case(i, "never_seen", END, victim_age=40) for i in range(9)], "never_seen"),
        ([case(i, "loan", END, reported_on=None) for i in range(9)], "没有报案时间"),
        ([case(i, "loan", END, street="无名街") for i in range(9)], "无名街"),
    ],
)
def test_the_bulletin_comes_whatever_is_missing(rows, says: str, district) -> None:
    assert says in _page(_summary(table(rows), district))


def test_an_empty_period_between_others() -> None:
    rows = [case(i, "loan", END - timedelta(days=400)) for i in range(9)]
    assert "没有诈骗警情" in _page(_summary(table(rows), end=END))


def test_the_smallest_cell_must_be_sensible() -> None:
    with pytest.raises(ConfigError, match="at least 1"):
        _summary(table([]), min_cell=0)
