"""Structured logs: one event a line, whose values are numbers, hashes and words of the program, never what a case holds.

What an event may say is fixed in `EVENTS`, and how a value must look in `FIELDS`; anything else is refused where it is written.
Names of files, paths, URLs and messages of errors are never among them, for people put names and numbers into those.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Literal, TextIO

from fanzha.errors import ConfigError

Value = str | int | float | bool | None
VARIABLE: Final = "FANZHA_LOG"
LEVELS: Final = ("debug", "info", "warning", "error")
FORMS: Final = ("text", "json")
_LOGGER: Final = logging.getLogger("fanzha")
_LOGGER.addHandler(logging.NullHandler())

_COUNT, _SECONDS, _HASH, _WORD = r"\d{1,18}", r"\d{1,9}(\.\d{1,9})?", r"[0-9a-f]{8,64}", r"[a-z][a-z_.:]{0,39}"
FIELDS: Final[Mapping[str, str]] = {
    "command": r"[a-z]{2,16}( [a-z]{2,16})?",
    "exit": r"\d{1,3}",
    "seconds": _SECONDS,
    "error": r"[A-Z][A-Za-z]{2,39}",
    "at": r"[a-z_]{1,30}(\.[a-z_]{1,30}){0,6}:\d{1,5}",
    "run_id": r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4,32}",
    "engine": _WORD,
    "status": _WORD,
    "input": _HASH,
    "bundle": _HASH,
    "config": _HASH,
    "inputs": _COUNT,
    "number": _COUNT,
    "shard": _COUNT,
    "shard_rows": _COUNT,
    "last": r"True|False",
    "rows_in": _COUNT,
    "scored": _COUNT,
    "review": _COUNT,
    "quarantined": _COUNT,
    "unchanged": _COUNT,
    "bytes": _COUNT,
    "files": _COUNT,
    "swept": _COUNT,
    "resolved": _COUNT,
    "reviews": _COUNT,
    "rows_per_second": _SECONDS,
    "measure": _WORD,
    "week": r"\d{4}-W\d{2}",
    "library": r"[a-z][a-z_]{1,39}",
    "category": r"[A-Z][A-Za-z]{2,39}",
    "reason": _WORD,
    "step": _WORD,
}
_COUNTS: Final = ("rows_in", "scored", "review", "quarantined", "unchanged")
EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "command_started": ("command",),
    "command_ended": ("command", "exit", "seconds"),
    "failed": ("error", "at", "exit"),
    "python_warning": ("category",),
    "library_error": ("library", "error"),
    "run_started": ("run_id", "engine", "bundle", "config", "inputs", "shard_rows"),
    "run_ended": ("run_id", "status", *_COUNTS, "seconds", "rows_per_second"),
    "input_started": ("run_id", "input", "bytes"),
    "input_refused": ("run_id", "number", "error", "at"),
    "input_ended": ("run_id", "input", *_COUNTS, "seconds"),
    "shard_committed": ("run_id", "input", "shard", *_COUNTS, "files", "bytes", "last", "seconds"),
    "shard_skipped": ("run_id", "input", "shard"),
    "step": ("run_id", "step", "seconds"),
    "files_swept": ("run_id", "swept"),
    "store_busy": ("seconds",),
    "rows_resolved": ("resolved",),
    "reviews_added": ("reviews",),
    "needs_a_person": ("reason",),
    "drift": ("measure", "week"),
}
"""Events and the fields that each may have; a field may be left out."""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How to log.

    Attributes
    ----------
    form : {"text", "json"}
        Lines for people, which stand beside what commands say, or JSON objects, beside which nothing else is said.
    level : {"debug", "info", "warning", "error"}
        The least level that is written.
    """

    form: Literal["text", "json"] = "text"
    level: str = "error"


_current = LogSettings()
_PYTHONS: Final = warnings.showwarning


def settings_of(form: str | None, level: str | None, given: str | None = None) -> LogSettings:
    """Join options of the command line with the environment variable, which they go before.

    Parameters
    ----------
    form, level : str or None
        Of the command line.
    given : str or None
        Words of `FORMS` and `LEVELS` with commas between them, as in ``json,info``; the variable ``FANZHA_LOG`` if None.

    Returns
    -------
    LogSettings
        Without a level, JSON begins at ``info`` and text at ``error``, for commands say in words what they warn of.

    Raises
    ------
    ConfigError
        If a word is neither a form nor a level.
    """
    words = [w.strip().lower() for w in (os.environ.get(VARIABLE, "") if given is None else given).split(",")]
    for word in filter(None, words):
        if word not in (*FORMS, *LEVELS):
            raise ConfigError(
                f"{VARIABLE} must name a form and a level", "another word", f"use words of {', '.join(FORMS + LEVELS)}"
            )
    form = form or next((w for w in words if w in FORMS), "text")
    level = level or next((w for w in words if w in LEVELS), "info" if form == "json" else "error")
    return LogSettings("json" if form == "json" else "text", level)


def configure(settings: LogSettings, stream: TextIO | None = None) -> None:
    """Send events to a stream, standard error if not given; told again, the last one holds.

    Only the events of fanzha are written. What other libraries log may quote a case: in JSON form their errors and the warnings of
    Python become events without their words.
    """
    global _current  # noqa: PLW0603 - like logging itself, one for the process
    _current = settings
    for old in [h for h in _LOGGER.handlers if not isinstance(h, logging.NullHandler)]:
        _LOGGER.removeHandler(old)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if settings.form == "json" else _Text())
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(settings.level.upper())
    _LOGGER.propagate = False
    root = logging.getLogger()
    for one in [h for h in root.handlers if isinstance(h, _Others)]:
        root.removeHandler(one)
    if settings.form == "json":
        root.addHandler(_Others(logging.ERROR))
    warnings.showwarning = _warned if settings.form == "json" else _PYTHONS


def quiet() -> bool:
    """Return whether nothing but events may be written to standard error."""
    return _current.form == "json"


def record(event: str, *, level: str = "info", **values: Value) -> None:
    """Log an event.

    Parameters
    ----------
    event : str
        Of `EVENTS`.
    level : {"debug", "info", "warning", "error"}
    **values : str, int, float, bool or None
        Its fields; None is left out. Hashes may be whole: the first 16 digits are written.

    Raises
    ------
    ValueError
        If the event, a field, or the form of a value is not one of those that are known; the value is not repeated.
    """
    allowed = EVENTS.get(event)
    if allowed is None:
        raise ValueError("an event must be one of fanzha.logs.EVENTS")
    fields: dict[str, Value] = {}
    for name, value in values.items():
        if name not in allowed:
            raise ValueError(f"the event {event} has no such field")
        if value is None:
            continue
        shown: Value = round(value, 6) if isinstance(value, float) else value
        if not re.fullmatch(FIELDS[name], f"{shown:f}" if isinstance(shown, float) else str(shown)):
            raise ValueError(f"the field {name} of an event must look like {FIELDS[name]}")
        fields[name] = shown[:16] if FIELDS[name] == _HASH and isinstance(shown, str) else shown
    _LOGGER.log(getattr(logging, level.upper()), event, extra={"fanzha": fields})


def told(error: BaseException) -> dict[str, str | None]:
    """Return what a log may tell of an error: its kind and where in fanzha it was raised; its message may name a file."""
    kind = type(error).__name__
    return {"error": kind if re.fullmatch(FIELDS["error"], kind) else None, "at": place(error.__traceback__)}


def failed(error: BaseException, code: int) -> None:
    """Log what ended a command."""
    record("failed", level="error", exit=code, **told(error))


def place(trace: TracebackType | None) -> str | None:
    """Return where in fanzha an error was raised, as ``module:line``: what a maintainer needs, and nothing of the message."""
    found = None
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == "fanzha":
            found = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found if found and re.fullmatch(FIELDS["at"], found) else None


def _fields(entry: logging.LogRecord) -> dict[str, Value]:
    return dict(getattr(entry, "fanzha", {}))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        head = {"time": time, "level": record.levelname.lower(), "event": _event(record)}
        return json.dumps({**head, **_fields(record)})


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        rest = "".join(f" {name}={value}" for name, value in _fields(record).items())
        return f"{time} {record.levelname.lower()} {_event(record)}{rest}"


_tell = record  # where a log record has the name


class _Others(logging.Handler):
    """Tell that another library logged an error, and of what kind; without any handler its words would be printed."""

    def emit(self, record: logging.LogRecord) -> None:
        library, kind = record.name.partition(".")[0], record.exc_info[0] if record.exc_info else None
        known = kind.__name__ if kind is not None and re.fullmatch(FIELDS["error"], kind.__name__) else None
        named = library if re.fullmatch(FIELDS["library"], library) else None
        _tell("library_error", level="error", library=named, error=known)


def _event(record: logging.LogRecord) -> str:
    """Return the name of an event; a record that did not come through `record` may say anything and is not shown."""
    return record.msg if isinstance(record.msg, str) and record.msg in EVENTS else "unknown"


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    name = category.__name__
    record("python_warning", level="debug", category=name if re.fullmatch(FIELDS["category"], name) else None)
