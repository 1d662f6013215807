"""A store whose connection fails at one statement."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from fanzha.store.relational import RelationalStore


class Faulty:
    """A connection that does something else at the n-th statement, or right after it."""

    def __init__(self, inner: Any, fault: Callable[[], object], at: int, *, after: bool = False) -> None:
        self.inner, self.fault, self.at, self.after, self.seen = inner, fault, at, after, 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.inner, name)
        if name not in {"execute", "sql", "register", "cursor"}:
            return method

        def counted(*args: Any, **kwargs: Any) -> Any:
            self.seen += 1
            if self.seen != self.at:
                return method(*args, **kwargs)
            if self.after:
                method(*args, **kwargs)
            return self.fault()

        return counted

    @property
    def reached(self) -> bool:
        return self.seen >= self.at


def break_at(store: RelationalStore, fault: Callable[[], object], at: int, *, after: bool = False) -> Faulty:
    """Let a store's connection fail; `mend` takes it back."""
    faulty = Faulty(store._connection, fault, at, after=after)
    store._connection = faulty
    return faulty


def mend(store: RelationalStore) -> None:
    store._connection = store._connection.inner


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def serve() -> None:
    """For each line ``URL N AFTER`` on standard input: commit a shard in a process of its own that is killed at its N-th statement."""
    import sys

    from stores import last_shard

    from fanzha.store import open_store

    for line in sys.stdin:
        url, at, after = line.split()
        child = os.fork()
        if not child:
            store = open_store(url)
            one = last_shard(store)
            with store.writer():
                break_at(store, die, int(at), after=after == "1")  # type: ignore[arg-type]
                one.commit(store)
            os._exit(0)
        print(os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    serve()
