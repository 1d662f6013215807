"""The one tree of errors. Each states the rule, the value found and the remedy, in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


class FanzhaError(Exception):
    """Base of all stated failures.

    Parameters
    ----------
    rule : str
        What must hold.
    value : str
        What was found instead. Never case text, names, numbers or accounts.
    remedy : str
        What the user can do about it.
    """

    def __init__(self, rule: str, value: str = "", remedy: str = "") -> None:
        self.rule, self.value, self.remedy = rule, value, remedy
        super().__init__(rule, value, remedy)

    def __str__(self) -> str:
        parts = [self.rule]
        if self.value:
            parts.append(f"found {self.value}")
        if self.remedy:
            parts.append(self.remedy)
        return " ".join("; ".join(parts).split())


class InputError(FanzhaError, ValueError):
    """The input cannot be read as what it was given as."""


class LabelError(FanzhaError, ValueError):
    """Labels are unknown, too few, or do not fit the model."""


class ConfigError(FanzhaError, ValueError):
    """A configuration file or setting breaks its schema."""


class BundleError(FanzhaError, ValueError):
    """A model bundle is broken, incomplete or of another version."""


class EngineError(FanzhaError, RuntimeError):
    """An engine cannot do what was asked of it."""


class StoreError(FanzhaError, RuntimeError):
    """The store refuses what was asked of it, or cannot be reached."""


class StoreUnreachableError(StoreError):
    """The store's server does not answer, or went away; trying again later may help."""


class StoreBusyError(StoreError):
    """Another process is writing; trying again later helps."""


class StoreFullError(StoreError):
    """The store's disk is full."""


class InterruptedRunError(FanzhaError, RuntimeError):
    """A run was told to stop, and did so where nothing is lost.

    Attributes
    ----------
    by_user : bool
        Whether a person at the keyboard stopped it, rather than the system.
    """

    def __init__(self, *, by_user: bool) -> None:
        self.by_user = by_user
        super().__init__("a run must go on to its end", "a request to stop", "start it again; it goes on where it was")


class OutputError(FanzhaError, OSError):
    """An output folder or file cannot be made where it is wanted."""

    # As with `MissingFileError`, one argument more than OSError interprets.


class CheckError(FanzhaError, RuntimeError):
    """A check that was asked for found what needs a person."""


class MissingFileError(FanzhaError, FileNotFoundError):
    """A named file or folder is not there."""

    # OSError.__new__ interprets two or more arguments as (errno, strerror); FanzhaError.__str__ wins by order.


class MissingExtraError(FanzhaError, ImportError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is needed for this", "none", f"install it with: pip install 'fanzha[{extra}]'")


class NumberError(FanzhaError, ArithmeticError):
    """A number in a sentence contradicts the table that it was taken from."""


def listed(labels: Sequence[str], limit: int = 12) -> str:
    """List distinct labels with their counts, most frequent first, each cut to 20 characters."""
    counted = Counter(labels).most_common()
    shown = ", ".join(f"{label[:20]} ({n})" for label, n in counted[:limit])
    return shown + (f" and {len(counted) - limit} more" if len(counted) > limit else "")
