"""The verbs: what a worker says happened, and which metrics that moves."""

import platform
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from dateline import __version__
from dateline.records import DeadLetter, Entity, Stage, Verdict
from dateline.telemetry.metrics import OUTCOMES, Metrics

UNDETERMINED = "und"


class Recorder:
    """Translates events of the stream into metrics. `clock` returns seconds since 1970."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = time.time) -> None:
        self.metrics = metrics
        self._clock = clock
        self._stages = {stage.value: metrics.stage_duration.labels(stage) for stage in Stage}

    def started(self, topics: Iterable[str], languages: Iterable[str], faust_version: str) -> None:
        """Say what runs, and start the counters of its topics and languages at 0."""
        for language in (*languages, UNDETERMINED):
            self.metrics.languages.labels(language)
        self.metrics.build_info.labels(__version__, platform.python_version(), faust_version).set(1)
        for topic in topics:
            self.metrics.received.labels(topic)
            self.metrics.deletions.labels(topic)
            for outcome in OUTCOMES:
                self.metrics.processed.labels(topic, outcome)

    def received(self, topic: str) -> None:
        """Count a record that was taken for processing."""
        self.metrics.received.labels(topic).inc()
        self.metrics.last_event.labels(topic).set(self._clock())

    def processed(self, topic: str, outcome: str) -> None:
        """Count what became of a record that was taken."""
        self.metrics.processed.labels(topic, outcome).inc()

    def deletion(self, topic: str) -> None:
        """Count a record without a value."""
        self.metrics.deletions.labels(topic).inc()

    def key_mismatch(self) -> None:
        """Count a raw record whose key is not the article's outlet."""
        self.metrics.key_mismatches.inc()

    @contextmanager
    def stage(self, stage: str) -> Iterator[None]:
        """Time what happens in the block as a stage."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._stages[stage].observe(time.perf_counter() - begun)

    def annotated(self, language: str, entities: Iterable[Entity]) -> None:
        """Count what was found in an article."""
        self.metrics.languages.labels(language).inc()
        for entity in entities:
            self.metrics.entities.labels(entity.type).inc()

    def matched(self, verdict: str, *, redelivery: bool) -> None:
        """Count a verdict that is not `unique`, or a redelivery."""
        if redelivery:
            self.metrics.duplicates.labels("redelivery").inc()
        elif verdict != Verdict.UNIQUE:
            self.metrics.duplicates.labels(verdict).inc()

    def emitted(self, origin: str, raw_timestamp_ms: int | None) -> None:
        """Note how long an article took from the raw topic to the acknowledgement of its enriched record."""
        if raw_timestamp_ms is not None:
            self.metrics.latency.labels(origin).observe(max(0.0, self._clock() - raw_timestamp_ms / 1000))

    def dead_lettered(self, letter: DeadLetter) -> None:
        """Count a dead letter."""
        self.metrics.dead_letters.labels(letter.stage, letter.reason).inc()

    def rebalance_began(self) -> None:
        """Count a rebalance."""
        self.metrics.rebalances.inc()

    def rebalance_dealt(self, seconds: float) -> None:
        """Note how long it took until the partitions of a rebalance were dealt."""
        self.metrics.rebalance_duration.observe(seconds)

    def recovered(self, seconds: float) -> None:
        """Note how long it took from then on until records were read again."""
        self.metrics.recovery.observe(seconds)

    def index_here(self, partition: int) -> None:
        """Start the counter of a partition whose index this worker now has."""
        self.metrics.evictions.labels(str(partition))

    def index_gone(self, partition: int) -> None:
        """Take away the counter of a partition that another worker has now."""
        # created first: removing what was never told is an error
        self.metrics.evictions.labels(str(partition))
        self.metrics.evictions.remove(str(partition))

    def evicted(self, partition: int, count: int) -> None:
        """Count entries that the index of a partition forgot."""
        self.metrics.evictions.labels(str(partition)).inc(count)
