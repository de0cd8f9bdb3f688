"""Runs a broker in the foreground until a signal ends it."""

import signal
from collections.abc import Callable
from types import FrameType

from dateline.broker.server import EmbeddedBroker

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _Stopped(BaseException):
    """A signal asked for the end."""


def serve(broker: EmbeddedBroker, on_ready: Callable[[EmbeddedBroker], None]) -> None:
    """Start `broker`, call `on_ready`, and return once SIGINT, SIGTERM or SIGHUP came and Kafka has ended.

    For the main thread only. Raises BrokerError when it cannot start, BrokerDied when Kafka ends by itself.
    """
    before = {number: signal.signal(number, _stop) for number in _SIGNALS}
    try:
        with broker:
            on_ready(broker)
            broker.wait()
    except _Stopped:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(_number: int, _frame: FrameType | None) -> None:
    # The broker is ended within a bounded time; a second signal must not interrupt that.
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise _Stopped
