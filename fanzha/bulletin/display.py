"""Tables as they are read: an interval and a change in per cent stand in brackets behind the number to their left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fanzha.bulletin.document import Column, Grid, Hidden, Value
from fanzha.bulletin.language import Words

_LONGEST = 64  # columns that a long text is given at most
_LINE = 114  # columns of a line on paper at the size of tables
_CROWDED = 9  # columns of a head that is broken where there is little room
_CHINESE = 8  # the same where it can be broken between any two characters
_AIR = 1.25  # a table is drawn wider than it must be by so much
_SHORT = 12  # rows of a table that is not laid out in several columns


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of text.

    Attributes
    ----------
    head : tuple of str
    rows : tuple of tuple of str
    numeric : tuple of bool
        Which columns hold numbers, and stand at the right.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def shown(grid: Grid, words: Words) -> Shown:
    """Return a table as it is read.

    Parameters
    ----------
    grid : Grid
    words : Words
    """
    groups = _groups(grid.columns)
    head = []
    for group in groups:
        first, *behind = (grid.columns[i] for i in group)
        # A unit stands once, after both titles.
        title = words("paren", a=first.title, b=words("comma").join(c.title for c in behind)) if behind else first.title
        head.append(words.head(Column(title, first.kind, first.unit)))
    rows = tuple(tuple(_cell(grid.columns, row, group, words) for group in groups) for row in grid.rows)
    return Shown(tuple(head), rows, tuple(grid.columns[g[0]].kind not in ("text", "date") for g in groups))


def filled(grid: Grid) -> Grid:
    """Return a table without the columns in which nothing is known, with what stands in brackets behind them.

    Parameters
    ----------
    grid : Grid
    """
    if not grid.rows:
        return grid
    kept: list[int] = []
    for group in _groups(grid.columns):
        if group[0] == 0 or any(row[i] is not None for row in grid.rows for i in group):
            kept += [i for i in group if i == group[0] or any(row[i] is not None for row in grid.rows)]
    if len(kept) == len(grid.columns):
        return grid
    rows = tuple(tuple(row[i] for i in kept) for row in grid.rows)
    return replace(grid, columns=tuple(grid.columns[i] for i in kept), rows=rows)


def _groups(columns: tuple[Column, ...]) -> list[list[int]]:
    groups: list[list[int]] = []
    for i, column in enumerate(columns):
        if i and (column.kind == "interval" or (column.kind == "change" and column.unit == "%")):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _cell(columns: tuple[Column, ...], row: tuple[Value, ...], group: list[int], words: Words) -> str:
    first, *behind = group
    text = words.show(columns[first], row[first])
    if row[first] is None or isinstance(row[first], Hidden):
        return text
    known = [i for i in behind if row[i] is not None and not isinstance(row[i], Hidden)]
    if not known:
        return text
    return words("paren", a=text, b=words("comma").join(words.show(columns[i], row[i], columns[first]) for i in known))


def widths(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how wide the columns of a table on paper should be, as shares of the table.

    Parameters
    ----------
    head : sequence of str
    rows : sequence of sequence of str
    """
    each = _wanted(head, rows)
    if sum(each) > _LINE:
        each = _wanted(head, rows, crowded=True)
    # Where there is no room for all, the longest give way; an id or a number is never broken.
    most, room = max(each), float(_LINE)
    for i, one in enumerate(sorted(each)):
        if room / (len(each) - i) < one:
            most = room / (len(each) - i)
            break
        room -= one
    each = [min(one, most) for one in each]
    return [one / sum(each) for one in each]


def headed(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the heads of a table on paper, broken before a bracket where they have no room on one line.

    Parameters
    ----------
    head : sequence of str
    rows : sequence of sequence of str
    """
    across = width(head, rows) * _LINE
    room = [across * share - 3 for share in widths(head, rows)]
    return [
        title.replace("（", "\n（", 1).replace(" (", "\n(", 1) if columns_of(title) > most else title
        for title, most in zip(head, room, strict=True)
    ]


def width(head: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
    """Return how wide a table on paper should be, as a share of the line: a narrow one is not drawn out.

    Parameters
    ----------
    head : sequence of str
    rows : sequence of sequence of str
    """
    return min(_AIR * sum(_wanted(head, rows)) / _LINE, 1.0)


def folded(table: Shown) -> Shown:
    """Return a long thin table as several side by side, filled downwards; any other as it is.

    Parameters
    ----------
    table : Shown
    """
    needed = sum(_wanted(table.head, table.rows)) + 3
    times = min(int(_LINE / needed), -(-len(table.rows) // _SHORT))
    if len(table.rows) <= _SHORT or times < 2:
        return table
    each = -(-len(table.rows) // times)
    blank = ("",) * len(table.head)
    head, numeric = table.head, table.numeric
    for _ in range(times - 1):
        head, numeric = (*head, "", *table.head), (*numeric, False, *table.numeric)
    rows = []
    for i in range(each):
        row: tuple[str, ...] = ()
        for at in range(i, each * times, each):
            row += (*(("",) if row else ()), *(table.rows[at] if at < len(table.rows) else blank))
        rows.append(row)
    return Shown(head, tuple(rows), numeric)


def _wanted(head: Sequence[str], rows: Sequence[Sequence[str]], *, crowded: bool = False) -> list[float]:
    """Return the columns of text that each column of a table needs; where it is ``crowded``, heads are broken wherever they can be."""
    wanted = []
    for j, title in enumerate(head):
        longest = max((columns_of(row[j]) for row in rows), default=0)
        # A head may go over several lines, a number may not; a long text does.
        word = max((columns_of(word) for word in title.replace("（", " （").split(" ")), default=0)
        room = (
            min(word, _CROWDED if title.isascii() else _CHINESE)
            if crowded
            else max(min(word + 1, 16), columns_of(title) / 2)
        )
        wanted.append(min(max(longest, room, 2), _LONGEST) + 3)
    return wanted


def columns_of(text: str) -> int:
    """Return the width of a text in columns: a Chinese character takes two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def printable(text: str) -> str:
    """Return a text without what no office format can hold: control characters, halves of pairs, no characters."""
    return "".join(
        c for c in text if c in "\t\n" or not (c < " " or c in "\x7f\ufffe\uffff" or "\ud800" <= c <= "\udfff")
    )
