"""What is kept from one bulletin to the next: scripts under their numbers, and what was shown in public."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from fanzha.disclosure import Release
from fanzha.errors import InputError
from fanzha.scripts import State
from fanzha.summarize.period import Periods

SCRIPTS: Final = "scripts.json"
RELEASES: Final = "releases.json"


@dataclass(frozen=True, slots=True)
class History:
    """Scripts as of the latest period that was written into a folder, and as of the one before it.

    Whoever writes a bulletin again needs the older one: with its own scripts as what went before, nothing in it would be new.
    """

    latest: State | None = None
    earlier: State | None = None

    def before_end(self, periods: Periods) -> State | None:
        """Return what went before a period; where only others were written that end with it or later, these, so that ids stay."""
        if self.latest is not None and self.latest.period == _written(periods):
            return self.earlier
        return self.latest

    def after(self, periods: Periods, state: State, newest: date | None) -> dict[str, bytes]:
        """Return the file to be kept; none where a later period was written before.

        Parameters
        ----------
        periods : Periods
        state : State
            Of this period.
        newest : date or None
            Day of the newest report: of a period that it does not reach there is nothing to keep, and it would come before all that do.
        """
        if newest is None or newest < periods.now.start:
            return {}
        if self.latest is not None and _end_of(self.latest) > f"{periods.now.end}":
            return {}
        before = self.before_end(periods)
        kept = {"latest": state.as_dict(), "earlier": before.as_dict() if before is not None else None}
        return {SCRIPTS: json.dumps(kept, ensure_ascii=False).encode()}


def _written(periods: Periods) -> str:
    return f"{periods.now.start:%Y-%m-%d}/{periods.now.end:%Y-%m-%d}"


def _end_of(state: State) -> str:
    return state.period.partition("/")[2]


def read_history(out: Path) -> History:
    """Return the scripts of the bulletins that went before.

    Raises
    ------
    InputError
        If the file is not what the last bulletin wrote.
    """
    path = out / SCRIPTS
    if not path.is_file():
        return History()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return History(*(State.from_dict(found[k]) if found[k] is not None else None for k in ("latest", "earlier")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{SCRIPTS} must be what the last bulletin wrote", type(error).__name__, "restore it, or remove it"
        ) from None


def read_releases(out: Path) -> list[Release]:
    """Return what was shown in public before, oldest first.

    Raises
    ------
    InputError
        If the file is not what earlier bulletins wrote.
    """
    path = out / RELEASES
    if not path.is_file():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, list):
            raise TypeError
        return [Release.from_json(json.dumps(one)) for one in found]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{RELEASES} must be what earlier bulletins wrote",
            type(error).__name__,
            "restore it: without it, differences are not seen",
        ) from None


def kept_releases(earlier: Sequence[Release], new: Sequence[Release]) -> dict[str, bytes]:
    """Return the file that `read_releases` reads, by its name."""
    texts = list(dict.fromkeys(one.to_json() for one in (*earlier, *new)))
    return {RELEASES: ("[" + ",\n".join(texts) + "]\n").encode()} if texts else {}
