"""Requests to stop: taken note of at once, obeyed where nothing is lost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from fanzha.errors import InterruptedRunError


class Stop:
    """Whether somebody asked for an end."""

    def __init__(self) -> None:
        self._signal: int | None = None
        self._at_once = False

    def ask(self, number: int, _: FrameType | None = None) -> None:
        """Note a signal. The next one of its kind ends the process as it would have without us."""
        self._signal = number
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        if self._at_once:
            self._at_once = False
            self.check()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Obey a request in the midst of what this encloses: long, and nothing is lost if it breaks off anywhere.

        Raises
        ------
        InterruptedRunError
            If somebody asks, or asked before.
        """
        self.check()
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    @property
    def asked(self) -> bool:
        """Whether an end is wanted."""
        return self._signal is not None

    def check(self) -> None:
        """Go on only if nobody asked for an end.

        Raises
        ------
        InterruptedRunError
            If somebody did.
        """
        if self._signal is not None:
            raise InterruptedRunError(by_user=self._signal == signal.SIGINT)


@contextmanager
def stopping() -> Iterator[Stop]:
    """Note SIGTERM and SIGINT instead of dying of them, while this lasts; outside the main thread, nothing is changed."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    former = {number: signal.signal(number, stop.ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
