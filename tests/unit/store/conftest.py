"""Every test of the store runs against each of its homes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fanzha.store import Store, open_store


@pytest.fixture(params=["duckdb"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty store's URL."""
    return f"duckdb:///{tmp_path}/store.duckdb"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened
