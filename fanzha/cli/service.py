"""The command that starts the triage service."""

from __future__ import annotations

import argparse
import socket

from fanzha import bundle, logs
from fanzha.cli.console import say
from fanzha.errors import EngineError, MissingExtraError
from fanzha.resources import default_model


def serve_model(args: argparse.Namespace) -> None:
    """``fanzha serve``."""
    model = bundle.load(args.model or default_model())
    try:
        import uvicorn

        from fanzha.triage import create_app
    except ImportError as error:
        raise MissingExtraError(error.name or "fastapi", "serve") from error
    # No access log: a query string may carry what must not be kept.
    config = uvicorn.Config(
        create_app(model),
        host=args.host,
        port=args.port,
        log_level="warning",
        access_log=False,
        # As JSON, its errors are told by `fanzha.logs`.
        log_config=None if logs.quiet() else uvicorn.config.LOGGING_CONFIG,
    )
    listener = _listen(args.host, args.port)
    say(f"serving {model.version} on http://{args.host}:{args.port}")
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything is announced."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        reason = error.strerror or "no such address"
        raise EngineError(
            f"{host}:{port} must be free to listen on", reason, "choose another --host or --port"
        ) from error
    return listener
