"""A bulletin that does not hold together is not made."""

import math
from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest
from documents import document

from fanzha.bulletin.document import Column, Grid, Hidden, Interval, Note, Section, Statement, Tile
from fanzha.errors import InputError


def with_blocks(*blocks: object) -> None:
    document(sections=(Section("only", "节", "", blocks),), appendix=())  # type: ignore[arg-type]


def one(column: Column, value: object) -> Grid:
    return Grid("g", "表", "", (Column("名称"), column), (("甲", value),))  # type: ignore[arg-type]


def test_a_whole_bulletin_is_made_and_cannot_be_changed() -> None:
    made = document()
    assert [g.key for g in made.grids()] == ["by_small", "by_all"]
    assert [c.key for c in made.cases()] == ["cases_1"]
    with pytest.raises(FrozenInstanceError):
        made.title = "别的"  # type: ignore[misc]


@pytest.mark.parametrize(
    "block",
    [
        Statement("句", table="nowhere"),
        Statement("句", cases="only"),
        Note("注", "nowhere"),
        Statement("句", table="only"),
    ],
)
def test_every_link_must_lead_somewhere(block: object) -> None:
    with pytest.raises(InputError, match="link"):
        with_blocks(block)


def test_a_key_is_used_once_and_is_a_name() -> None:
    grid = one(Column("件数", "count"), 1)
    with pytest.raises(InputError, match="once"):
        with_blocks(grid, grid)
    for key in ("only", "A", "a-b", "1a", "", "a" * 37, "甲"):
        with pytest.raises(InputError):
            with_blocks(replace(grid, key=key))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column("x", "count"), 1.5), (Column("x", "count"), -1), (Column("x", "count"), True), (Column("x", "count"), "5"),
        (Column("x", "share"), 1.01), (Column("x", "share"), -0.1), (Column("x", "rate"), math.nan),
        (Column("x", "money"), math.inf), (Column("x", "date"), "2026-03-31"), (Column("x", "change"), 0.5),
        (Column("x", "text"), 5), (Column("x", "interval"), 0.5), (Column("x", "interval"), Interval(math.nan, 1.0)),
        (Column("x", "rate"), date(2026, 1, 1)),
    ],
)  # fmt: skip
def test_a_value_is_of_its_kind(column: Column, value: object) -> None:
    with pytest.raises(InputError, match="kind"):
        with_blocks(one(column, value))


@pytest.mark.parametrize("kind", ["count", "share", "rate", "ratio", "money", "interval", "date", "change", "text"])
def test_a_value_may_be_hidden_or_not_known(kind: str) -> None:
    with_blocks(one(Column("x", kind), Hidden("<5")))  # type: ignore[arg-type]
    with_blocks(one(Column("x", kind), None))  # type: ignore[arg-type]


def test_a_row_has_a_value_for_each_column() -> None:
    with pytest.raises(InputError, match="each column"):
        with_blocks(Grid("g", "表", "", (Column("名称"),), (("甲", 1),)))
    with pytest.raises(InputError, match="must have a column"):
        with_blocks(Grid("g", "表", "", (), ()))
    with pytest.raises(InputError, match="to its left"):
        with_blocks(Grid("g", "表", "", (Column("区间", "interval"),), ()))


def test_a_public_bulletin_has_no_cases() -> None:
    made = document()
    with pytest.raises(InputError, match="cases"):
        document(audience="public", sections=made.sections, appendix=made.appendix)
    assert document(audience="public").audience == "public"


def test_language_audience_and_tiles_are_checked() -> None:
    for wrong in ({"language": "fr"}, {"audience": "press"}, {"tiles": (Tile("报案", -1, "count"),)}):
        with pytest.raises(InputError):
            document(**wrong)


def test_an_error_does_not_repeat_a_value() -> None:
    with pytest.raises(InputError) as raised:
        with_blocks(one(Column("x", "count"), "张三的案情"))
    assert "张三" not in str(raised.value)
