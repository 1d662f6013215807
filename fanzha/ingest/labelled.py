"""Labelled texts of one or several files as a checked table."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from fanzha.errors import InputError, LabelError, listed
from fanzha.ingest import cells as parse
from fanzha.ingest.adapters import Adapter, AdapterKeys, adapter_named, detect, key_of
from fanzha.ingest.quarantine import Quarantine, encodable
from fanzha.ingest.readers import read_sheets
from fanzha.ingest.rows import Cell, Fault, Row, Sheet, as_text
from fanzha.ingest.sheets import named_headers
from fanzha.privacy import redact
from fanzha.schema import LABELLED
from fanzha.taxonomy import Taxonomy

MAX_CHARS = 20_000  # of a text, as for case files
_REGISTERS = frozenset({"script", "narrative"})
_REPORT_EVERY = 200


@lru_cache(maxsize=4096)
def _safe(label: str) -> str:
    """Return a label without identifiers; labels repeat."""
    return redact(label)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labelled texts that were read.

    Attributes
    ----------
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`.
    quarantine : pyarrow.Table
        Of `fanzha.schema.QUARANTINE`.
    rows_in : int
        Rows that are not blank; as many as stand in the two tables together.
    crosswalk : str or None
        The table of the taxonomy that speaks for the labels, where all files have the same.
    """

    texts: pa.Table
    quarantine: pa.Table
    rows_in: int
    crosswalk: str | None = None


# Hexadecimal digits as letters, in fours: longer runs could be taken for a phone number or an account and be replaced.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def _own_group(text: str) -> str:
    """Name the group of a text by itself: copies that differ in width, case or blanks share it."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    digest = hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest()[:16]
    return "·".join(digest[i : i + 4].translate(_LETTERS) for i in range(0, 16, 4))


class _Reader:
    def __init__(self, taxonomy: Taxonomy | None, max_chars: int) -> None:
        self.taxonomy, self.max_chars = taxonomy, max_chars
        self.quarantine = Quarantine()
        self.texts: list[dict[str, object]] = []
        self.unknown: Counter[str] = Counter()
        self.crosswalks: set[str | None] = set()
        self.codes: dict[tuple[str | None, str], tuple[str, ...] | None] = {}

    def adapter(self, sheet: Sheet, rows: list[Row | Fault], name: str | None) -> Adapter | None:
        """Return what reads a sheet, or None if it has no text and label."""

        def labels(header: str) -> Iterable[str]:
            return {as_text(r.cells.get(header)).strip() for r in rows if isinstance(r, Row)}

        found = adapter_named(name) if name is not None else detect(sheet.headers, labels)
        if found is None or key_of(sheet.headers, found.text) is None or key_of(sheet.headers, found.label) is None:
            return None
        return found

    def file(self, path: Path | str, name: str | None, on_rows: Callable[[int], object]) -> int:
        sheets = [(sheet, list(sheet.rows)) for sheet in read_sheets(path, AdapterKeys())]
        chosen = [(s, r, a) for s, r in sheets if (a := self.adapter(s, r, name)) is not None]
        if not chosen:
            sheet, rows = sheets[0]
            has = named_headers(sheet.headers) if sheet.headers else f"{len(rows)} rows that could not be read"
            raise InputError(
                "labelled texts must have text and label", f"{has} in {sheet.source}", "name the two text and label"
            )
        self.crosswalks |= {adapter.crosswalk for _, _, adapter in chosen}
        return sum(self.sheet(sheet, rows, adapter, on_rows) for sheet, rows, adapter in chosen)

    def sheet(self, sheet: Sheet, rows: list[Row | Fault], adapter: Adapter, on_rows: Callable[[int], object]) -> int:
        wanted = {"text": (adapter.text,), "label": (adapter.label,), "id": adapter.id, "group": ("group",)}
        wanted |= {"source": ("batch", "source"), "register": ("register",)}
        keys = {
            field: tuple(k for option in options if (k := key_of(sheet.headers, option)) is not None)
            for field, options in wanted.items()
        }
        for i, row in enumerate(rows, 1):
            if isinstance(row, Fault):
                self.quarantine.add_fault(sheet.source, row)
            else:
                self._row(sheet, adapter, keys, row)
            if i % _REPORT_EVERY == 0:
                on_rows(_REPORT_EVERY)
        on_rows(len(rows) % _REPORT_EVERY)
        return len(rows)

    def _row(self, sheet: Sheet, adapter: Adapter, keys: Mapping[str, tuple[str, ...]], row: Row) -> None:
        cells: dict[str, Cell] = {
            field: next((c for n in names if (c := row.cells.get(n)) is not None and c != ""), None)
            for field, names in keys.items()
        }
        at = "text"
        try:
            raw = as_text(parse.readable(cells["text"], formulas=sheet.formulas))
            cleaned = adapter.clean(raw) if adapter.clean is not None else raw
            text = redact(parse.narrative(cleaned, self.max_chars))
            at = "label"
            given = as_text(parse.readable(cells["label"], formulas=sheet.formulas)).strip()
            # A label is printed, counted and stored with the model, so nobody may stand in it either.
            label = self._label(adapter, _safe(given))
        except parse.BadCellError as fault:
            self.quarantine.add(
                sheet.source,
                row.number,
                row.cells,
                column=keys[at][0],
                rule=fault.rule,
                value=fault.value if fault.value is not None else as_text(cells[at]),
                remedy=fault.remedy,
            )
            return
        other = {f: encodable(as_text(cells[f]).strip()) for f in ("id", "group", "source", "register")}
        self.texts.append(
            {
                "id": other["id"] or f"{encodable(sheet.stem)}-{row.number}",
                "text": text,
                "label": label,
                "group": other["group"] or _own_group(text),
                "source": other["source"] or encodable(sheet.stem),
                "register": other["register"] if other["register"] in _REGISTERS else adapter.register,
            }
        )

    def _label(self, adapter: Adapter, label: str) -> str:
        if not label:
            raise parse.BadCellError("标签不得为空", "补录标签后再导入")
        if self.taxonomy is None:
            return label
        key = (adapter.crosswalk, label)
        if key not in self.codes:
            self.codes[key] = self.taxonomy.spans(label, adapter.crosswalk)
        codes = self.codes[key]
        if codes is None:
            self.unknown[label] += 1
            return label
        if not codes:
            raise parse.BadCellError("标签须属于某一诈骗类型", "该类不在全国诈骗分类之内，无需处理")
        if len(codes) > 1:
            raise parse.BadCellError("标签须只对应一个诈骗类型", "该标签涵盖多个类型，请按具体类型重新标注")
        return codes[0]


def read_labelled(
    paths: Path | str | Iterable[Path | str],
    *,
    taxonomy: Taxonomy | None,
    adapter: str | None = None,
    max_chars: int = MAX_CHARS,
    on_rows: Callable[[int], object] | None = None,
) -> Labelled:
    """Read labelled texts.

    Parameters
    ----------
    paths : path or iterable of paths
        JSONL, JSON, CSV, xlsx or Parquet with ``text`` and ``label``, or in the shape of a known source.
    taxonomy : Taxonomy or None
        Labels become its codes; None keeps them as they are.
    adapter : str, optional
        Name of the source; told by the keys and labels of each file if not given.
    max_chars : int
        Longest text, in characters; longer ones go to quarantine.
    on_rows : callable, optional
        Told the number of rows read since it was last called.

    Returns
    -------
    Labelled
        Texts de-identified. A label that covers several codes, or none, sends its row to quarantine.

    Raises
    ------
    MissingFileError
        If a file is not there.
    InputError
        If a file is empty, of another format, or has no text or label at all.
    LabelError
        If labels are unknown to the taxonomy; lists them with their counts.
    """
    files = [paths] if isinstance(paths, Path | str) else list(paths)
    if not files:
        raise InputError("labelled texts need a file", "none", "give one or more paths")
    reader = _Reader(taxonomy, max_chars)
    rows_in = sum(reader.file(path, adapter, on_rows or (lambda _: None)) for path in files)
    if reader.unknown:
        raise LabelError(
            "labels must be codes, names or aliases of the taxonomy",
            listed([redact(encodable(label)) for label in reader.unknown.elements()]),
            "correct them, add aliases to configs/taxonomy.yaml, or use --labels as-is",
        )
    arrays = [pa.array([row[field.name] for row in reader.texts], field.type) for field in LABELLED]
    texts, quarantine = pa.Table.from_arrays(arrays, schema=LABELLED), reader.quarantine.table()
    assert rows_in == texts.num_rows + quarantine.num_rows, "rows in = texts + quarantine"
    crosswalk = reader.crosswalks.pop() if len(reader.crosswalks) == 1 else None
    return Labelled(texts, quarantine, rows_in, crosswalk)
