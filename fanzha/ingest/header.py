"""Where the header of a table stands, in one row or two, and what its columns are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fanzha.ingest.rows import Matcher

# Titles, units and print dates above a header rarely take more rows.
SEARCH_ROWS = 15


@dataclass(frozen=True, slots=True)
class Header:
    """A header found.

    Attributes
    ----------
    first, last : int
        Its rows in the grid, 0-based; the same unless it has two.
    names : tuple of str
        Unique, one per column.
    matched : int
        How many different columns are known.
    """

    first: int
    last: int
    names: tuple[str, ...]
    matched: int


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    made = []
    for i, given in enumerate(names, 1):
        name = " ".join(given.split()) or f"第{i}列"
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(made)


def _joined(above: Sequence[str], below: Sequence[str], matcher: Matcher) -> list[str]:
    """Name columns by two rows: the upper one reaches over blank cells to its right, as merged cells do."""
    names, parent = [], ""
    for i in range(max(len(above), len(below))):
        upper = above[i].strip() if i < len(above) else ""
        lower = below[i].strip() if i < len(below) else ""
        if upper:
            parent = upper
        if not lower or lower == upper:
            names.append(upper)
            continue
        both = parent + lower
        known = matcher.field(both) is None and matcher.field(lower) is not None and not matcher.foreign(parent)
        names.append(lower if known else both)
    return names


def _matched(names: Sequence[str], matcher: Matcher) -> int:
    return len({field for name in names if (field := matcher.field(name))})


def find_header(grid: Sequence[Sequence[str]], matcher: Matcher) -> Header | None:
    """Find the row, or pair of rows, that names most columns.

    Parameters
    ----------
    grid : sequence of rows of str
        First rows of a table; only the first `SEARCH_ROWS` that are not blank are looked at.
    matcher : Matcher

    Returns
    -------
    Header or None
        The first row that is not blank where no row names a column; None where all are blank.
    """
    best: Header | None = None
    filled = [i for i, row in enumerate(grid) if any(cell.strip() for cell in row)]
    for i in filled[:SEARCH_ROWS]:
        row = grid[i]
        singly = Header(i, i, tuple(row), _matched(row, matcher))
        if best is None or singly.matched > best.matched:
            best = singly
        if i + 1 < len(grid) and any(cell.strip() for cell in grid[i + 1]):
            names = _joined(row, grid[i + 1], matcher)
            count = _matched(names, matcher)
            # A row of data below a header, or a title above it, adds nothing; then one row it is.
            if count > max(singly.matched, _matched(grid[i + 1], matcher), best.matched):
                best = Header(i, i + 1, tuple(names), count)
    return Header(best.first, best.last, _unique(best.names), best.matched) if best else None
