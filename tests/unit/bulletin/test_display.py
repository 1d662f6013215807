"""Tables on paper: long thin ones are laid out in columns, ids are not broken, empty columns go."""

from hypothesis import given
from hypothesis import strategies as st

from fanzha.bulletin.display import Shown, filled, folded, width, widths
from fanzha.bulletin.document import Column, Grid, Interval

ROWS = st.lists(st.tuples(st.text(max_size=30), st.text("0123456789", max_size=8)), max_size=60)


@given(ROWS)
def test_folding_keeps_every_cell_in_its_order(rows: list[tuple[str, str]]) -> None:
    table = Shown(("名称", "件数"), tuple(rows), (False, True))
    made = folded(table)
    across = len(made.head)
    assert all(len(row) == across == len(made.numeric) for row in made.rows)
    times = (across + 1) // 3
    read = [row[3 * k : 3 * k + 2] for k in range(times) for row in made.rows] if times > 1 else list(made.rows)
    assert [one for one in read if any(one)] == [one for one in rows if any(one)]


def test_only_long_thin_tables_are_folded() -> None:
    short = Shown(("名称", "件数"), (("甲", "1"),) * 12, (False, True))
    assert folded(short) == short
    long = Shown(("周", "件数"), (("2026-01-05", "1"),) * 52, (False, True))
    assert len(folded(long).rows) <= 18
    broad = Shown(("名称",) * 9, (("甲" * 8,) * 9,) * 52, (False,) * 9)
    assert folded(broad) == broad


def test_the_longest_columns_give_way() -> None:
    head, rows = ["编号", "案情"], [["QH20261130001", "很长的案情" * 30]]
    line = 114
    assert widths(head, rows)[0] * line >= 13 + 2
    many = ["编号", *["说法"] * 6], [["S0001", *["一段不短的说法一段不短的说法"] * 6]]
    assert widths(*many)[0] * line >= 5 + 2
    assert abs(sum(widths(*many)) - 1) < 1e-9
    assert width(head, rows) <= 1
    assert width(["名称", "件数"], [["甲", "7"]]) < 0.4


def test_columns_in_which_nothing_is_known_go() -> None:
    columns = (
        Column("名称"), Column("件数", "count"), Column("率", "rate"), Column("区间", "interval"), Column("变化", "change"),
        Column("变化率", "change", "%"),
    )  # fmt: skip
    grid = Grid("g", "表", "", columns, (("甲", 7, None, None, 3, None), ("乙", None, None, None, None, None)))
    made = filled(grid)
    assert [c.title for c in made.columns] == ["名称", "件数", "变化"]
    assert made.rows == (("甲", 7, 3), ("乙", None, None))
    # An interval never loses the value that it belongs to.
    odd = Grid("g", "表", "", columns[:4], (("甲", 7, None, Interval(1.0, 2.0)),))
    assert filled(odd) == odd
    empty = Grid("g", "表", "", columns, ())
    assert filled(empty) == empty
