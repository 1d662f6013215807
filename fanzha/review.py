"""Reviews: what people decided in a review sheet, brought back as corrected labelled texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from fanzha.errors import InputError, LabelError, MissingFileError
from fanzha.ingest.quarantine import encodable, shown
from fanzha.privacy import redact
from fanzha.review_sheet import COLUMNS, DROP, DROPS, LABEL_SHEET, MORE, check, choices, clean, pieces, unique_names
from fanzha.schema import LABELLED
from fanzha.taxonomy import Taxonomy

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_NEEDED = ("id", "text", "given", "label", "check")
# What a spreadsheet may change when it saves, and what nobody would call another text.
_UNSTABLE = re.compile("['\x00-\x20\x7f-\xa0\u2028\u2029\u3000\ufffd]")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person decided about a text: ``row`` of the data, and its ``label``, None to drop it."""

    row: int
    label: str | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """Labelled texts after a review.

    Attributes
    ----------
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`; relabelled texts have the source ``review:NAME``.
    was : dict
        Former label of each relabelled text, by its position in ``texts``.
    rows_in, relabelled, confirmed, dropped : int
        ``rows_in`` is always the rows of ``texts`` and ``dropped`` together.
    """

    texts: pa.Table
    was: Mapping[int, str]
    rows_in: int
    relabelled: int
    confirmed: int
    dropped: int


def _sheet(path: Path) -> tuple[list[str], Worksheet, Worksheet]:
    """Open a review sheet: its header, the sheet with results, the same one with formulas."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.is_file():
        raise MissingFileError(
            "the review sheet must be a file", f"no file {redact(path.resolve().name)}", "check the path"
        )
    try:
        # Once for results, once for formulas: a formula without a stored result would look like an empty cell.
        books = [load_workbook(path, data_only=only) for only in (True, False)]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise InputError(
            "a review sheet must be an xlsx workbook", redact(path.name), "write one with fanzha audit"
        ) from error
    for values, formulas in zip(books[0].worksheets, books[1].worksheets, strict=True):
        head = [_text(c.value).strip() for c in values[1]]
        if all(COLUMNS[name][0] in head for name in _NEEDED):
            return head, values, formulas
    raise InputError(
        f"a review sheet must have the columns {', '.join(COLUMNS[name][0] for name in _NEEDED)}",
        f"others in {redact(path.name)}",
        "write it anew with fanzha audit",
    )


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield row numbers and cells by column; cells of the continued text are joined to it."""
    head, values, formulas = _sheet(path)
    at = {name: head.index(title) for name, (title, _) in COLUMNS.items() if title in head}
    more = [head.index(t) for t in (MORE.format(n) for n in range(1, len(head) + 1)) if t in head]
    rows = zip(values.iter_rows(min_row=2), formulas.iter_rows(min_row=2), strict=True)
    for number, (row, written) in enumerate(rows, 2):
        cells = {name: _text(row[i].value) for name, i in at.items()}
        if row[at["label"]].value is None and written[at["label"]].value is not None:
            raise InputError(
                "a correction must be a label", f"a formula without a result in row {number}", "choose from the list"
            )
        cells["text"] += "".join(_text(row[i].value) for i in more)
        if any(v.strip() for v in cells.values()):
            yield number, cells


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _bare(text: str) -> str:
    return _UNSTABLE.sub("", text.replace("_x005F_", "_"))


def filled(path: Path) -> int:
    """Count the corrections that stand in a review sheet; 0 where the file is none."""
    try:
        return sum(bool(cells["label"].strip()) for _, cells in _rows(path))
    except (InputError, MissingFileError):
        return 0


def read_review(path: Path, texts: pa.Table, taxonomy: Taxonomy | None) -> list[Correction]:
    """Read what people decided.

    Parameters
    ----------
    path : Path
        A workbook of `write_review`; its rows and columns may stand in any order.
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`: the data that was audited, read in the same way.
    taxonomy : Taxonomy or None
        As in `choices`.

    Returns
    -------
    list of Correction
        One for each row with a correction, in the order of the data.

    Raises
    ------
    MissingFileError
        If there is no such file.
    InputError
        If it is no review sheet, or a row lacks an id, repeats one, has one that the data does not, or another text.
    LabelError
        If a correction is no label, or the data has another label than the sheet.
    """
    content, labels, ids = (texts.column(c).to_pylist() for c in ("text", "label", "id"))
    keys = unique_names(ids)
    row_of = {key: i for i, key in enumerate(keys)}
    offered = choices(labels, taxonomy)
    shown_as = {label: choice for choice, label in offered.items()}
    meant = _meanings(offered, taxonomy)
    seen: dict[str, int] = {}
    found = []
    for number, cells in _rows(path):
        key = cells["id"].strip()
        if not key:
            raise InputError(
                "a row of a review sheet must have an id", f"none in row {number}", "restore it, or clear the row"
            )
        if key in seen:
            raise InputError(
                "an id must stand in one row only",
                f"rows {seen[key]} and {number} with the same",
                "delete one of the rows",
            )
        seen[key] = number
        if key not in row_of:
            raise InputError(
                "an id of a review sheet must stand in the data",
                f"another in row {number}",
                "give all files that were audited",
            )
        i = row_of[key]
        if cells["check"].strip() != check(key, content[i]):
            raise InputError(
                "a text must be the one that was audited",
                f"another in the data for row {number}",
                "audit the data again",
            )
        if _bare(cells["text"]) != _bare("".join(pieces(content[i]))):
            raise InputError(
                "the text of a review sheet must not be changed", f"another in row {number}", "restore it from the data"
            )
        if cells["given"].strip() != shown_as.get(labels[i], clean(labels[i])).strip():
            raise LabelError(
                "the label in the data must be the one that was audited",
                f"another for row {number}",
                "read the data with the same --labels, or audit it again",
            )
        if said := cells["label"].strip():
            label = meant(said)
            if label == "":
                raise LabelError(
                    "a correction must be a label of the list",
                    f"{shown(said, 20)} in row {number}",
                    f"choose one of the sheet {LABEL_SHEET}, or {DROP}, or leave it empty",
                )
            found.append(Correction(i, label))
    return sorted(found, key=lambda c: c.row)


def _meanings(offered: Mapping[str, str], taxonomy: Taxonomy | None) -> Callable[[str], str | None]:
    known = {label.strip(): label for label in offered.values()} | {c.strip(): label for c, label in offered.items()}

    def label_of(said: str) -> str | None:
        """Return the label, None to drop, nothing where it is unknown."""
        if said.casefold() in DROPS:
            return None
        if said in known:
            return known[said]
        return (taxonomy.resolve(said) if taxonomy is not None else None) or ""

    return label_of


def apply_review(texts: pa.Table, corrections: Sequence[Correction], name: str) -> Corrected:
    """Bring corrections into labelled texts.

    Parameters
    ----------
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`.
    corrections : sequence of Correction
        At most one a row.
    name : str
        Of the review; relabelled texts become the source ``review:NAME``.
    """
    by_row = {c.row: c.label for c in corrections}
    rows: list[dict[str, object]] = []
    was: dict[int, str] = {}
    relabelled = dropped = 0
    for i, row in enumerate(texts.to_pylist()):
        label = by_row.get(i, row["label"])
        if label is None:
            dropped += 1
            continue
        if label != row["label"]:
            was[len(rows)] = row["label"]
            row |= {"label": label, "source": f"review:{encodable(name)}"}
            relabelled += 1
        rows.append(row)
    table = pa.Table.from_pylist(rows, LABELLED)
    assert texts.num_rows == table.num_rows + dropped, "rows in = rows out + rows dropped"
    return Corrected(table, was, texts.num_rows, relabelled, len(by_row) - relabelled - dropped, dropped)


def write_corrected(path: Path, corrected: Corrected) -> None:
    """Write corrected texts as JSON lines for `fanzha.ingest.read_labelled`; ``label_was`` names a former label."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for i, row in enumerate(corrected.texts.to_pylist()):
            kept = {k: v for k, v in row.items() if v is not None}
            if i in corrected.was:
                kept["label_was"] = corrected.was[i]
            out.write(json.dumps(kept, ensure_ascii=False) + "\n")
