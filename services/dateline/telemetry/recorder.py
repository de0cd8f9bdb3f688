"""The verbs: what a worker says happened, and which metrics that moves."""

import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

from dateline import __version__
from dateline.records import DeadLetter, Entity, Verdict
from dateline.telemetry.durations import Timing
from dateline.telemetry.metrics import OUTCOMES, Metrics

UNDETERMINED = "und"


class Recorder:
    """Translates events of the stream into metrics. `clock` returns seconds since 1970."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = time.time) -> None:
        self.metrics = metrics
        self._clock = clock
        # looking a series up by its labels takes longer than counting
        self._stages = metrics.stage_duration.timings
        self._received = cache(metrics.received.labels)
        self._processed = cache(metrics.processed.labels)
        self._last_event = cache(metrics.last_event.labels)
        self._languages = cache(metrics.languages.labels)
        self._entities = cache(metrics.entities.labels)
        self._duplicates = cache(metrics.duplicates.labels)
        self._latency = cache(metrics.latency.labels)

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
        self._received(topic).inc()
        self._last_event(topic).set(self._clock())

    def processed(self, topic: str, outcome: str) -> None:
        """Count what became of a record that was taken."""
        self._processed(topic, outcome).inc()

    def deletion(self, topic: str) -> None:
        """Count a record without a value."""
        self.metrics.deletions.labels(topic).inc()

    def key_mismatch(self) -> None:
        """Count a raw record whose key is not the article's outlet."""
        self.metrics.key_mismatches.inc()

    def stage(self, stage: str) -> Timing:
        """Time what happens in the block as a stage."""
        return self._stages[stage]

    def annotated(self, language: str, entities: Iterable[Entity]) -> None:
        """Count what was found in an article."""
        self._languages(language).inc()
        for kind, count in Counter(entity.type for entity in entities).items():
            self._entities(kind).inc(count)

    def matched(self, verdict: str, *, redelivery: bool) -> None:
        """Count a verdict that is not `unique`, or a redelivery."""
        if redelivery:
            self._duplicates("redelivery").inc()
        elif verdict != Verdict.UNIQUE:
            self._duplicates(verdict).inc()

    def emitted(self, origin: str, raw_timestamp_ms: int | None) -> None:
        """Note how long an article took from the raw topic to the acknowledgement of its enriched record."""
        if raw_timestamp_ms is not None:
            self._latency(origin).observe(max(0.0, self._clock() - raw_timestamp_ms / 1000))

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
