"""Which sheets of a file hold cases, and their rows in sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from fanzha.errors import InputError
from fanzha.ingest.columns import ColumnAliases
from fanzha.ingest.quarantine import shown
from fanzha.ingest.readers import read_sheets
from fanzha.ingest.readers.parquet import ParquetRows
from fanzha.ingest.rows import Sheet
from fanzha.ingest.shards import Section
from fanzha.privacy import redact

_SHOWN_HEADERS = 20
_SECTION_ROWS = 1000


@dataclass(frozen=True, slots=True)
class CaseSheets:
    """The sheets of a case file.

    Attributes
    ----------
    sheets : tuple of Sheet
        Those that hold cases.
    skipped : tuple of str
        Sources of the others: they have no narrative, or are hidden.
    unused : tuple of str
        Headers of columns that name nothing that is known; personal data are not among them.
    """

    sheets: tuple[Sheet, ...]
    skipped: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    def sections(self, unneeded: int = 0) -> Iterator[Section]:
        """Yield all rows; to be called once.

        Parameters
        ----------
        unneeded : int
            Rows at the beginning that nobody looks at; some of them may be empty of everything but their number.
        """
        for sheet in self.sheets:
            if isinstance(sheet.rows, ParquetRows):
                first = 1
                for batch in sheet.rows.batches(unneeded):
                    section = Section(sheet.head, range(batch) if isinstance(batch, int) else batch, first)
                    yield section
                    first += len(section)
            else:
                rows = iter(sheet.rows)
                while some := list(islice(rows, _SECTION_ROWS)):
                    yield Section(sheet.head, some)

    def count(self) -> int:
        """Read all rows and return how many they are; to be called instead of `sections`."""
        return sum(_count(sheet) for sheet in self.sheets)


def _count(sheet: Sheet) -> int:
    if sheet.counted is not None:
        return sheet.counted
    return sheet.rows.count() if isinstance(sheet.rows, ParquetRows) else sum(1 for _ in sheet.rows)


def named_headers(headers: tuple[str, ...]) -> str:
    """List headers for an error: shortened, without identifiers, and no cell that is a text rather than a name."""
    names = [
        shown(h, 20) if len(h) <= 20 and sum(c.isdigit() for c in h) < 5 else f"(a cell of {len(h)} characters)"
        for h in headers[:_SHOWN_HEADERS]
    ]
    more = f" and {len(headers) - len(names)} more" if len(headers) > len(names) else ""
    return "columns " + (", ".join(names) or "none") + more


def _no_text(sheets: Sequence[Sheet], columns: ColumnAliases) -> InputError:
    headers = tuple(dict.fromkeys(h for sheet in sheets for h in sheet.headers))
    near = columns.nearest("text", headers)
    remedy = f"name the narrative {columns.text[0]} or {columns.text[1 % len(columns.text)]}"
    if near is not None:
        found = shown(near[0], 20) if len(near[0]) <= 20 else "it"
        remedy = f"the nearest is {found}: rename it to {near[1]}, or add it to configs/columns.yaml under text"
    return InputError("a case file must have a text column", named_headers(headers), remedy)


def _below(sheet: Sheet, folder: str) -> Sheet:
    return replace(sheet, source=redact(f"{folder}/{sheet.source}"), stem=redact(f"{folder}/{sheet.stem}"))


def case_sheets(path: Path | str, columns: ColumnAliases, name: str | None = None) -> CaseSheets:
    """Open a case file and choose the sheets that hold cases.

    Parameters
    ----------
    path : path
    columns : ColumnAliases
    name : str, optional
        Path of the file below a folder of inputs, with slashes; its name if not given.

    Raises
    ------
    MissingFileError
        If there is no such file.
    InputError
        If it is empty, of another format, or has no text column.
    """
    sheets = read_sheets(path, columns)
    folder = str(PurePosixPath(name).parent) if name else "."
    if folder != ".":
        sheets = [_below(sheet, folder) for sheet in sheets]
    with_text = [s for s in sheets if "text" in columns.resolve(s.headers, s.titles)]
    # A hidden sheet is mostly an old copy; it counts only where nothing else holds cases.
    chosen = [s for s in with_text if not s.hidden] or with_text
    if not chosen:
        if any(s.headers for s in sheets):
            raise _no_text(sheets, columns)
        # JSON lines of which none could be read.
        chosen = sheets
    skipped = tuple(s.source for s in sheets if all(s is not one for one in chosen))
    unused = columns.unused(dict.fromkeys(h for s in chosen for h in s.headers))
    return CaseSheets(tuple(chosen), skipped, unused)
