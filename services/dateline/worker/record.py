"""A record as it was read from a topic."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from faust.types import TP, EventT

from dateline.errors import ArticleError
from dateline.records.headers import Headers


@dataclass(frozen=True, slots=True)
class Consumed:
    """Key, value and headers as they stand on the topic; `timestamp` in milliseconds since 1970."""

    tp: TP
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: int | None

    @classmethod
    def of(cls, event: EventT) -> "Consumed":  # type: ignore[type-arg]
        """Read a record from Faust's event; topics are declared with raw bytes."""
        message = event.message
        headers = message.headers or ()
        return cls(
            tp=message.tp,
            offset=message.offset,
            key=message.key,
            value=message.value,
            headers=tuple(headers.items()) if isinstance(headers, Mapping) else tuple(headers),
            timestamp=round(message.timestamp * 1000) if message.timestamp and message.timestamp > 0 else None,
        )

    @property
    def position(self) -> str:
        """Return where the record stands, for people: topic:partition:offset."""
        return f"{self.tp.topic}:{self.tp.partition}:{self.offset}"

    @property
    def place(self) -> dict[str, str | int]:
        """Return where the record stands, as the facts of a log line."""
        return {"topic": self.tp.topic, "partition": self.tp.partition, "offset": self.offset}

    @property
    def attributes(self) -> dict[str, str | int]:
        """Return where the record stands, in the terms of OpenTelemetry."""
        return {
            "messaging.destination.name": self.tp.topic,
            "messaging.destination.partition.id": str(self.tp.partition),
            "messaging.kafka.offset": self.offset,
        }

    def carrying(self, headers: Headers) -> "Consumed":
        """Return the record with other headers."""
        return self if headers is self.headers else replace(self, headers=tuple(headers))

    @property
    def size(self) -> int:
        """Return the size of key and value in bytes."""
        return len(self.key or b"") + len(self.value or b"")


@contextmanager
def concerning(article: str) -> Iterator[None]:
    """Name the article, by its id, in what goes wrong with it."""
    try:
        yield
    except ArticleError as error:
        error.article = article
        raise
