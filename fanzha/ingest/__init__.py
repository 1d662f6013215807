"""Readers of case files and labelled texts; what cannot be read is set aside with its reason."""

from fanzha.ingest.cases import Ingested, read_cases
from fanzha.ingest.columns import ColumnAliases, load_columns
from fanzha.ingest.labelled import Labelled, read_labelled
from fanzha.ingest.quarantine import safe_cell, write_quarantine

__all__ = [
    "ColumnAliases",
    "Ingested",
    "Labelled",
    "load_columns",
    "read_cases",
    "read_labelled",
    "safe_cell",
    "write_quarantine",
]
