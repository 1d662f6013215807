"""Every test of the store runs against each of its homes."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fanzha.store import Store, migrating, open_store


@pytest.fixture(params=["duckdb", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Give URLs of empty stores, all with one home."""
    if request.param == "duckdb":
        return lambda: f"duckdb:///{tmp_path}/{secrets.token_hex(8)}.duckdb"
    server: str = request.getfixturevalue("postgres_url")
    return lambda: f"{server}?schema=test_{secrets.token_hex(8)}"


@pytest.fixture
def url(fresh: Callable[[], str]) -> str:
    """A fresh, empty store's URL."""
    return fresh()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of a later release, which has one more."""
    folder = tmp_path / "later"
    shutil.copytree(migrating.FOLDER, folder)
    number = len(migrating.migrations("duckdb")) + 1
    (folder / f"{number:04d}_later.sql").write_text(
        "CREATE TABLE later (again BIGINT); -- 中文 % %s ; \nINSERT INTO later VALUES (5);"
    )
    return folder


@pytest.fixture(params=[1, 2])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The migrations of an older release, whose tables for cases had fewer columns."""
    folder = tmp_path / "older"
    folder.mkdir()
    for number in range(1, request.param + 1):
        for path in migrating.FOLDER.glob(f"{number:04d}_*.sql"):
            shutil.copy(path, folder)
    return folder


@pytest.fixture
def old_rows() -> str:
    """What such a store held, as the statements that put it in."""
    return Path(__file__).with_name("held_by_version_2.sql").read_text(encoding="utf-8")
