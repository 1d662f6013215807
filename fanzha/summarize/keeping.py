"""What is kept from one bulletin to the next: scripts under their numbers, and what was shown in public."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fanzha.disclosure import Release
from fanzha.errors import InputError
from fanzha.scripts import State
from fanzha.summarize.period import Periods

SCRIPTS: Final = "scripts.json"
RELEASES: Final = "releases.json"
_KEPT: Final = 12  # releases that a new one is held against; the search takes longer with each
_REMEDY: Final = "restore it from a copy; without it, scripts get new numbers and differences are not seen"


def period_name(periods: Periods) -> str:
    """Return what a period is called in what is kept."""
    return f"{periods.now.start:%Y-%m-%d}/{periods.now.end:%Y-%m-%d}"


def read_state(folder: Path, periods: Periods) -> State | None:
    """Return the scripts as they stood before this period; None where no bulletin went before.

    A bulletin of the same period that is made again starts from where the first one started, and so comes out the same.

    Raises
    ------
    InputError
        If the file is not what the last bulletin wrote.
    """
    path = folder / SCRIPTS
    if not path.is_file():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        which = "before" if kept["period"] == period_name(periods) else "after"
        return None if kept[which] is None else State.from_dict(kept[which])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{SCRIPTS} must be what the last bulletin wrote", type(error).__name__, _REMEDY) from None


def write_state(periods: Periods, before: State | None, after: State) -> str:
    """Return the text of the file that `read_state` reads."""
    kept = {
        "period": period_name(periods), "before": None if before is None else before.as_dict(), "after": after.as_dict(),
    }  # fmt: skip
    return json.dumps(kept, ensure_ascii=False)


def read_releases(folder: Path) -> list[Release]:
    """Return what was shown in public before, oldest first.

    Raises
    ------
    InputError
        If the file is not what earlier bulletins wrote.
    """
    path = folder / RELEASES
    if not path.is_file():
        return []
    try:
        return [Release.from_json(json.dumps(one)) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{RELEASES} must be what earlier bulletins wrote", type(error).__name__, _REMEDY) from None


def write_releases(earlier: Sequence[Release], new: Release) -> str:
    """Return the text of the file that `read_releases` reads, with a new release in place of one of the same days."""
    kept = [*(one for one in earlier if (one.first, one.last) != (new.first, new.last)), new]
    return json.dumps([json.loads(one.to_json()) for one in kept[-_KEPT:]], ensure_ascii=False)
