"""The AsyncAPI document: which record is on which topic, under which key, with which headers."""

from typing import Any, NamedTuple

from dateline.contract.examples import examples
from dateline.records import SCHEMA_VERSION
from dateline.settings import Settings

KAFKA_BINDING = "0.5.0"

# The schemas are 2020-12 and use nothing that draft 07 reads otherwise; draft 07 is what every AsyncAPI tool reads.
SCHEMA_FORMAT = "application/schema+json;version=draft-07"


class _Message(NamedTuple):
    kind: str
    title: str
    key: str
    headers: str
    payload: str | None = None


class _Channel(NamedTuple):
    name: str
    action: str
    title: str
    description: str
    messages: tuple[_Message, ...]


_DELETION = _Message("deletion", "Deletion: a null value", "id of the article", "record-headers")

_DELETED = "A null value stands here only where DATELINE_FORWARD_DELETIONS is on"

_CHANNELS = (
    _Channel(
        "raw",
        "receive",
        "Articles as published",
        "Articles as their sources publish them. A null value is passed over, unless DATELINE_FORWARD_DELETIONS is on: "
        "then it deletes the article whose id is its key.",
        (_Message("article", "Article", "outlet of the article", "record-headers", "article"), _DELETION),
    ),
    _Channel(
        "annotated",
        "send",
        "Annotated articles",
        "Between the two steps of Dateline: copies of one story meet on one partition. Others read articles.enriched. "
        f"{_DELETED}, once on each partition.",
        (
            _Message(
                "annotated-article",
                "Annotated article",
                "id of the article; its language group decides the partition",
                "record-headers",
                "annotated-article",
            ),
            _DELETION,
        ),
    ),
    _Channel(
        "enriched",
        "send",
        "Enriched articles",
        "Each article beside everything that Dateline says of it. A record may come twice, with the same bytes; "
        f"a copy may be read before its original. {_DELETED}, and then more than once.",
        (
            _Message("enriched-article", "Enriched article", "id of the article", "record-headers", "enriched-article"),
            _DELETION,
        ),
    ),
    _Channel(
        "dead",
        "send",
        "Dead letters",
        "Records that could not be processed: key and value as they were, and why in the headers; a value that is too "
        "large for the topic is cut (header dateline-dead-truncated). Beside them stand notes of letters that were "
        "replayed: the header dateline-dead-replayed tells them from letters.",
        (
            _Message("dead-letter", "Dead letter", "key of the record, untouched", "dead-letter-headers"),
            _Message(
                "dead-letter-replayed",
                "Note that a dead letter was replayed",
                "partition:offset of the letter",
                "dead-letter-replayed-headers",
            ),
        ),
    ),
)


def asyncapi() -> dict[str, Any]:
    """Return the document, with the topic names that hold where no setting changes them."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Dateline",
            "version": SCHEMA_VERSION,
            "description": "Reads multilingual news articles from Kafka and writes each one back enriched: language, "
            "entities, furniture, duplicates. The version is the schema_version of the records.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": _default("bootstrap_servers"),
                "protocol": "kafka",
                "description": "Any Apache Kafka; DATELINE_BOOTSTRAP_SERVERS names it.",
            }
        },
        "channels": {channel.name: _channel(channel) for channel in _CHANNELS},
        "operations": {f"{channel.action}-{channel.name}": _operation(channel) for channel in _CHANNELS},
        "components": {
            "messages": {message.kind: _message(message) for channel in _CHANNELS for message in channel.messages}
        },
    }


def _channel(channel: _Channel) -> dict[str, Any]:
    setting = f"topic_{channel.name}"
    address = _default(setting)
    return {
        "address": address,
        "title": channel.title,
        "description": f"{channel.description} DATELINE_{setting.upper()} names the topic.",
        "messages": {message.kind: {"$ref": f"#/components/messages/{message.kind}"} for message in channel.messages},
        "bindings": {"kafka": {"topic": address, "bindingVersion": KAFKA_BINDING}},
    }


def _operation(channel: _Channel) -> dict[str, Any]:
    return {
        "action": channel.action,
        "channel": {"$ref": f"#/channels/{channel.name}"},
        "messages": [{"$ref": f"#/channels/{channel.name}/messages/{message.kind}"} for message in channel.messages],
    }


def _message(message: _Message) -> dict[str, Any]:
    written: dict[str, Any] = {
        "name": message.kind,
        "title": message.title,
        "contentType": "application/json" if message.payload else "application/octet-stream",
        "headers": _schema(message.headers),
    }
    if message.payload:
        written["payload"] = _schema(message.payload)
    written["bindings"] = {
        "kafka": {"key": {"type": "string", "description": message.key}, "bindingVersion": KAFKA_BINDING}
    }
    written["examples"] = [
        {"name": example.name, "summary": example.summary, "headers": example.headers, "payload": example.value}
        for example in examples()
        if example.kind == message.kind
    ]
    return written


def _schema(name: str) -> dict[str, Any]:
    return {"schemaFormat": SCHEMA_FORMAT, "schema": {"$ref": f"./{name}.schema.json"}}


def _default(setting: str) -> Any:
    return Settings.model_fields[setting].default
