"""Paths that commands are given: what can be written to, and what to call a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from fanzha.errors import InputError
from fanzha.privacy import redact


def check_file(path: Path) -> None:
    """Check that a file can be written to a path, before work goes into what shall stand in it.

    Raises
    ------
    InputError
        If it is a folder, or lies below what is none.
    """
    if path.is_dir():
        raise InputError("the output must be a file", f"the folder {redact(path.resolve().name)}", "name a file in it")
    above = next(p for p in path.resolve().parents if p.exists())
    if not above.is_dir():
        raise InputError("the output must lie in a folder", f"the file {redact(above.name)}", "name another folder")


def outside_names(paths: Sequence[Path]) -> list[str]:
    """Name files for people: name and folder, more of the path where that is needed to tell them apart.

    Raises
    ------
    InputError
        If a file is given twice.
    """
    whole = [p.resolve() for p in paths]
    if len(set(whole)) < len(whole):
        raise InputError("each file must be given once", f"{len(whole) - len(set(whole))} again", "leave it out")
    # Two parts at least, so that no file is taken for a batch of the corpus.
    most = max((len(p.parts) for p in whole), default=2)
    tries = [[_readable(p, parts) for p in whole] for parts in range(2, most + 1)]
    names = next((names for names in tries if len(set(names)) == len(names)), tries[0])
    number = Counter(names)
    # What differs only in what may not be shown is numbered.
    return [f"{name} ({i + 1})" if number[name] > 1 else name for i, name in enumerate(names)]


def _readable(path: Path, parts: int) -> str:
    """Return the last parts of a path without what nobody can read and what nobody may see."""
    name = "/".join("" if part == path.anchor else redact(part) for part in path.parts[-parts:])
    return "".join(c if c.isprintable() else "·" for c in name)
