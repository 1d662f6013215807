"""The numbered SQL files that make the store's tables and bring older stores up to date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fanzha.errors import StoreError

FOLDER: Final = Path(__file__).resolve().parent / "migrations"
# NNNN_name.sql for both homes, NNNN_name.HOME.sql for one of them, run after it.
_NAME: Final = re.compile(r"(\d{4})_(\w+?)\.(?:(duckdb|postgresql)\.)?sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema.

    Attributes
    ----------
    version : int
        Counted from 1.
    name : str
    scripts : tuple of str
        SQL of one or more statements each, without parameters.
    """

    version: int
    name: str
    scripts: tuple[str, ...]


def migrations(home: str, folder: Path | None = None) -> tuple[Migration, ...]:
    """Return all steps of a home, in order.

    Parameters
    ----------
    home : {"duckdb", "postgresql"}
    folder : Path, optional
        Where the files lie.

    Raises
    ------
    StoreError
        If a number is missing or a file is named otherwise.
    """
    folder = folder or FOLDER
    found: dict[int, tuple[str, list[str]]] = {}
    for path in sorted(folder.glob("*.sql"), key=lambda p: (p.name[:4], p.name.count("."))):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise StoreError("a migration must be named NNNN_name.sql", path.name, "rename it")
        number, name, only = int(match[1]), match[2], match[3]
        scripts = found.setdefault(number, (name, []))[1]
        if only in {None, home}:
            scripts.append(path.read_text(encoding="utf-8"))
    if sorted(found) != list(range(1, len(found) + 1)) or not found:
        raise StoreError("migrations must be numbered from 1 without gaps", "others", "reinstall fanzha")
    return tuple(Migration(number, name, tuple(scripts)) for number, (name, scripts) in sorted(found.items()))


def pending(home: str, current: int, folder: Path | None = None) -> tuple[Migration, ...]:
    """Return the steps that a store of a version lacks.

    Parameters
    ----------
    home : {"duckdb", "postgresql"}
    current : int
        Version of the store; 0 for an empty one.
    folder : Path, optional
        Where the files lie.

    Raises
    ------
    StoreError
        If the store is newer than this release.
    """
    steps = migrations(home, folder)
    if current > len(steps):
        raise StoreError(
            "a store must not be newer than the program",
            f"schema {current} under a release that knows {len(steps)}",
            "use a newer release of fanzha, or another store",
        )
    return steps[current:]
