"""Requests to stop, sent to this very process."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from fanzha.batch.stopping import Stop, stopping
from fanzha.errors import InterruptedRunError


@pytest.mark.parametrize(("number", "by_user"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
def test_a_request_is_noted_and_raised_where_it_is_asked_for(number: signal.Signals, by_user: bool) -> None:
    before = signal.getsignal(number)
    with stopping() as stop:
        stop.check()
        os.kill(os.getpid(), number)
        assert stop.asked
        with pytest.raises(InterruptedRunError) as raised:
            stop.check()
        assert raised.value.by_user is by_user
        # The next one would end the process as if we had not been there.
        assert signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}
    assert signal.getsignal(number) is before


def test_what_loses_nothing_is_broken_off_at_once() -> None:
    reached = []

    def long(stop: Stop, asks: bool) -> None:
        with stop.at_once():
            if asks:
                os.kill(os.getpid(), signal.SIGTERM)
            reached.append(asks)

    with stopping() as stop:
        long(stop, asks=False)
        with pytest.raises(InterruptedRunError):
            long(stop, asks=True)
        with pytest.raises(InterruptedRunError):
            long(stop, asks=False)
    assert reached == [False]


def test_another_thread_leaves_signals_alone() -> None:
    found = []

    def work() -> None:
        with stopping() as stop:
            found.append((stop.asked, signal.getsignal(signal.SIGTERM)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [(False, signal.getsignal(signal.SIGTERM))]
    assert not Stop().asked
