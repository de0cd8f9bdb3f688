"""Bounds what has been handed to Kafka and not yet acknowledged."""

import threading


class InFlightLimit:
    """At most so many records and bytes at a time; a record larger than all the bytes goes alone.

    kafka-python's own buffer has no bound: without this, a large file would be read into memory.
    """

    def __init__(self, records: int, size: int) -> None:
        self._records = records
        self._size = size
        self._records_held = 0
        self._bytes_held = 0
        self._released = threading.Condition()

    def acquire(self, size: int) -> None:
        """Wait until a record of this many bytes may go."""
        with self._released:
            self._released.wait_for(lambda: self._fits(size))
            self._records_held += 1
            self._bytes_held += size

    def release(self, size: int) -> None:
        """Make room again; called from the client's own thread."""
        with self._released:
            self._records_held -= 1
            self._bytes_held -= size
            self._released.notify_all()

    def _fits(self, size: int) -> bool:
        if not self._records_held:
            return True
        return self._records_held < self._records and self._bytes_held + size <= self._size
