"""Notices that something upstream has changed, before a whole topic becomes dead letters."""

from collections import Counter, deque

WINDOW = 1000
"""How many of a topic's newest records are looked at; more than half of so many are a change, not bad luck."""


class UpstreamGuard:
    """Counts why the newest records of one topic failed."""

    def __init__(self) -> None:
        self._newest: deque[str | None] = deque(maxlen=WINDOW)
        self._failures: Counter[str] = Counter()

    def note(self, reason: str | None) -> str | None:
        """Take note of one record (None: it was processed); return the reason that most records fail for, if any."""
        if len(self._newest) == WINDOW and (oldest := self._newest[0]) is not None:
            self._failures[oldest] -= 1
        self._newest.append(reason)
        if reason is None:
            return None
        self._failures[reason] += 1
        return reason if self._failures[reason] > WINDOW // 2 else None
