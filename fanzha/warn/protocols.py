"""What warnings need of a summary, so that they depend on no module that makes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class FindingLike(Protocol):
    """A finding; `fanzha.summarize.Finding` is one."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str | None: ...  # noqa: D102
    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def sex(self) -> str | None: ...  # noqa: D102
    @property
    def band(self) -> str | None: ...  # noqa: D102
    @property
    def area(self) -> str | None: ...  # noqa: D102
    @property
    def street(self) -> str | None: ...  # noqa: D102
    @property
    def occupation(self) -> str | None: ...  # noqa: D102
    @property
    def case_ids(self) -> tuple[str, ...]: ...  # noqa: D102


class SentenceLike(Protocol):
    """A sentence and its finding."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def finding(self) -> FindingLike: ...  # noqa: D102


class SummaryLike(Protocol):
    """A summary; `fanzha.summarize.Summary` is one."""

    @property
    def sentences(self) -> Sequence[SentenceLike]: ...  # noqa: D102
