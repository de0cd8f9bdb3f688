"""Reads topics without a consumer group, and so without leaving a trace."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from kafka import KafkaConsumer, TopicPartition

from dateline.admin.client import client_options, connecting, reaching_kafka
from dateline.errors import DatelineError, KafkaUnavailable, TopicMismatch
from dateline.records.headers import Headers
from dateline.settings import MIB, Settings
from dateline.topology import largest_record_bytes

_POLL_SECONDS = 0.5
_FETCH_BYTES = 50 * MIB


@dataclass(frozen=True, slots=True)
class Message:
    """A record as it lies on its topic. `timestamp` is in milliseconds since 1970, in UTC."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class TopicReader:
    """Reads one topic; what aborted transactions wrote is passed over. A context manager, not thread-safe.

    Raises TopicMismatch where the topic is missing, KafkaUnavailable where the brokers do not answer.
    """

    def __init__(self, settings: Settings, topic: str) -> None:
        self._settings = settings
        self._topic = topic
        largest = largest_record_bytes(settings)
        with connecting(settings):
            self._consumer = KafkaConsumer(
                **client_options(settings),
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                isolation_level="read_committed",
                allow_auto_create_topics=False,
                max_partition_fetch_bytes=largest,
                fetch_max_bytes=max(_FETCH_BYTES, largest),
            )
        try:
            self.partitions = self._find_partitions()
        except DatelineError:
            self._consumer.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._consumer.close()

    def to_end(self) -> Iterator[Message]:
        """Yield what lies on the topic now, partition by partition, in the order of offsets."""
        bounds = self._bounds()
        for partition, (begin, end) in bounds.items():
            yield from self.between(partition, begin, end)

    def since(self, timestamp: int) -> Iterator[Message]:
        """Like `to_end`, from the first record of each partition on that is not older than `timestamp`."""
        bounds = self._bounds()
        places = {TopicPartition(self._topic, partition): timestamp for partition in bounds}
        with reaching_kafka(self._settings):
            found = self._consumer.offsets_for_times(places)
        for partition, (_, end) in bounds.items():
            first = found[TopicPartition(self._topic, partition)]
            if first is not None:
                yield from self.between(partition, first.offset, end)

    def between(self, partition: int, begin: int, end: int) -> Iterator[Message]:
        """Yield the records of a partition from one offset to before another. Reads nothing else meanwhile."""
        if begin >= end:
            return
        self._seek({partition: begin})
        position, moved_at = begin, time.monotonic()
        while position < end:
            for message in self.poll(_POLL_SECONDS):
                if message.offset >= end:
                    return
                yield message
            reached = self._position(partition)
            if reached != position:
                position, moved_at = reached, time.monotonic()
            elif time.monotonic() - moved_at > self._settings.request_timeout_seconds:
                raise KafkaUnavailable(
                    f"Kafka at {self._settings.bootstrap_servers} stopped answering: "
                    f"nothing from {self._topic}, partition {partition}, after offset {position - 1}"
                )

    def last(self, count: int) -> list[Message]:
        """Return the newest `count` records of all partitions, in the order of their timestamps."""
        return self._last(count, self._bounds())

    def at(self, partition: int, offset: int) -> Message | None:
        """Return the record at a position; None where there is none."""
        begin, end = self._bounds().get(partition, (0, 0))
        if not begin <= offset < end:
            return None
        return next(self.between(partition, offset, offset + 1), None)

    def follow(self, *, from_beginning: bool = False, last: int = 0) -> Iterator[Message]:
        """Yield records as they arrive, for ever; before them all that lie there, or the `last` of them."""
        bounds = self._bounds()
        if last and not from_beginning:
            yield from self._last(last, bounds)
        self._seek({partition: bound[0 if from_beginning else 1] for partition, bound in bounds.items()})
        while True:
            yield from self.poll(_POLL_SECONDS)

    def start(self, *, from_beginning: bool = False) -> None:
        """Begin to `poll` at the first record, or at those that arrive from now on."""
        self._seek({partition: bound[0 if from_beginning else 1] for partition, bound in self._bounds().items()})

    def poll(self, seconds: float) -> list[Message]:
        """Return the next records, once there are some or the time is up. `start` comes first."""
        with reaching_kafka(self._settings):
            batches = self._consumer.poll(round(seconds * 1000))
        return [self._message(record) for batch in batches.values() for record in batch]

    def _find_partitions(self) -> tuple[int, ...]:
        with reaching_kafka(self._settings):
            found = self._consumer.partitions_for_topic(self._topic)
        if not found:
            raise TopicMismatch(f"topic {self._topic} is missing; create it with `dateline topics create`")
        return tuple(sorted(found))

    def _bounds(self) -> dict[int, tuple[int, int]]:
        partitions = [TopicPartition(self._topic, partition) for partition in self.partitions]
        with reaching_kafka(self._settings):
            begins = self._consumer.beginning_offsets(partitions)
            ends = self._consumer.end_offsets(partitions)
        return {place.partition: (begins[place], ends[place]) for place in partitions}

    def _seek(self, offsets: dict[int, int]) -> None:
        places = {TopicPartition(self._topic, partition): offset for partition, offset in offsets.items()}
        with reaching_kafka(self._settings):
            self._consumer.assign(list(places))
            for place, offset in places.items():
                self._consumer.seek(place, offset)

    def _last(self, count: int, bounds: dict[int, tuple[int, int]]) -> list[Message]:
        found = [
            message for partition, bound in bounds.items() for message in self._last_between(partition, *bound, count)
        ]
        found.sort(key=lambda message: (message.timestamp, message.partition, message.offset))
        return found[-count:]

    def _last_between(self, partition: int, begin: int, end: int, count: int) -> list[Message]:
        span = count
        while True:
            start = max(begin, end - span)
            found = list(self.between(partition, start, end))
            if len(found) >= count or start == begin:
                return found[-count:]
            # offsets without a record: transaction marks, or what compaction removed
            span *= 4

    def _position(self, partition: int) -> int:
        with reaching_kafka(self._settings):
            # after retention removed the offset, the position is unknown until the next poll
            return self._consumer.position(TopicPartition(self._topic, partition)) or 0

    def _message(self, record: Any) -> Message:
        return Message(
            self._topic,
            record.partition,
            record.offset,
            record.timestamp,
            record.key,
            record.value,
            tuple(record.headers),
        )
