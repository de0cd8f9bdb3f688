"""Publishes records with acks=all and idempotence, and says of each that failed which it was."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from kafka import KafkaProducer
from kafka.errors import (
    CorruptRecordError,
    InvalidRecordError,
    InvalidTimestampError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from dateline.admin.client import client_options, reaching_kafka, unavailable
from dateline.errors import WriteRefused
from dateline.records.headers import Headers
from dateline.replayer.in_flight import InFlightLimit
from dateline.settings import MIB, Settings
from dateline.topology import largest_record_bytes

_BYTES_IN_FLIGHT = 64 * MIB
_CLOSE_SECONDS = 5.0
_OF_THE_RECORD = (
    CorruptRecordError,
    InvalidRecordError,
    InvalidTimestampError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)


class Publisher:
    """A producer whose every record is acknowledged by all in-sync replicas, or told as refused.

    A context manager: leaving it waits for what is under way. A record that Kafka refuses for what it is lands in
    `refused`, and the others go on; when Kafka itself fails, `publish`, `flush` and leaving raise WriteRefused.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limit = InFlightLimit(settings.in_flight, _BYTES_IN_FLIGHT)
        self._lock = threading.Lock()
        self._fault: tuple[str, Exception] | None = None
        self.acknowledged = 0
        self.refused: list[WriteRefused] = []
        with reaching_kafka(settings):
            self._producer = KafkaProducer(
                **client_options(settings),
                acks="all",
                enable_idempotence=True,
                linger_ms=settings.linger_ms,
                max_block_ms=round(settings.request_timeout_seconds * 1000),
                max_request_size=largest_record_bytes(settings),
                allow_auto_create_topics=False,
            )

    def publish(
        self,
        topic: str,
        value: bytes | None,
        *,
        key: bytes | None,
        headers: Headers,
        name: str,
        partition: int | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Hand a record over; `name` is what messages call it, `then` is called once it is acknowledged.

        `then` runs in the client's own thread. Raises WriteRefused where this or an earlier record cannot be sent.
        """
        self._raise_fault()
        size = len(value or b"") + len(key or b"")
        self._limit.acquire(size)
        try:
            future = self._producer.send(topic, value, key=key, headers=list(headers), partition=partition)
        except KafkaError as error:
            self._failed(name, size, error)
            self._raise_fault()
            return
        future.add_callback(self._succeeded, size, then)
        future.add_errback(self._failed, name, size)

    def flush(self) -> None:
        """Wait until everything that was handed over is acknowledged or refused. Raises WriteRefused."""
        self._producer.flush()
        self._raise_fault()

    def partitions(self, topic: str) -> set[int]:
        """Return the partitions of a topic. Raises KafkaUnavailable where it is not there."""
        with reaching_kafka(self._settings):
            return set(self._producer.partitions_for(topic))

    def close(self) -> None:
        """Disconnect. What is not acknowledged within five seconds is given up."""
        try:
            self._producer.close(timeout=_CLOSE_SECONDS)
        except KafkaTimeoutError:
            # its close stops at records that are still under way, and leaves its thread running
            self._producer._sender.force_close()
            self._producer._sender.join()
            self._producer.close(timeout=_CLOSE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.flush()
        finally:
            self.close()

    def _succeeded(self, size: int, then: Callable[[], None] | None, _metadata: Any) -> None:
        with self._lock:
            self.acknowledged += 1
        self._limit.release(size)
        if then:
            then()

    def _failed(self, name: str, size: int, error: Exception) -> None:
        with self._lock:
            if isinstance(error, _OF_THE_RECORD):
                self.refused.append(WriteRefused(f"{name}: refused by Kafka: {error}"))
            elif self._fault is None:
                self._fault = (name, error)
        self._limit.release(size)

    def _raise_fault(self) -> None:
        if self._fault:
            name, error = self._fault
            raise WriteRefused(f"{name} was not acknowledged: {unavailable(self._settings, error)}") from error
