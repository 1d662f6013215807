"""What warnings ask of a summary and of its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from fanzha.characteristics import Frame


class Finding(Protocol):
    """What a warning asks of a finding; `fanzha.summarize.Finding` is one."""

    @property
    def kind(self) -> str:
        """``outbreak``, ``riser``, ``group`` or ``loss``."""

    @property
    def type(self) -> str:
        """Code of the fraud type."""

    @property
    def type_title(self) -> str:
        """Chinese name of the type."""

    @property
    def where(self) -> Mapping[str, str]:
        """Property to value, of the people or the place."""

    @property
    def start(self) -> date:
        """First day of its cases."""

    @property
    def end(self) -> date:
        """Last day of its cases."""

    @property
    def n(self) -> int:
        """Number of its cases."""

    @property
    def sentence(self) -> str:
        """What was found, with interval and comparison."""

    @property
    def against_types(self) -> bool:
        """Whether a group is compared by what it falls for, not with other residents."""

    def case_ids(self, frame: Frame) -> tuple[str, ...]:
        """Return its cases."""


class Summary(Protocol):
    """What warnings ask of a summary; `fanzha.summarize.Summary` is one."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What stands out, the surest of each kind first."""

    def verify(self) -> None:
        """Recompute every number of every sentence."""
