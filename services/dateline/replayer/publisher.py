"""Publishes records with acks=all and idempotence, and says of each that failed which it was."""

import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, Self

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from dateline.admin.client import client_options, connecting, unavailable
from dateline.errors import WriteRefused
from dateline.records.headers import Headers
from dateline.replayer.in_flight import InFlightLimit
from dateline.settings import MIB, Settings

_BYTES_IN_FLIGHT = 64 * MIB
_CLOSE_SECONDS = 5.0
_DELIVERY_TIMEOUTS = 4
"""How many timeouts of a request a record may take, so that brokers can be restarted meanwhile."""


class Publisher:
    """A producer whose every record is acknowledged by all in-sync replicas, or told as refused.

    A context manager: leaving it waits for what is under way. A record of more than `max_record_bytes` lands in
    `refused`, and the others go on. When Kafka fails or refuses a record, `publish`, `flush` and leaving raise
    WriteRefused: an idempotent producer cannot go on after that.
    """

    def __init__(self, settings: Settings, max_record_bytes: int) -> None:
        self._settings = settings
        delivery_seconds = _DELIVERY_TIMEOUTS * settings.request_timeout_seconds + settings.linger_ms / 1000
        self._limit = InFlightLimit(settings.in_flight, _BYTES_IN_FLIGHT, delivery_seconds)
        self._lock = threading.Lock()
        self._fault: tuple[str, Exception] | None = None
        self.acknowledged = 0
        self.refused: list[WriteRefused] = []
        with connecting(settings):
            self._producer = KafkaProducer(
                **client_options(settings),
                acks="all",
                enable_idempotence=True,
                linger_ms=settings.linger_ms,
                delivery_timeout_ms=round(delivery_seconds * 1000),
                max_block_ms=round(settings.request_timeout_seconds * 1000),
                max_request_size=max_record_bytes,
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
        timestamp: int | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Hand a record over; `name` is what messages call it, `then` is called once it is acknowledged.

        `timestamp` is in milliseconds since 1970; None: now.

        `then` runs in the client's own thread. Raises WriteRefused where this or an earlier record cannot be sent.
        """
        size = len(value or b"") + len(key or b"")
        self._wait(partial(self._limit.acquire, size), name)
        try:
            future = self._producer.send(
                topic, value, key=key, headers=list(headers), partition=partition, timestamp_ms=timestamp
            )
        except MessageSizeTooLargeError as error:
            self.refused.append(WriteRefused(f"{name}: {error.args[0]}"))
            self._limit.release(size)
            return
        except KafkaError as error:
            self._failed(name, size, error)
            self._raise_fault()
            return
        future.add_callback(self._succeeded, size, then)
        future.add_errback(self._failed, name, size)

    def flush(self) -> None:
        """Wait until everything that was handed over is acknowledged or refused. Raises WriteRefused."""
        self._wait(self._limit.wait_until_empty, "the last record")

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
        if then:
            then()
        self._limit.release(size)

    def _failed(self, name: str, size: int, error: Exception) -> None:
        with self._lock:
            self._fault = self._fault or (name, error)
        self._limit.release(size)
        self._limit.abort()

    def _wait(self, wait: Callable[[], None], name: str) -> None:
        try:
            wait()
        except TimeoutError as error:
            with self._lock:
                self._fault = self._fault or (name, error)
        self._raise_fault()

    def _raise_fault(self) -> None:
        if self._fault:
            name, error = self._fault
            raise WriteRefused(f"{name} was not acknowledged: {unavailable(self._settings, error)}") from error
