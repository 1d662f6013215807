"""What a peer is: something that learns labelled texts, answers, and can be kept on disk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Self

from benchmarks.data import Split


class Peer(ABC):
    """One way of classifying texts.

    Attributes
    ----------
    name : str
        As on the command line.
    packages : tuple of str
        Distributions whose versions are reported.
    modules : tuple of str
        What must be importable.
    settings : str
        What was set, for the report.
    most : int or None
        At most so many texts are scored in a batch run, because more would take minutes.
    learns : bool
        Whether it is trained; otherwise only its speed counts.
    """

    name: ClassVar[str]
    packages: ClassVar[tuple[str, ...]]
    modules: ClassVar[tuple[str, ...]]
    remedy: ClassVar[str] = "make bench"
    most: ClassVar[int | None] = None
    learns: ClassVar[bool] = True
    settings: str = ""

    @classmethod
    def missing(cls) -> str:
        """Say why the peer cannot run here; empty if it can."""
        absent = [m for m in dict.fromkeys(m.partition(".")[0] for m in cls.modules) if find_spec(m) is None]
        return f"{', '.join(absent)} not installed ({cls.remedy})" if absent else ""

    @classmethod
    def warm(cls) -> None:
        """Import what it needs, so that the first training is not charged for it."""
        for module in cls.modules:
            import_module(module)

    @classmethod
    def versions(cls) -> dict[str, str]:
        """Return the versions of its packages."""
        found = {}
        for package in cls.packages:
            try:
                found[package] = version(package)
            except PackageNotFoundError:
                continue
        return found

    @abstractmethod
    def fit(self, split: Split) -> None:
        """Learn from the training side."""

    @abstractmethod
    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the most probable label of each text."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Keep what was learnt in an empty folder."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path) -> Self:
        """Bring back what was kept, ready to predict."""
