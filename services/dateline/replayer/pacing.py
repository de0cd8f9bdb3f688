"""Keeps a stream of articles at a rate."""

import time
from collections.abc import Callable

_CATCH_UP_SECONDS = 0.1


class Pacer:
    """Lets at most `rate` articles a second pass; None: as fast as they come.

    What a slow source or a coarse timer lost is made up for, by a burst of at most a tenth of a second's articles.
    """

    def __init__(
        self,
        rate: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / rate if rate else 0.0
        self._clock = clock
        self._sleep = sleep
        self._due: float | None = None

    def wait(self) -> None:
        """Return when the next article may go."""
        if not self._interval:
            return
        now = self._clock()
        due = now if self._due is None else max(self._due, now - _CATCH_UP_SECONDS)
        if due > now:
            self._sleep(due - now)
        self._due = due + self._interval
