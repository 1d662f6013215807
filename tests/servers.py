"""A real PostgreSQL server for as long as tests run, with an invented password."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "nur-im-test"  # of a database that ends with the tests

# The server ends when its standard input does: however the tests end, none is left behind.
_SERVE = """
"$0/postgres" -D "$1" -k "$1" -p "$2" -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off \\
    -c shared_buffers=64MB -c max_connections=40 >"$1/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT "$server"
wait "$server"
"""


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    onpath = shutil.which("initdb")
    if found or onpath:
        return found[-1].parent if found else Path(str(onpath)).resolve().parent
    if os.environ.get("CI"):
        pytest.fail("the tests of the store need PostgreSQL: scripts/system.sh installs it")
    pytest.skip("PostgreSQL is not installed: scripts/system.sh does it")


def _unprivileged() -> tuple[list[str], int]:
    """What stands before a command, so that root does not run the server, and whose the data are."""
    if os.getuid():
        return [], os.getuid()
    for name in ("postgres", "nobody"):
        try:
            return ["runuser", "-u", name, "--"], pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    pytest.skip("PostgreSQL does not run as root, and there is no other user")


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of an empty database."""
    binaries, (before, owner) = _binaries(), _unprivileged()
    # Not in pytest's own folder, where the other user could not go.
    folder = Path(tempfile.mkdtemp(prefix="fanzha-postgres-"))
    data, secret = folder / "data", folder / "secret"
    secret.write_text(PASSWORD)
    for path in (folder, secret):
        os.chown(path, owner, -1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        made = [*before, str(binaries / "initdb"), "-D", str(data), "-U", "fanzha", "-A", "scram-sha-256"]
        more = ["--pwfile", str(secret), "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([*made, *more], check=True, capture_output=True, cwd=folder)
        serve = [*before, "sh", "-c", _SERVE, str(binaries), str(data), str(port)]
        with subprocess.Popen(serve, stdin=subprocess.PIPE, cwd=folder) as server:
            try:
                url = f"postgresql://fanzha:{PASSWORD}@127.0.0.1:{port}/postgres"
                _wait(url, data / "log")
                yield url
            finally:
                assert server.stdin is not None
                server.stdin.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str, log: Path) -> None:
    import psycopg

    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                said = log.read_text(errors="replace")[-2000:] if log.is_file() else "nothing"
                pytest.fail(f"PostgreSQL did not start; it said: {said}")
            time.sleep(0.1)
