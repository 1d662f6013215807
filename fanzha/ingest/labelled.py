"""Labelled texts: the project's own JSONL and the shapes of public sets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from fanzha import schema
from fanzha.errors import EngineError, InputError, LabelError, MissingFileError, listed
from fanzha.ingest.delimited import read_delimited
from fanzha.ingest.quarantine import Problem, Quarantine
from fanzha.ingest.structured import read_parquet, read_records
from fanzha.privacy import redact
from fanzha.taxonomy import Taxonomy
from fanzha.text.normalise import content_length, normalise, without_surrogates

# Masking words of spam_sms, as the placeholders of this project or nothing.
_MASKS = {
    "URL": "[网址]",
    "CELLPHONE": "[手机]",
    "PHONE": "[电话]",
    "QQWECHAT": "[微信]",
    "DIGIT": "",
    "NAME": "",
    "PLACE": "",
}
_MASK = re.compile("QQWECHAT|CELLPHONE|PHONE|DIGIT|PLACE|NAME|URL")


def _unmask(text: str) -> str:
    return _MASK.sub(lambda m: _MASKS[m[0]], text)


@dataclass(frozen=True, slots=True)
class Adapter:
    """How a public set spells its rows.

    Attributes
    ----------
    name : str
        Also the crosswalk of the taxonomy.
    text, label : str
        Keys.
    id : str
        Key, or empty.
    clean : callable
        From the set's text to plain text.
    """

    name: str
    text: str
    label: str
    id: str = ""
    clean: Callable[[str], str] = staticmethod(lambda text: text)


ADAPTERS: tuple[Adapter, ...] = (
    Adapter("ccl2023", "案情描述", "案件类别", "案件编号"),
    Adapter("chifraud", "Text", "Label_id"),
    Adapter("fgrc_scd", "文本", "风险类别"),
)
_OWN = Adapter("", "text", "label", "id")
_SPAM_SMS = Adapter("spam_sms", "text", "label", "id", _unmask)
_SPAM_LABEL = re.compile(r"(?:AD|FR|IL)_[A-Z]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labelled texts as read.

    Attributes
    ----------
    texts : pyarrow.Table
        Of `fanzha.schema.LABELLED`, de-identified.
    quarantine : pyarrow.Table
        Of `fanzha.schema.QUARANTINE`.
    rows_in : int
        Rows of both tables together.
    """

    texts: pa.Table
    quarantine: pa.Table
    rows_in: int


_Record = tuple[int, Mapping[str, object] | None, str]


def _records(path: Path) -> list[_Record]:
    if not path.is_file():
        raise MissingFileError("labelled data must be a file", path.name, "check the path")
    kind = path.suffix.lower()
    if kind in {".jsonl", ".json", ".ndjson"}:
        return [*read_records(path)]
    if kind in {".csv", ".tsv", ".txt", ".parquet"}:
        table = read_parquet(path) if kind == ".parquet" else read_delimited(path)
        headers = [h.strip() for h in table.headers]
        return [
            (r.number, None if r.problem else dict(zip(headers, r.cells, strict=False)), r.problem) for r in table.rows
        ]
    raise InputError("labelled data must be JSONL, CSV or Parquet", path.name, "convert the file")


def _adapter(path: Path, records: Iterable[_Record]) -> Adapter:
    keys: set[str] = set()
    labels: set[str] = set()
    for _, record, _ in records:
        keys |= set(record or ())
        labels.add(str((record or {}).get("label", "")))
    if {"text", "label"} <= keys:
        masked = sum(_SPAM_LABEL.match(label) is not None for label in labels)
        return _SPAM_SMS if masked > len(labels) / 2 else _OWN
    for one in ADAPTERS:
        if {one.text, one.label} <= keys:
            return one
    shown = ", ".join(sorted(k[:20] for k in keys))[:200] or "none"
    raise InputError("labelled data must have text and label", f"keys {shown} in {path.name}", "rename the keys")


def read_labelled(paths: Sequence[Path], *, taxonomy: Taxonomy | None) -> Labelled:
    """Read labelled texts.

    Parameters
    ----------
    paths : sequence of Path
        JSONL, JSON, CSV or Parquet. Each file is a source, unless rows name their ``batch`` or ``source``.
    taxonomy : Taxonomy or None
        Labels become its codes; a text whose label covers several classes, or none, is set aside. None: labels stay.

    Returns
    -------
    Labelled

    Raises
    ------
    MissingFileError, InputError
        If a file cannot be read as a whole.
    LabelError
        If labels are unknown to the taxonomy; all are listed with counts.
    """
    quarantine, rows, rows_in = Quarantine(), [], 0
    unknown: list[str] = []
    for path in paths:
        records = _records(path)
        adapter = _adapter(path, records)
        for number, record, problem in records:
            rows_in += 1
            row, wrong = _row(path, number, record, problem, adapter)
            if wrong is None and row is not None and taxonomy is not None:
                code, wrong = _code(row["label"], adapter.name, taxonomy)
                if code is None and wrong is None:
                    unknown.append(str(row["label"]))
                row["label"] = code or ""
            if wrong is not None:
                raw = {str(k): v for k, v in (record or {}).items() if isinstance(v, str)}
                quarantine.add(path.name, number, wrong, raw)
            elif row is not None:
                rows.append(row)
    if unknown:
        raise LabelError(
            "labels must be national codes, names, aliases or crosswalk labels",
            listed(unknown),
            "correct them, add aliases to configs/taxonomy.yaml, or use --labels as-is",
        )
    if len(rows) + len(quarantine) != rows_in:
        raise EngineError("no row may be lost", f"{rows_in} in, {len(rows) + len(quarantine)} out", "report this")
    return Labelled(pa.Table.from_pylist(rows, schema=schema.LABELLED), quarantine.table(), rows_in)


def _row(
    path: Path, number: int, record: Mapping[str, object] | None, problem: str, adapter: Adapter
) -> tuple[dict[str, str | None] | None, Problem | None]:
    if record is None:
        return None, Problem(None, problem, "", "correct the line")
    text, label = record.get(adapter.text), record.get(adapter.label)
    if not isinstance(text, str) or content_length(text) == 0:
        return None, Problem("text", "a labelled text must not be empty", "", "add the text")
    if isinstance(label, int) and not isinstance(label, bool):
        label = str(label)
    if not isinstance(label, str) or not label.strip():
        return None, Problem("label", "a labelled text must have a label", "", "add the label")
    safe = redact(adapter.clean(without_surrogates(text)))
    given = record.get(adapter.id) if adapter.id else None
    # Equal texts share a group even where the source does not say so.
    own = hashlib.sha256(normalise(safe).encode("utf-8")).hexdigest()[:16]
    source = record.get("batch") or record.get("source") or path.stem
    register = record.get("register")
    return {
        "id": str(given) if given not in (None, "") else f"{path.stem}-{number}",
        "text": safe,
        "label": without_surrogates(label.strip()),
        "group": str(record.get("group") or own),
        "source": str(source),
        "register": str(register) if register else None,
    }, None


def _code(label: str | None, source: str, taxonomy: Taxonomy) -> tuple[str | None, Problem | None]:
    """Return the national code of a label; or why the text is set aside; or neither for an unknown label."""
    label = label or ""
    own = taxonomy.crosswalks.get(source, {})
    spans = own[label] if label in own else taxonomy.spans(label)
    if spans is None:
        return None, None
    if len(spans) == 1:
        return spans[0], None
    if not spans:
        return None, Problem("label", "a label must lie within the national classes", label, "leave the text out")
    return None, Problem("label", f"a label must be one class, not {' or '.join(spans)}", label, "relabel the text")
