"""The metrics that are read off the worker's state: a series is there for as long as its partition is."""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from dateline.telemetry.health import REASONS, Health


@dataclass(frozen=True, slots=True)
class PartitionState:
    """Where a partition stands: the offset of the next record to process, and the end of its log."""

    topic: str
    partition: int
    next_offset: int
    end_offset: int

    @property
    def lag(self) -> int:
        """How many records wait, those in flight included."""
        return max(0, self.end_offset - self.next_offset)


@dataclass(frozen=True, slots=True)
class IndexState:
    """The index in which the copies of one partition meet.

    `full_groups` counts the language groups of which the cap hides articles. `seen_since` is when the oldest entry that
    can be seen was appended, in seconds since 1970; None: there is none.
    """

    partition: int
    entries: int
    size_bytes: int
    full_groups: int
    seen_since: float | None


@dataclass(frozen=True, slots=True)
class OutletState:
    """How many outlets behave unlike themselves."""

    silent: int = 0
    walled: int = 0


@dataclass(frozen=True, slots=True)
class WorkerState:
    """What a worker holds at a moment, `at` seconds since 1970. The event loop makes one every second."""

    at: float = 0.0
    partitions: tuple[PartitionState, ...] = ()
    indexes: tuple[IndexState, ...] = ()
    outlets: OutletState = OutletState()


class HealthCollector(Collector):
    """Turns what `/livez` and `/readyz` answer into a metric: an alert sees what a probe sees."""

    def __init__(self, registry: CollectorRegistry, health: Health) -> None:
        self._health = health
        registry.register(self)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the metric; called by the registry."""
        failing = GaugeMetricFamily(
            "dateline_failing", "1 while /livez or /readyz fails for that reason.", labels=["reason"]
        )
        reasons = self._health.failing()
        for reason in REASONS:
            failing.add_metric([reason], reason in reasons)
        yield failing


class StateCollector(Collector):
    """Turns the newest state into metrics, in the thread that serves them."""

    def __init__(self, registry: CollectorRegistry, window_seconds: float) -> None:
        self.state = WorkerState()
        self._window_seconds = window_seconds
        registry.register(self)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the metrics; called by the registry."""
        state = self.state
        lag = GaugeMetricFamily(
            "dateline_consumer_lag_records",
            "End of the log minus the offset of the next record to process.",
            labels=["topic", "partition"],
        )
        for place in state.partitions:
            lag.add_metric([place.topic, str(place.partition)], place.lag)
        yield lag
        yield GaugeMetricFamily(
            "dateline_assigned_partitions",
            "Partitions of articles that this process works on.",
            value=len(state.partitions),
        )
        yield from self._indexes(state)
        yield GaugeMetricFamily(
            "dateline_outlets_silent",
            "Outlets that have published far less than on the same weekdays before.",
            value=state.outlets.silent,
        )
        yield GaugeMetricFamily(
            "dateline_outlets_walled",
            "Outlets that publish walls instead of articles, as they did not before.",
            value=state.outlets.walled,
        )

    def _indexes(self, state: WorkerState) -> Iterator[GaugeMetricFamily]:
        entries = GaugeMetricFamily(
            "dateline_dedupe_index_entries", "Articles that later ones are matched with.", labels=["partition"]
        )
        size = GaugeMetricFamily(
            "dateline_dedupe_index_bytes", "Estimate of the memory that the index takes.", labels=["partition"]
        )
        window = GaugeMetricFamily(
            "dateline_dedupe_window_seconds", "Age of the oldest entry that can be seen.", labels=["partition"]
        )
        full = GaugeMetricFamily(
            "dateline_dedupe_full_groups",
            "Language groups of which the index hides articles, because it holds enough newer ones.",
            labels=["partition"],
        )
        for index in state.indexes:
            partition = [str(index.partition)]
            entries.add_metric(partition, index.entries)
            size.add_metric(partition, index.size_bytes)
            full.add_metric(partition, index.full_groups)
            age = 0.0 if index.seen_since is None else max(0.0, state.at - index.seen_since)
            window.add_metric(partition, min(age, self._window_seconds))
        yield entries
        yield size
        yield full
        yield window
        yield GaugeMetricFamily(
            "dateline_dedupe_window_configured_seconds",
            "How far back articles are compared with, where the index is not full before.",
            value=self._window_seconds,
        )
