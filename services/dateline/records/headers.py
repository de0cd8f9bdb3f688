"""The Kafka headers of Dateline's records: their names, and how to write and read them."""

from collections.abc import Sequence
from enum import StrEnum

from dateline.records.dead_letter import DeadLetter
from dateline.records.enriched import SCHEMA_VERSION

ORIGIN = "dateline-origin"
SCHEMA = "dateline-schema"
CONTENT_TYPE = "content-type"
RAW_TIMESTAMP = "dateline-raw-timestamp"
RAW_POSITION = "dateline-raw-position"
ATTEMPTS = "dateline-attempts"
VERSION = "dateline-version"
TRACEPARENT = "traceparent"

DEAD_TOPIC = "dateline-dead-topic"
DEAD_PARTITION = "dateline-dead-partition"
DEAD_OFFSET = "dateline-dead-offset"
DEAD_STAGE = "dateline-dead-stage"
DEAD_REASON = "dateline-dead-reason"
DEAD_DETAIL = "dateline-dead-detail"
DEAD_REPLAYED = "dateline-dead-replayed"

DEAD_TRUNCATED = "dateline-dead-truncated"
"""On a dead letter whose value was too large for the topic and is cut: how many bytes it had."""
TRUNCATION_BYTES = 4096
"""Bytes kept free beside a value that is cut, for that header and Kafka's framing."""

JSON_CONTENT_TYPE = "application/json"

MAX_DETAIL_BYTES = 4096
"""A longer `detail` is cut, so that a dead letter always fits on its topic."""

_FIELDS = {
    "topic": DEAD_TOPIC,
    "partition": DEAD_PARTITION,
    "offset": DEAD_OFFSET,
    "stage": DEAD_STAGE,
    "reason": DEAD_REASON,
    "detail": DEAD_DETAIL,
    "attempts": ATTEMPTS,
    "version": VERSION,
}

Headers = Sequence[tuple[str, bytes]]
"""Names and values in order. A name may come twice; the last one counts."""


class Origin(StrEnum):
    """Whether an article came as it was published, or was replayed."""

    LIVE = "live"
    REPLAY = "replay"


class HeaderError(ValueError):
    """A record does not carry the headers it should; the message names the header."""


def article_headers(origin: Origin) -> list[tuple[str, bytes]]:
    """Headers of an article that enters the stream."""
    return with_headers((), {ORIGIN: origin, SCHEMA: SCHEMA_VERSION, CONTENT_TYPE: JSON_CONTENT_TYPE})


def header(headers: Headers, name: str) -> str | None:
    """Return the value of a header; None where it is not there. Bytes that are not UTF-8 become U+FFFD."""
    for found, value in reversed(headers):
        if found == name:
            # a producer may also send a header without a value
            return (value or b"").decode("utf-8", "replace")
    return None


def with_headers(headers: Headers, values: dict[str, str]) -> list[tuple[str, bytes]]:
    """Return the headers with some of them set, in place of earlier ones of that name."""
    kept = [(name, value) for name, value in headers if name not in values]
    return kept + [(name, value.encode("utf-8", "replace")) for name, value in values.items()]


def attempt(headers: Headers) -> int:
    """Say how often a record has been tried, this time included; 1 unless it is a dead letter that was replayed."""
    value = header(headers, ATTEMPTS)
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 10 else 1


def dead_letter_headers(letter: DeadLetter, original: Headers) -> list[tuple[str, bytes]]:
    """Headers of a dead letter: those of the original, and what was wrong with it."""
    values = {header: str(getattr(letter, field)) for field, header in _FIELDS.items()}
    detail = values[DEAD_DETAIL].encode("utf-8", "replace")
    values[DEAD_DETAIL] = detail[:MAX_DETAIL_BYTES].decode("utf-8", "ignore")
    return with_headers(original, values)


def truncated_headers(headers: Headers, size: int) -> list[tuple[str, bytes]]:
    """Headers of a dead letter whose value is cut; `size` is how many bytes it had."""
    return with_headers(headers, {DEAD_TRUNCATED: str(size)})


def read_dead_letter(headers: Headers) -> DeadLetter:
    """Read what a dead letter's headers say. Raises HeaderError."""
    values = {}
    for field, name in _FIELDS.items():
        value = header(headers, name)
        if value is None:
            raise HeaderError(f"header {name} is missing")
        values[field] = value
    try:
        return DeadLetter.model_validate(values)
    except ValueError as error:
        raise HeaderError(f"a header is malformed: {error}") from error


def replay_headers(headers: Headers) -> list[tuple[str, bytes]]:
    """Headers of a dead letter that goes back to where it came from: the original's, and the next attempt.

    Raises HeaderError.
    """
    letter = read_dead_letter(headers)
    if (size := header(headers, DEAD_TRUNCATED)) is not None:
        place = f"{letter.topic}:{letter.partition}:{letter.offset}"
        raise HeaderError(f"the value is cut, it had {size} bytes; the whole record is at {place}")
    own = set(_FIELDS.values())
    original = [(name, value) for name, value in headers if name not in own]
    return with_headers(original, {ATTEMPTS: str(letter.attempts + 1)})


def replayed_marker(partition: int, offset: int) -> list[tuple[str, bytes]]:
    """Headers of the note, on the dead letters' topic, that the letter at this position was replayed."""
    return with_headers((), {DEAD_REPLAYED: f"{partition}:{offset}"})


def replayed_position(headers: Headers) -> tuple[int, int] | None:
    """Return partition and offset of the letter that such a note speaks of; None where the record is a letter."""
    value = header(headers, DEAD_REPLAYED)
    if value is None:
        return None
    partition, _, offset = value.partition(":")
    try:
        return int(partition), int(offset)
    except ValueError as error:
        raise HeaderError(f"header {DEAD_REPLAYED} is {value!r}, expected PARTITION:OFFSET") from error
