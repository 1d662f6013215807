"""Files of analysts and of public sets into checked tables; what cannot be read is set aside with its reason."""

from fanzha.ingest.cases import Ingested, read_cases
from fanzha.ingest.cells import safe_cell
from fanzha.ingest.columns import ColumnAliases, load_columns
from fanzha.ingest.labelled import Labelled, read_labelled
from fanzha.ingest.quarantine import write_quarantine

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
