"""Where an article is: every record of it on every topic."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dateline.records.headers import RAW_POSITION, HeaderError, header, read_dead_letter, replayed_position
from dateline.replayer.reader import Message, TopicReader
from dateline.settings import Settings


class Station(StrEnum):
    """The topics by their role, in the order of an article's way."""

    RAW = "raw"
    ANNOTATED = "annotated"
    ENRICHED = "enriched"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Trace:
    """One record of an article. `timestamp` is in milliseconds since 1970, that of the record.

    `content` tells different contents apart; `origin` is the position of the raw record that it came of; `facts` are
    what the record says of the article: verdict, language, or why it is a dead letter.
    """

    station: Station
    topic: str
    partition: int
    offset: int
    timestamp: int
    article: str | None
    outlet: str | None
    url: str | None
    content: int | None
    origin: str | None
    facts: dict[str, Any]


def find(settings: Settings, wanted: str, since: int | None = None) -> Iterator[Trace]:
    """Yield the records of the article with this id or URL, topic by topic; `since` in milliseconds since 1970.

    A URL also finds, on the later stations, what has another id. Raises TopicMismatch, KafkaUnavailable.
    """
    needles = _needles(wanted)
    for station in Station:
        with TopicReader(settings, getattr(settings, station)) as reader:
            for message in reader.since(since) if since is not None else reader.to_end():
                trace = _trace(station, message, wanted, needles)
                if trace is not None:
                    yield trace


def _needles(wanted: str) -> set[bytes]:
    """Return how a producer may write it in JSON, quotes included: as it is, with escapes, and as PHP does."""
    escaped = json.dumps(wanted)
    upper = re.sub(r"\\u[0-9a-f]{4}", lambda found: "\\u" + found[0][2:].upper(), escaped)
    ways = {json.dumps(wanted, ensure_ascii=False), escaped, upper}
    return {way.encode("utf-8", "replace") for written in ways for way in (written, written.replace("/", "\\/"))}


def _trace(station: Station, message: Message, wanted: str, needles: set[bytes]) -> Trace | None:
    key = (message.key or b"").decode("utf-8", "replace")
    if message.value is None:
        # a deletion is keyed as the records of its topic are
        return _of(station, message, {}, {"deletion": True}) if key == wanted else None
    if not any(needle in message.value for needle in needles):
        return None
    article = _article(message.value)
    if article is None:
        # what cannot be read may still be it
        if station is not Station.DEAD:
            return None
        article = {}
    elif wanted not in (article.get("id"), article.get("url")):
        return None
    return _of(station, message, article, _facts(station, message))


def _of(station: Station, message: Message, article: dict[str, Any], facts: dict[str, Any]) -> Trace:
    texts = [article.get(name) for name in ("headline", "body_text")]
    return Trace(
        station,
        message.topic,
        message.partition,
        message.offset,
        message.timestamp,
        article=_text(article.get("id")),
        outlet=_text(article.get("outlet")),
        url=_text(article.get("url")),
        content=hash(tuple(map(str, texts))) if article else None,
        origin=_origin(station, message, facts),
        facts=facts,
    )


def _article(value: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(value)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    inner = found.get("article") if "schema_version" in found else found
    return inner if isinstance(inner, dict) else None


def _facts(station: Station, message: Message) -> dict[str, Any]:
    if station is Station.DEAD:
        try:
            if replayed_position(message.headers) is not None:
                return {}
            letter = read_dead_letter(message.headers)
        except HeaderError as error:
            return {"problem": str(error)}
        return letter.model_dump(mode="json", include={"topic", "partition", "offset", "stage", "reason", "detail"})
    if station is Station.RAW:
        return {}
    value = json.loads(message.value or b"{}")
    facts: dict[str, Any] = {
        "language": _object(value, "language").get("tag"),
        "content": _object(value, "content").get("kind"),
    }
    if station is Station.ENRICHED:
        duplicate = _object(value, "duplicate")
        facts |= {name: duplicate.get(name) for name in ("verdict", "of", "cluster", "score")}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _origin(station: Station, message: Message, facts: dict[str, Any]) -> str | None:
    if station is Station.RAW:
        return f"{message.topic}:{message.partition}:{message.offset}"
    # a dead letter that annotate made has no such header yet: it names the raw record itself
    return header(message.headers, RAW_POSITION) or (
        "{topic}:{partition}:{offset}".format(**facts) if "offset" in facts else None
    )


def _object(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
