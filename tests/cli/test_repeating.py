"""How long-running commands hear that they are to end."""

import signal

import pytest

from huiying.cli.repeating import stopping


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_a_request_and_a_closed_terminal_end_it(number: signal.Signals) -> None:
    # As a shell starts it: what runs the tests may itself have been started by nohup.
    started = signal.signal(number, signal.default_int_handler)
    try:
        with stopping() as stop:
            signal.raise_signal(number)
            assert stop.wait(1)
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, started)


def test_what_nohup_started_outlives_the_terminal() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping() as stop:
            signal.raise_signal(signal.SIGHUP)
            assert not stop.is_set()
    finally:
        signal.signal(signal.SIGHUP, before)
