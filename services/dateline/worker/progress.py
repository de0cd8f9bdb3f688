"""Whether a worker gets on: what has stood still for too long, though Kafka answers and there is work to do."""

import time
from collections.abc import Callable, Iterator

from dateline.telemetry import PartitionState, WorkerState


class Progress:
    """Compares how things stand from one look to the next. `clock` returns seconds of a clock that never goes back."""

    def __init__(self, stuck_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._stuck_seconds = stuck_seconds
        self._clock = clock
        self._partitions: dict[tuple[str, int], tuple[int, float]] = {}
        self._rebalance: tuple[int, float] | None = None

    def reset(self) -> None:
        """Begin anew: what stood still until now had its reason."""
        self._partitions.clear()
        self._rebalance = None

    def stuck_partitions(self, state: WorkerState) -> str | None:
        """Name partitions of which records wait and none is finished; None where all is well."""
        return "; ".join(self._stuck(state)) or None

    def stuck_rebalance(self, *, rebalancing: bool, restored: int) -> str | None:
        """Say for how long a rebalance has not ended and no record of a table was restored; None where all is well."""
        if not rebalancing:
            self._rebalance = None
            return None
        now = self._clock()
        if self._rebalance is None or self._rebalance[0] != restored:
            self._rebalance = (restored, now)
        seconds = now - self._rebalance[1]
        if seconds <= self._stuck_seconds:
            return None
        return f"a rebalance has not ended, and no table was restored any further, for {seconds:.0f} seconds"

    def _stuck(self, state: WorkerState) -> Iterator[str]:
        now = self._clock()
        before, self._partitions = self._partitions, {}
        for place in state.partitions:
            if not place.lag:
                continue
            key = (place.topic, place.partition)
            offset, since = before.get(key, (-1, now))
            if offset != place.next_offset:
                since = now
            self._partitions[key] = (place.next_offset, since)
            if now - since > self._stuck_seconds:
                yield _told(place, now - since)


def _told(place: PartitionState, seconds: float) -> str:
    return (
        f"{place.topic}, partition {place.partition}: the record at offset {place.next_offset} has not been finished "
        f"for {seconds:.0f} seconds, and {place.lag} wait"
    )
