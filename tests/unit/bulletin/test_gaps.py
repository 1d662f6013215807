"""The bulletin says what it cannot say: a population file of elsewhere, cases without a day, cases that all await review."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pyarrow as pa
import pytest
from scored_cases import PLACES, Town

from fanzha import taxonomy
from fanzha.bulletin import compose
from fanzha.bulletin.document import Document, Note
from fanzha.summarize import bounds, choose_days, open_cases
from fanzha.summarize.claims import NOW
from fanzha.summarize.picture import Picture, draw

TYPES = taxonomy.load()
END = date(2026, 3, 31)
Make = Callable[[list[dict[str, object]]], pa.Table]


def picture_of(cases: pa.Table, district: Town | None = None, *, min_cell: int = 5) -> Picture:
    with open_cases(cases, district) as frame:
        periods = choose_days(bounds(frame)[1], days=30)
        return draw(frame, district=district, taxonomy=TYPES, periods=periods, min_cell=min_cell)


def notes(document: Document, key: str) -> str:
    return " ".join(b.text for s in document.sections if s.key == key for b in s.blocks if isinstance(b, Note))


def victims(places: list[tuple[str | None, str | None]], n: int = 120) -> list[dict[str, object]]:
    """Women of 18-39 fall for one type, everybody else for another, at the places in turn."""
    return [
        {
            "street": places[i % len(places)][0], "area": places[i % len(places)][1], "victim_age": 20 if i % 2 else 50,
            "victim_sex": "female" if i % 2 else "male", "type": "brushing" if i % 2 else "loan",
            "reported_on": END - timedelta(days=i % 30),
        }
        for i in range(n)
    ]  # fmt: skip


HERE = ("甲街道", "东所")


@pytest.mark.parametrize(
    ("places", "fits"),
    [
        ([HERE], True),
        ([(None, None)], True),  # nothing is stated, so that nothing speaks against the file
        ([("某路", "北所")], False),
        ([HERE, ("某路", "北所")], False),  # half of them
        ([HERE, HERE, ("某路", "北所")], True),
        ([HERE, (None, "北所"), ("某路", None), (None, None)], False),
        ([("某路", "东所")], True),  # one of both is known: the other is spelt in another way
        ([("甲街道", "北所")], True),
    ],
)
def test_where_most_cases_lie_elsewhere_the_file_is_not_theirs(make: Make, town: Town, places, fits: bool) -> None:
    rows = victims(places)
    found = picture_of(make(rows), town)
    text = notes(compose(found), "gaps")
    assert ("不是这些案件所在辖区的" in text) != fits
    assert (found.summary.district, found.summary.residents) == (("某区", 180_000) if fits else (None, None))
    table = found.summary.tables["sex_band"]
    assert table.has_rates == fits
    # Ages are those of the file either way.
    assert table.cell("female", "18-39岁").n == 60
    rates = [row["rate"] for row in found.figures.measures.to_pylist() if row["period"] == NOW and row["area"] == ""]
    assert (rates[0] is not None) == fits
    groups = [one for one in found.summary.findings if one.kind == "group"]
    assert groups
    assert {one.against_types for one in groups if set(one.where) <= {"sex", "band"}} == {not fits}


@pytest.mark.parametrize(
    ("language", "audience", "least"), [("zh", "internal", 5), ("en", "internal", 5), ("zh", "public", 10)]
)
def test_a_bulletin_with_the_file_of_another_district_does_not_name_it(
    make: Make, town: Town, language, audience, least: int
) -> None:
    document = compose(picture_of(make(victims([("某路", "北所")])), town, min_cell=least), language, audience)
    assert "某区" not in document.title
    assert not any(title in ("辖区居民", "Residents") for title, _ in document.meta)
    text = notes(document, "gaps")
    assert ("不是这些案件所在辖区的" if language == "zh" else "it is of another district") in text
    assert "没有提供辖区人口" not in text
    assert not any("每10万居民" in column.title for grid in document.grids() for column in grid.columns)


def test_a_few_cases_elsewhere_do_not_take_the_name_away(make: Make, town: Town) -> None:
    assert picture_of(make(victims([("某路", "北所")], 4)), town).summary.district == "某区"
    assert picture_of(make(victims([("某路", "北所")], 5)), town).summary.district is None


@dataclass(frozen=True)
class Deserted(Town):
    """A town in one of whose streets nobody lives."""

    def population(
        self, *, area: str | None = None, street: str | None = None, sex: str | None = None, band: str | None = None
    ) -> int | None:
        if street == "乙街道":
            return 0
        every = Town.population(self, area=area, street=street, sex=sex, band=band)
        gone = Town.population(self, street="乙街道", sex=sex, band=band)
        # The other two streets are alike.
        return every if every is None or gone is None or street or area == "西所" else every - gone


def test_a_street_without_residents_is_one_that_the_file_lacks(make: Make, town: Town) -> None:
    cases = make(victims([(street, PLACES[street]) for street in ("甲街道", "乙街道", "丙街道")]))
    found = picture_of(cases, Deserted())
    assert found.matched.unknown_streets == {"乙街道"}
    text = notes(compose(found), "gaps")
    assert "人口文件没有这些街道（或其居民）：乙街道；这里的40件" in text
    assert "没有这些派出所" not in text
    assert not picture_of(cases, town).matched.unknown_streets


@pytest.mark.parametrize(
    ("n", "zh", "en"), [(400, "共有400件", "There are 400 reports"), (3, "共有<5件", "There are <5 reports")]
)
def test_cases_without_a_day_are_said_to_be_there(make: Make, n: int, zh: str, en: str) -> None:
    found = picture_of(make([{"reported_on": None}] * n))
    for language, told in (("zh", zh), ("en", en)):
        document = compose(found, language)
        assert told in notes(document, "gaps")
        # A zero would say that nobody reported anything.
        assert [tile.value for tile in document.tiles[:2]] == [None, None]
        assert zh.removeprefix("共有").removesuffix("件") in document.tiles[0].note
        public = compose(replace(found, summary=replace(found.summary, min_cell=10)), language, "public")
        assert [tile.value for tile in public.tiles] == [None, None]


def test_rows_that_are_set_aside_are_said_in_the_office_only(make: Make) -> None:
    found = replace(picture_of(make(victims([HERE])), min_cell=10), n_aside=1234)
    assert "另有1,234行读入时被隔离" in notes(compose(found), "gaps")
    assert "not yet corrected: 1,234" in notes(compose(found, "en"), "gaps")
    assert "1,234" not in notes(compose(found, "zh", "public"), "gaps")
    assert "被隔离" not in notes(compose(replace(found, n_aside=0)), "gaps")


def test_that_no_case_says_whether_it_is_a_repeated_one_is_said(make: Make) -> None:
    rows = victims([HERE])
    told = [row | {"repeat_victim": i < 60} for i, row in enumerate(rows)]
    for least in (5, 10):
        audience = "public" if least == 10 else "internal"
        assert "是否曾被骗" in notes(compose(picture_of(make(rows), min_cell=least), "zh", audience), "gaps")
        assert "是否曾被骗" not in notes(compose(picture_of(make(told), min_cell=least), "zh", audience), "gaps")


@pytest.mark.parametrize(
    ("changed", "decided", "said", "unsaid"),
    [
        ({"needs_review": True}, 0, "本期51件诈骗案件都待复核", "写法陌生"),
        ({"needs_review": True, "review_reason": "unfamiliar"}, 0, "待复核的案件中100%是因为写法陌生", "案件太少"),
        ({"needs_review": True}, 3, "51件诈骗案件中定了类型的不足5件", "都待复核，没有一件"),
        ({"type": None}, 0, "本期51件诈骗案件都没有写明类型", "待复核"),
    ],
)
def test_why_nothing_was_tested_is_said(make: Make, changed, decided: int, said: str, unsaid: str) -> None:
    rows = victims([HERE], 51)
    table = make([row if i < decided else row | changed for i, row in enumerate(rows)])
    if changed.get("type", "") is None:
        table = table.set_column(table.schema.get_field_index("type"), "type", pa.nulls(51, pa.string()))
    found = picture_of(table)
    assert found.summary.tested == 0
    text = notes(compose(found), "findings")
    assert said in text
    assert unsaid not in text
    assert "too few cases" not in notes(compose(found, "en"), "findings")


def test_half_of_those_that_await_review_are_not_most(make: Make) -> None:
    rows = [
        row | {"needs_review": True, "review_reason": "unfamiliar" if i < 26 else "unsure"}
        for i, row in enumerate(victims([HERE], 51))
    ]
    assert "51%是因为写法陌生" in notes(compose(picture_of(make(rows))), "findings")
    rows[0]["review_reason"] = "short"
    assert "写法陌生" not in notes(compose(picture_of(make(rows))), "findings")


def test_few_cases_are_few_and_the_public_learns_no_number(make: Make) -> None:
    review = {"needs_review": True, "review_reason": "unfamiliar"}
    few = make([row | review for row in victims([HERE], 3)])
    assert "案件太少" in notes(compose(picture_of(few)), "findings")
    every = make([row | review for row in victims([HERE], 51)])
    text = notes(compose(picture_of(every, min_cell=10), "zh", "public"), "findings")
    assert "本期诈骗案件都待复核" in text
    assert "写法陌生" not in text
    nearly = make([row | (review if i > 2 else {}) for i, row in enumerate(victims([HERE], 51))])
    assert "案件太少" in notes(compose(picture_of(nearly, min_cell=10), "zh", "public"), "findings")


def test_what_narratives_contradict_is_counted_for_the_office_alone(make: Make) -> None:
    rows = victims([HERE])
    for i, row in enumerate(rows):
        row["conflicts"] = "loss_yuan、victim_sex" if i < 7 else "loss_yuan" if i < 12 else "banks" if i < 30 else None
    rows[50]["conflicts"] = "payment"  # too few to be told
    text = "案情与表中栏目说法不同、以栏目为准的：损失金额12件、性别7件。"
    assert text in notes(compose(picture_of(make(rows))), "gaps")
    public = compose(picture_of(make(rows), min_cell=10), audience="public")
    assert "以栏目为准" not in notes(public, "gaps")
