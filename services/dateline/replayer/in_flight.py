"""Bounds what has been handed to Kafka and not yet acknowledged."""

import threading
from collections.abc import Callable


class InFlightLimit:
    """At most so many records and bytes at a time; a record larger than all the bytes goes alone.

    kafka-python's own buffer has no bound, and its flush may wait for ever once the brokers are gone: here waiting ends
    with TimeoutError when nothing was released for `patience` seconds, and at once after `abort`.
    """

    def __init__(self, records: int, size: int, patience: float) -> None:
        self._records = records
        self._size = size
        self._patience = patience
        self._records_held = 0
        self._bytes_held = 0
        self._aborted = False
        self._changed = threading.Condition()

    def acquire(self, size: int) -> None:
        """Wait until a record of this many bytes may go. Raises TimeoutError."""
        with self._changed:
            self._wait_for(lambda: self._fits(size))
            self._records_held += 1
            self._bytes_held += size

    def release(self, size: int) -> None:
        """Make room again; called from the client's own thread."""
        with self._changed:
            self._records_held -= 1
            self._bytes_held -= size
            self._changed.notify_all()

    def wait_until_empty(self) -> None:
        """Wait until everything was released. Raises TimeoutError."""
        with self._changed:
            self._wait_for(lambda: not self._records_held)

    def abort(self) -> None:
        """Let whoever waits go on, from now on."""
        with self._changed:
            self._aborted = True
            self._changed.notify_all()

    def _wait_for(self, ready: Callable[[], bool]) -> None:
        while not (self._aborted or ready()):
            if not self._changed.wait(self._patience):
                raise TimeoutError(f"nothing was acknowledged for {self._patience:.0f} seconds")

    def _fits(self, size: int) -> bool:
        if not self._records_held:
            return True
        return self._records_held < self._records and self._bytes_held + size <= self._size
