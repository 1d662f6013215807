"""The first page says each thing once, leads to its cases, loses nothing, and the bulletin says what it cannot say."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow.compute as pc
import pytest

from fanzha import taxonomy
from fanzha.bulletin import compose, render
from fanzha.bulletin.document import Document, Grid, Heading, Note, Statement
from fanzha.bulletin.language import Words
from fanzha.bulletin.sections.findings import case_lists, listed
from fanzha.bulletin.sections.front import KINDS, Said
from fanzha.bulletin.strings_page import PAGE
from fanzha.errors import InputError
from fanzha.scripts import State
from fanzha.summarize import bounds, choose_days, open_cases
from fanzha.summarize.picture import Picture, draw
from fanzha.summarize.storylines import tell

TYPES = taxonomy.load()
END = date(2026, 3, 31)


def picture_of(cases, district=None, *, days: int = 90, end: date | None = None) -> Picture:
    with open_cases(cases, district) as frame:
        periods = choose_days(bounds(frame)[1], end, days)
        return draw(frame, district=district, taxonomy=TYPES, periods=periods)


@pytest.fixture(scope="module")
def picture(scored, town) -> Picture:
    return picture_of(scored, town)


@pytest.fixture(scope="module")
def made(scored, town, picture) -> Document:
    with open_cases(scored, town) as frame:
        return compose(
            picture, frame=frame, cases=lambda ids: scored.filter(pc.is_in(scored["case_id"], value_set=_array(ids)))
        )


def _array(ids):
    import pyarrow as pa

    return pa.array(ids, pa.string())


def said(document: Document) -> list[tuple[str, Statement]]:
    """Return the sentences of the first page with their headings."""
    heading, found = "", []
    for block in document.sections[0].blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Statement):
            found.append((heading, block))
    return found


def gaps(document: Document) -> str:
    return " ".join(b.text for s in document.sections if s.key == "gaps" for b in s.blocks if isinstance(b, Note))


def test_a_wave_that_three_methods_see_is_said_once(made, picture) -> None:
    assert (
        {"hacking"}
        == {h.type for h in picture.where.hotspots}
        == {a.type for a in picture.outlook.alarms if not a.area}
    )
    sudden = [one for heading, one in said(made) if heading == PAGE["sudden"][0]]
    assert [one.subject for one in sudden].count("网黑案件") == 1
    one = next(one for one in sudden if one.subject == "网黑案件")
    assert "丙街道最近7天" in one.text
    assert "周预警（全区）" in one.detail
    assert "时空聚集（丙街道）" in one.detail
    assert "q" in one.detail


def test_what_the_first_page_says_leads_to_as_many_cases(made) -> None:
    lists = {one.key: one for one in made.cases()}
    linked = [one for _, one in said(made) if one.cases]
    assert len(linked) > 2
    for one in linked:
        assert lists[one.cases].n == int(re.search(r"([0-9,]+)件", one.text)[1].replace(",", ""))


def test_the_same_cases_are_listed_once(scored, town) -> None:
    ids = scored["case_id"].to_pylist()[:30]

    def about(what: str, some: list[str]) -> Said:
        return Said(Statement(f"{what}。"), what, lambda _: tuple(some))

    chosen = {
        "sudden": (about("甲街道", ids[:9]), about("丁", ids[20:])),
        "group": (about("甲街道女性", ids[8::-1]), about("东所", ids[:12])),
    }
    with open_cases(scored, town) as frame:
        lists = listed(chosen, frame)
    section = case_lists(
        Words("zh", "internal", TYPES), chosen, lists,
        lambda some: scored.filter(pc.is_in(scored["case_id"], value_set=_array(some))),
    )  # fmt: skip
    assert section is not None
    first, second, third = section.blocks
    assert "甲街道（" in first.title
    assert "甲街道女性（" in first.title
    assert lists[0].of == (("sudden", 0), ("group", 0))
    assert {row.case_id for row in third.rows} == set(ids[9:12])
    assert third.n == 12
    assert "9 件" in third.besides
    assert first.title.split("；")[0] in third.besides
    assert len(first.rows) == 9
    assert len(second.rows) == 10


def test_cases_are_left_to_no_list_that_is_not_shown_whole(scored, town) -> None:
    ids = scored["case_id"].to_pylist()[:120]
    of = {"sudden": ids[:70], "group": ids}
    chosen = {
        kind: (Said(Statement(f"{kind}。"), kind, lambda _, some=some: tuple(some)),) for kind, some in of.items()
    }
    with open_cases(scored, town) as frame:
        lists = listed(chosen, frame)
    assert [len(one.ids) for one in lists] == [70, 120]
    assert not any(one.besides for one in lists)


def test_an_alarm_leads_to_the_cases_of_its_week(scored, town, picture) -> None:
    alone = replace(
        picture, summary=replace(picture.summary, findings=()), where=replace(picture.where, hotspots=(), outliers=())
    )
    with open_cases(scored, town) as frame:
        document = compose(
            alone, frame=frame, cases=lambda ids: scored.filter(pc.is_in(scored["case_id"], value_set=_array(ids)))
        )
    alarm = next(one for _, one in said(document) if one.subject == "网黑案件")
    listed = next(one for one in document.cases() if one.key == alarm.cases)
    assert listed.n == int(re.search(r"）([0-9]+)件", alarm.text)[1])
    assert {row.type for row in listed.rows} == {"网黑案件"}
    assert min(row.day for row in listed.rows) > END - timedelta(days=7)


def test_a_new_script_leads_to_its_cases(scored, town, picture) -> None:
    waves = [
        f"{row['case_id']}收到短信称ETC失效，点链接填卡号后被扣款"
        if row["type"] == "hacking"
        else f"{row['case_id']}一案"
        for row in scored.to_pylist()
    ]
    table = scored.drop_columns([n for n in ("text",) if n in scored.column_names]).append_column("text", [waves])
    state = State(period="2025-01-01/2025-12-31")
    told = tell(table.to_batches(), picture.periods, TYPES, min_cell=picture.summary.min_cell, state=state)
    with open_cases(scored, town) as frame:
        document = compose(
            replace(picture, storylines=told), frame=frame,
            cases=lambda ids: scored.filter(pc.is_in(scored["case_id"], value_set=_array(ids))),
        )  # fmt: skip
    lists = {one.key: one for one in document.cases()}
    scripts = [one for heading, one in said(document) if heading == PAGE["growing"][0]]
    for one in scripts:
        assert lists[one.cases].n == int(re.search(r"([0-9,]+)件", one.text)[1].replace(",", ""))
    typical = dict(told.by_type)
    assert typical["hacking"][0].k == next(one.n for one in told.shown if one.type == "hacking")
    assert [
        code for code, _ in tell(table.to_batches(), picture.periods, TYPES, min_cell=10, state=state).by_type
    ] == []  # the public is told no phrases of types
    assert {"网黑案件"} in [{row.type for row in lists[one.cases].rows} for one in scripts]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_that_was_found_is_lost(picture, language: str) -> None:
    document = compose(picture, language)
    texts = " ".join(b.text for b in document.blocks() if isinstance(b, Statement))
    for one in picture.summary.findings:
        sentence = one.sentence if language == "zh" else one.sentence_english
        assert sentence[-20:] in texts
    for claim in picture.claims:
        sentence = claim.chinese if language == "zh" else claim.english
        assert sum(sentence[-18:] in b.text for b in document.blocks() if isinstance(b, Statement)) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_page_is_one_page(picture, language: str) -> None:
    from pypdf import PdfReader

    # As many findings as there may be: each of those of the summary ten times, as if of another type.
    some = [one for one in picture.summary.findings if one.kind != "loss"]
    many = [replace(one, type=f"{one.type}{i}") for i in range(10) for one in some]
    losses = [one for one in picture.summary.findings if one.kind == "loss"]
    crowded = replace(picture, summary=replace(picture.summary, findings=(*many, *losses)))
    document = compose(crowded, language)
    kept = [block for _, block in said(document)]
    assert len(kept) <= sum(most for *_, most in KINDS)
    pages = PdfReader(io.BytesIO(render(document, "pdf"))).pages
    first = re.sub(r"\s", "", pages[0].extract_text())
    assert re.sub(r"\s", "", kept[-1].text)[-12:] in first
    rest = next(b for b in document.sections[0].blocks if isinstance(b, Note) and b.link == "rest")
    assert re.sub(r"\s", "", rest.text) in first


def test_groups_within_groups_are_not_repeated(picture) -> None:
    shown = [one for heading, one in said(compose(picture)) if heading == PAGE["group_or_place"][0]]
    of_brushing = [one.text for one in shown if one.subject == "刷单返利"]
    # Women of 18-39 are said; women, and those of 18-39, are in the appendix.
    assert any("18-39岁女性" in text for text in of_brushing)
    assert not any(re.match(r"女性|18-39岁\d", text) for text in of_brushing)


def test_a_calm_week_is_said_to_be_one(make, town) -> None:
    rng = np.random.default_rng(3)
    rows = [
        {"type": "loan", "street": str(rng.choice(town.streets)), "area": "东所", "reported_on": END - timedelta(days=i % 120)}
        for i in range(360)
    ]  # fmt: skip
    document = compose(picture_of(make(rows), town))
    blocks = document.sections[0].blocks
    at = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.text == PAGE["sudden"][0])
    assert isinstance(blocks[at + 1], Note)
    assert "没有一个不少于5件而超过警戒上限" in blocks[at + 1].text


def test_what_is_not_there_is_said_not_to_be(make, town, rows, picture) -> None:
    assert "没有比较案情" in gaps(compose(picture))
    assert "没有街道的位置" in gaps(compose(picture))
    assert "没有按模型误差校正" in gaps(compose(picture))
    assert "只能与此前七周相比" in gaps(compose(picture))
    assert "不能推算还有多少案件" in gaps(compose(picture))
    assert "没有作时空扫描" in gaps(
        compose(picture_of(make([{"reported_on": END - timedelta(days=i)} for i in range(60)]), town))
    )


def test_streets_without_residents_are_named_with_their_cases(make, town) -> None:
    rows = [{"street": "丁街道", "area": "东所"}] * 7 + [{"street": "甲街道", "area": "东所"}] * 30
    text = gaps(compose(picture_of(make(rows), town)))
    assert "丁街道" in text
    assert "7件" in text
    few = gaps(compose(picture_of(make(rows[4:]), town)))
    assert "丁街道" in few
    assert "3件" not in few


def test_places_that_do_not_match_the_population_file_are_not_compared_by_residents(make, town) -> None:
    places = [("甲街道", "东所"), ("乙街道", "东所"), ("丙街道", "西所")]
    rows = [
        {"street": s, "area": a, "victim_age": 20 + i % 50, "victim_sex": ("female", "male")[i % 2]}
        for i in range(40)
        for s, a in places
    ]
    good = picture_of(make(rows), town)
    assert good.where.ratios is not None
    assert "不比较案件率" not in gaps(compose(good))

    renamed = picture_of(make([row | {"area": row["area"].replace("东所", "东派出所")} for row in rows]), town)
    assert renamed.where.ratios is None
    assert all(cell.rate is None for cell in renamed.summary.tables["area"].cells)
    assert "人口文件没有这些派出所（或其居民）：东派出所（80件）" in gaps(compose(renamed))
    assert "派出所之间不比较案件率" in gaps(compose(renamed))

    short = picture_of(make([row | {"street": row["street"].replace("街道", "")} for row in rows]), town)
    assert not short.where.scans
    assert all(cell.rate is None for cell in short.summary.tables["street"].cells)
    assert "各街道不算案件率" in gaps(compose(short))
    assert "街道或日期太少" not in gaps(compose(short))

    # One street in twenty cases: the others keep their rates, its station does not.
    odd = picture_of(make([*rows, *[rows[0] | {"street": "丁街道"}] * 6]), town)
    assert odd.summary.tables["street"].cell("甲街道").rate is not None
    assert odd.where.ratios is None
    assert "人口文件没有这些街道（或其居民）：丁街道；这里的6件" in gaps(compose(odd))


def test_a_period_that_has_not_ended_is_said_to_be_open(make, town) -> None:
    document = compose(
        picture_of(
            make([{"reported_on": END - timedelta(days=i % 40)} for i in range(80)]),
            town,
            days=30,
            end=END + timedelta(days=5),
        )
    )
    assert "本期到2026年4月5日才结束" in gaps(document)
    assert "才结束" not in gaps(compose(picture_of(make([{}] * 40), town)))


def test_a_period_that_the_data_do_not_cover_is_said_to_be_so(make, town) -> None:
    late = make([{"reported_on": END - timedelta(days=i % 20)} for i in range(40)])
    assert "最早的报案是2026年3月12日，晚于本期开始" in gaps(compose(picture_of(late, town, days=60)))
    assert "晚于本期开始" in gaps(compose(picture_of(late, town, days=30, end=END - timedelta(days=60))))
    covered = make([{"reported_on": END - timedelta(days=i % 60)} for i in range(120)])
    assert "晚于本期开始" not in gaps(compose(picture_of(covered, town, days=60)))


def test_a_year_is_compared_only_with_one_that_the_data_cover(make, town) -> None:
    def claims_of(days: int) -> tuple[set[str], str]:
        rows = [{"reported_on": END - timedelta(days=i % days)} for i in range(2 * days)]
        found = picture_of(make(rows), town, days=60)
        return {one.kind for one in found.claims}, gaps(compose(found))

    kinds, said = claims_of(60 + 364)
    assert "year" in kinds
    assert "去年同期" not in said
    # Half of the days of a year ago.
    kinds, said = claims_of(30 + 364)
    assert "year" not in kinds
    assert "不与去年同期比较" in said


def test_delays_are_not_forecast_where_later_reports_are_known(make, town) -> None:
    rows = [
        {"reported_on": END - timedelta(days=i % 150), "occurred_on": END - timedelta(days=i % 150 + i % 3)}
        for i in range(900)
    ]
    assert picture_of(make(rows), town, days=30).outlook.nowcast is not None
    late = picture_of(make(rows), town, days=30, end=END - timedelta(days=20))
    assert late.outlook.nowcast is None
    assert "不再推算报案延迟" in gaps(compose(late))


def test_the_change_of_a_script_follows_from_its_counts(make, town) -> None:
    wordings = {
        "点赞返佣金垫付后无法提现": (40, 8),
        "积分到期点链接填卡号被扣款": (9, 8),
        "冒充客服称会员扣费要求转账": (8, 40),
    }
    rows = [
        {"reported_on": END - timedelta(days=30 * part + i % 30), "text": f"{'甲乙丙丁戊己庚'[i % 7]}称{text}"}
        for text, counts in wordings.items() for part, n in enumerate(counts) for i in range(n)
    ]  # fmt: skip
    table = make([*rows, {"reported_on": END - timedelta(days=59), "text": "别的事"}])
    periods = choose_days(END, END, 30)
    told = tell(table.to_batches(), periods, TYPES, min_cell=5)
    assert [(one.n, one.n_before, one.event) for one in told.shown] == [
        (40, 8, "grown"),
        (9, 8, "steady"),
        (8, 40, "shrunk"),
    ]
    # Another number since the bulletin before is no news where its cases were there before.
    again = tell(table.to_batches(), periods, TYPES, min_cell=5, state=State(period="2025-01-01/2025-12-31"))
    assert [one.event for one in again.shown] == ["grown", "steady", "shrunk"]


def test_a_type_that_is_hidden_is_in_no_other_table(make, town) -> None:
    counts = {"brushing": 40, "loan": 30, "investment": 20, "hacking": 5, "romance": 2}
    rows = [{"type": kind, "street": "甲街道", "area": "东所"} for kind, n in counts.items() for _ in range(n)]
    found = picture_of(make(rows), town, days=30)
    # Beside the two, which would follow from it.
    beside = {TYPES.name(kind): n for kind, n in counts.items() if n > 4 and found.summary.hiding.hides("type", kind)}
    assert beside
    for section in compose(found).sections + compose(found).appendix:
        for grid in section.grids():
            if grid.key in ("by_type", "by_type_all", "by_true_type"):
                assert not any(cell == beside.get(row[0]) for row in grid.rows for cell in row[1:] if cell is not None)


def test_cases_without_a_type_are_counted_and_said_to_be_without_one(make, town) -> None:
    table = make([{"reported_on": END - timedelta(days=i % 60)} for i in range(120)])
    kinds = [(" \t\u3000" if i % 2 else None) if i % 60 < 7 else one for i, one in enumerate(table["type"].to_pylist())]
    at = table.schema.get_field_index("type")
    untyped = table.set_column(at, "type", [kinds])
    found = picture_of(untyped, town, days=60)
    assert found.summary.n == 120
    assert found.summary.n_review == found.summary.n_fraud_review == found.summary.n_untyped == 14
    assert "有14件没有写明类型" in gaps(compose(found))
    assert "没有写明类型" not in gaps(compose(picture_of(table, town, days=60)))
    with open_cases(untyped, town) as frame:
        public = draw(frame, district=town, taxonomy=TYPES, periods=found.periods, min_cell=10)
    assert "部分案件没有写明类型" in gaps(compose(public, audience="public"))


def test_scripts_are_new_only_beside_a_period_that_the_data_cover(make, town) -> None:
    def told_of(days: int) -> tuple[str, str]:
        rows = [
            {"reported_on": END - timedelta(days=i % days), "text": f"做任务点赞返佣金{i % 7}，垫付后无法提现"}
            for i in range(120)
        ]
        rows += [
            {"reported_on": END - timedelta(days=i), "text": f"称积分到期{i}，点链接填卡号被扣款"} for i in range(9)
        ]
        table = make(rows)
        with open_cases(table, town) as frame:
            periods = choose_days(bounds(frame)[1], END, 30)
            told = tell(table.to_batches(), periods, TYPES, min_cell=5, oldest=bounds(frame)[0])
            picture = draw(frame, district=town, taxonomy=TYPES, periods=periods, storylines=told)
        picture.verify()
        document = compose(picture)
        front = " ".join(one.text for heading, one in said(document) if heading == PAGE["growing"][0])
        return " ".join(one.chinese for one in told.shown), front

    text, front = told_of(60)
    assert "9件，上期没有" in text
    assert "9件" in front
    # Nobody looked at the month before: what is told now may well have been told then.
    text, front = told_of(25)
    assert "上期没有" not in text
    assert "9件，没有上期数据可比" in text
    assert not front


def test_data_too_short_for_delays_are_said_to_be_short(make, town) -> None:
    def gap_of(days: int) -> str:
        rows = [
            {"reported_on": END - timedelta(days=i % days), "occurred_on": END - timedelta(days=i % days)}
            for i in range(90)
        ]
        return gaps(compose(picture_of(make(rows), town, days=7)))

    assert "数据不足两个月，看不出报案要多久" in gap_of(40)
    assert "写明案发日期的案件太少" in gap_of(90)


def test_the_largest_loss_is_one_of_those_shown_where_another_is_not(make, town) -> None:
    rows = [{"type": "brushing", "loss_yuan": Decimal(10_000)}] * 30 + [
        {"type": "loan", "loss_yuan": Decimal(2_000)}
    ] * 30
    hidden = [{"type": "romance", "loss_yuan": Decimal(5_000_000)}] * 3

    def largest(cases) -> str:
        return " ".join(one.text for _, one in said(compose(picture_of(make(cases), town))))

    assert "损失最大" in largest(rows)
    assert "在所列损失的类型中" not in largest(rows)
    assert "在所列损失的类型中损失最大" in largest(rows + hidden)


def test_methods_are_those_that_were_used(picture) -> None:
    def method(found) -> str:
        return " ".join(b.text for s in compose(found).sections if s.key == "method" for b in s.blocks)

    for name in ("Farrington", "EARS", "Kulldorff", "Spiegelhalter"):
        assert (name in method(picture)) is (name != "Spiegelhalter" or picture.where.funnel is not None)
        assert name not in method(picture.summary)
    assert "Fischetti" in method(picture.summary)


def test_charts_of_alarms_are_short_and_not_empty(picture) -> None:
    figures = [f for f in compose(picture).figures() if f.key.startswith("alarm_")]
    for figure in figures:
        counts = [row[1] for row in figure.data.rows]
        assert len(counts) <= 16
        assert sum(isinstance(n, int) for n in counts) >= len(counts) / 3


def test_a_table_has_no_column_of_dashes(made) -> None:
    grids = [grid for grid in made.grids() if grid.rows]
    assert grids
    for grid in grids:
        for j in range(1, len(grid.columns)):
            assert any(row[j] is not None for row in grid.rows), (grid.key, grid.columns[j].title)


def test_long_tables_of_streets_stand_in_the_appendix(made) -> None:
    assert "by_street" in {b.key for s in made.appendix for b in s.blocks if isinstance(b, Grid)}


def test_a_picture_for_the_office_is_not_published(scored, town, picture) -> None:
    with pytest.raises(InputError, match="may be public"):
        compose(replace(picture, summary=replace(picture.summary, min_cell=10)), audience="public")
