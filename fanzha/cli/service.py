"""The command that starts the triage service."""

from __future__ import annotations

import argparse

from fanzha import bundle
from fanzha.cli.console import say
from fanzha.errors import MissingExtraError


def serve_model(args: argparse.Namespace) -> None:
    """``fanzha serve``."""
    model = bundle.load(args.model)
    try:
        import uvicorn

        from fanzha.triage import create_app
    except ImportError as error:
        raise MissingExtraError(error.name or "fastapi", "serve") from error
    say(f"serving {model.version} on http://{args.host}:{args.port}")
    # No access log: a query string may carry what must not be kept.
    uvicorn.run(create_app(model), host=args.host, port=args.port, log_level="warning", access_log=False)
