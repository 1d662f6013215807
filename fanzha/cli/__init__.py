"""The ``fanzha`` command line. Heavy imports happen inside the commands, so that ``--help`` is instant."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from fanzha import logs
from fanzha.batch.exits import exit_code
from fanzha.errors import FanzhaError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; those of the process if not given.

    Returns
    -------
    int
        See `fanzha.batch.exits`; wrong usage is raised by the parser as SystemExit.
    """
    from fanzha.cli.parser import build_parser

    args = build_parser().parse_args(argv)
    try:
        logs.configure(logs.settings_of("json" if args.log_json else None, args.log_level))
    except FanzhaError as error:
        return _fail(str(error), error)
    name, start = " ".join(filter(None, [args.command_name, getattr(args, "command_part", None)])), time.monotonic()
    logs.record("command_started", command=name)
    code = _run(args)
    logs.record("command_ended", command=name, exit=code, seconds=time.monotonic() - start)
    return code


def _run(args: argparse.Namespace) -> int:
    try:
        args.command(args)
        sys.stdout.flush()
    except FanzhaError as error:
        return _fail(str(error), error)
    except KeyboardInterrupt as error:
        return _fail("stopped by the user", error)
    except BrokenPipeError:
        # The reader of the output went away; nothing of ours failed. Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        from fanzha.privacy import redact

        where = redact(Path(str(error.filename)).resolve().name) if error.filename else "a file"
        return _fail(
            f"files must be readable and writable; {where}: {error.strerror or type(error).__name__}; check it", error
        )
    except RecursionError as error:
        return _fail("input must not be nested without end; found hundreds of levels; correct the file", error)
    except Exception as error:
        if os.environ.get("FANZHA_DEBUG"):
            raise
        # The message of an unforeseen error may quote a case, so only its kind is shown.
        return _fail(
            f"unforeseen {type(error).__name__}; set FANZHA_DEBUG=1 to see where, and report it as a defect", error
        )
    return 0


def _fail(message: str, error: BaseException) -> int:
    code = exit_code(error)
    if logs.quiet():
        logs.failed(error, code)
    else:
        sys.stderr.write(f"fanzha: {' '.join(message.split())}\n")
    return code
