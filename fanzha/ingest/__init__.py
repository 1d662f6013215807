"""Readers of case files and labelled texts; what cannot be read is set aside with its reason."""

from fanzha.ingest.cases import Ingested, read_cases
from fanzha.ingest.columns import ColumnAliases, load_columns
from fanzha.ingest.labelled import Labelled, read_labelled
from fanzha.ingest.parser import VERSION, CaseParser, ShardCases
from fanzha.ingest.quarantine import safe_cell, write_quarantine
from fanzha.ingest.rows import Head
from fanzha.ingest.shards import RawShard, Section, cut
from fanzha.ingest.sheets import CaseSheets, case_sheets, named_headers

__all__ = [
    "VERSION",
    "CaseParser",
    "CaseSheets",
    "ColumnAliases",
    "Head",
    "Ingested",
    "Labelled",
    "RawShard",
    "Section",
    "ShardCases",
    "case_sheets",
    "cut",
    "load_columns",
    "named_headers",
    "read_cases",
    "read_labelled",
    "safe_cell",
    "write_quarantine",
]
