"""JSON Schema of the Kafka headers, read as an object of UTF-8 strings."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from dateline.contract.json_schema import JsonSchema, identified
from dateline.records import Reason, Stage
from dateline.records.headers import (
    ATTEMPTS,
    CONTENT_TYPE,
    DEAD_DETAIL,
    DEAD_OFFSET,
    DEAD_PARTITION,
    DEAD_REASON,
    DEAD_REPLAYED,
    DEAD_STAGE,
    DEAD_TOPIC,
    DEAD_TRUNCATED,
    MAX_DETAIL_BYTES,
    ORIGIN,
    RAW_POSITION,
    RAW_TIMESTAMP,
    SCHEMA,
    TRACEPARENT,
    VERSION,
    Origin,
)

_NUMBER = {"type": "string", "pattern": "^[0-9]{1,19}$"}
_TEXT = {"type": "string"}


class _Header(NamedTuple):
    name: str
    description: str
    form: JsonSchema
    required: bool = True


_COMMON = (
    _Header(ORIGIN, "news as it happens, or an archive that is replayed", {"enum": [*Origin]}, required=False),
    _Header(SCHEMA, "schema_version of the value", _TEXT, required=False),
    _Header(CONTENT_TYPE, "media type of the value", _TEXT, required=False),
    _Header(RAW_TIMESTAMP, "timestamp of the record on articles.raw, in ms since 1970", _NUMBER, required=False),
    _Header(
        RAW_POSITION,
        "where the record stands on articles.raw: topic:partition:offset",
        {"type": "string", "pattern": "^[A-Za-z0-9._-]+:[0-9]+:[0-9]+$"},
        required=False,
    ),
    _Header(
        ATTEMPTS, "how often the record was tried before it came here; 1 where it is missing", _NUMBER, required=False
    ),
    _Header(TRACEPARENT, "W3C Trace Context, where the source traces", _TEXT, required=False),
)

_DEAD = (
    _Header(DEAD_TOPIC, "topic that the record stood on", _TEXT),
    _Header(DEAD_PARTITION, "partition that it stood on", _NUMBER),
    _Header(DEAD_OFFSET, "offset that it stood at", _NUMBER),
    _Header(DEAD_STAGE, "where in the pipeline it failed", {"enum": [*Stage]}),
    _Header(DEAD_REASON, "what was wrong; a closed enumeration", {"enum": [*Reason]}),
    _Header(DEAD_DETAIL, f"the error message, for people; at most {MAX_DETAIL_BYTES} bytes", _TEXT),
    _Header(
        DEAD_TRUNCATED,
        "only where the value was too large for this topic and is cut: how many bytes it had",
        _NUMBER,
        required=False,
    ),
    _Header(VERSION, "version of the Dateline that wrote the letter", _TEXT),
)


_NOTE = (
    _Header(
        DEAD_REPLAYED,
        "where the letter that was replayed stands on this topic: partition:offset",
        {"type": "string", "pattern": "^[0-9]+:[0-9]+$"},
    ),
)


def header_schemas() -> dict[str, JsonSchema]:
    """Return the schema of the headers of each kind of record."""
    return {
        "record-headers": identified(
            "record-headers",
            _object("Headers of an article, annotated article or enriched article.", _COMMON),
        ),
        "dead-letter-headers": identified(
            "dead-letter-headers",
            _object("Headers of a dead letter: those that the record had, and why it is one.", _COMMON + _DEAD),
        ),
        "dead-letter-replayed-headers": identified(
            "dead-letter-replayed-headers",
            _object("Headers of the note that a dead letter was replayed.", _NOTE),
        ),
    }


def _object(description: str, headers: Iterable[_Header]) -> dict[str, Any]:
    headers = tuple(headers)
    return {
        "description": description + " Kafka carries bytes: each value is UTF-8 text.",
        "type": "object",
        "properties": {header.name: {"description": header.description, **header.form} for header in headers},
        "required": [header.name for header in headers if header.required],
    }
