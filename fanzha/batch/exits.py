"""Exit codes of the command line: what schedulers and scripts go by.

Numbers 64 to 78 are those of ``sysexits.h`` (BSD), so that they mean the same here as in other programs.
"""

from __future__ import annotations

from typing import Final

from fanzha.errors import (
    ConfigError,
    FanzhaError,
    InputError,
    InterruptedRunError,
    LabelError,
    MissingFileError,
    OutputError,
    StoreBusyError,
    StoreFullError,
    StoreUnreachableError,
)

DONE: Final = 0
FAILED: Final = 1  # another stated failure
USAGE: Final = 2  # argparse
BAD_INPUT: Final = 65  # EX_DATAERR
NO_INPUT: Final = 66  # EX_NOINPUT
DEFECT: Final = 70  # EX_SOFTWARE
NO_OUTPUT: Final = 73  # EX_CANTCREAT
BAD_IO: Final = 74  # EX_IOERR
TRY_AGAIN: Final = 75  # EX_TEMPFAIL
BAD_CONFIG: Final = 78  # EX_CONFIG
STOPPED: Final = 130  # 128 + SIGINT, as shells say it

_BY_ERROR: Final[tuple[tuple[type[FanzhaError], int], ...]] = (
    (MissingFileError, NO_INPUT),
    (InputError, BAD_INPUT),
    (LabelError, BAD_INPUT),
    (ConfigError, BAD_CONFIG),
    (StoreBusyError, TRY_AGAIN),
    (StoreUnreachableError, TRY_AGAIN),
    (StoreFullError, BAD_IO),
    (OutputError, NO_OUTPUT),
)


def exit_code(error: BaseException) -> int:
    """Return the exit code of a failure.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    int
        One of the constants of this module.
    """
    if isinstance(error, InterruptedRunError):
        return STOPPED if error.by_user else TRY_AGAIN
    if isinstance(error, KeyboardInterrupt):
        return STOPPED
    if isinstance(error, FanzhaError):
        return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), FAILED)
    if isinstance(error, RecursionError):  # only what was read can be nested so deep
        return BAD_INPUT
    if isinstance(error, FileNotFoundError):
        return NO_INPUT
    if isinstance(error, OSError):
        return BAD_IO
    return DEFECT
