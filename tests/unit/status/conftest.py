"""A store to be told of."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fanzha.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"duckdb:///{tmp_path}/fanzha.duckdb") as opened:
        yield opened
