"""A store to be told of, in each of its homes."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanzha.store import Store, open_store


@pytest.fixture(params=["duckdb", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"duckdb:///{tmp_path}/fanzha.duckdb"
    if request.param == "postgresql":
        url = f"{request.getfixturevalue('postgres_url')}?schema=test_{secrets.token_hex(8)}"
    with open_store(url) as opened:
        yield opened
