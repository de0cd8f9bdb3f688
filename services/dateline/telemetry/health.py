"""Whether a process lives, and whether it is ready, each with its reason."""

import threading
import time
from collections.abc import Callable
from typing import Literal, Self, get_args

STUCK_SECONDS = 60.0
"""An event loop that has not turned for so long is stuck; the largest article takes far less."""


Reason = Literal[
    "starting",
    "stopping",
    "kafka",
    "rebalancing",
    "recovering",
    "upstream",
    "event_loop",
    "partitions",
    "rebalance",
]
"""What may keep a worker from working, or ask for a new one."""
REASONS: tuple[Reason, ...] = get_args(Reason)


class Health:
    """Told by the event loop, asked by the HTTP server's threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._hindrances: dict[Reason, str] = {"starting": "the worker has not joined its group yet"}
        self._failings: dict[Reason, str] = {}
        self._last_beat = clock()

    @classmethod
    def of_a_command(cls) -> Self:
        """Return the health of a process that works from its start to its end, and has no event loop."""
        health = cls(lambda: 0.0)
        health.clear("starting")
        return health

    def beat(self) -> None:
        """Say that the event loop turns."""
        self._last_beat = self._clock()

    def hinder(self, name: Reason, why: str) -> None:
        """Name something that keeps the worker from working, until it is cleared."""
        with self._lock:
            self._hindrances[name] = why

    def clear(self, name: Reason) -> None:
        """Say that a hindrance is gone."""
        with self._lock:
            self._hindrances.pop(name, None)

    def fail(self, name: Reason, why: str) -> None:
        """Name something that only a new process can mend, until it is mended after all."""
        with self._lock:
            self._failings[name] = why

    def mend(self, name: Reason) -> None:
        """Say that a failing is gone."""
        with self._lock:
            self._failings.pop(name, None)

    def hindered_by(self, name: Reason) -> bool:
        """Tell whether something keeps the worker from working."""
        with self._lock:
            return name in self._hindrances

    def failing(self) -> set[Reason]:
        """Return the reasons for which one of the two checks fails."""
        return {*self.liveness()[1], *self.readiness()[1]}

    def liveness(self) -> tuple[bool, dict[Reason, str]]:
        """Tell whether the process should be left alone, and why not."""
        silent = self._clock() - self._last_beat
        with self._lock:
            failings = dict(self._failings)
        if silent > STUCK_SECONDS:
            failings["event_loop"] = f"has not turned for {silent:.0f} seconds"
        return not failings, failings

    def readiness(self) -> tuple[bool, dict[Reason, str]]:
        """Tell whether the process works, and what keeps it from it."""
        with self._lock:
            return not self._hindrances, dict(self._hindrances)
