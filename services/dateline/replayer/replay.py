"""Publishes the articles of a source on the raw topic."""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from dateline.admin import check_topics
from dateline.errors import BadRow, WriteRefused
from dateline.records.headers import Origin, article_headers
from dateline.replayer.metrics import ReplayMetrics
from dateline.replayer.pacing import Pacer
from dateline.replayer.publisher import Publisher
from dateline.replayer.sources import Row, Source
from dateline.settings import Settings
from dateline.telemetry import NoTracing, Step, Tracing
from dateline.topology import raw_record_bytes, topic_specs


@dataclass(frozen=True, slots=True)
class ReplayCounts:
    """What became of the articles of a source. All was well where `bad_rows` and `refused` are 0."""

    published: int = 0
    bad_rows: int = 0
    refused: int = 0

    @property
    def failed(self) -> int:
        """How many were not published."""
        return self.bad_rows + self.refused


class Observer(Protocol):
    """Is told how a replay goes."""

    def advanced(self, published: int, bytes_read: int) -> None:
        """Take note of how many articles were handed over so far, and how many bytes were read."""

    def failed(self, error: BadRow | WriteRefused) -> None:
        """Take note of a row that is not an article, or of an article that Kafka refused."""


def replay(
    source: Source,
    settings: Settings,
    *,
    rate: float | None = None,
    strict: bool = False,
    origin: Origin = Origin.REPLAY,
    observer: Observer | None = None,
    metrics: ReplayMetrics | None = None,
    tracing: Tracing = NoTracing(),
) -> ReplayCounts:
    """Publish every article with its outlet as key, at most `rate` a second, and wait until all are acknowledged.

    Raises BadRow at the first bad row where `strict`, else goes on; TopicMismatch where the raw topic is missing or
    differs from the settings; KafkaUnavailable; WriteRefused where Kafka fails on the way.
    """
    raw = [spec for spec in topic_specs(settings) if spec.name == settings.raw]
    check_topics(settings, raw)
    pacer = Pacer(rate)
    headers = article_headers(origin)
    published = bad_rows = 0

    def failed(error: BadRow | WriteRefused) -> None:
        for told in (observer, metrics):
            if told:
                told.failed(error)

    with Publisher(settings, raw_record_bytes(settings)) as publisher:
        for item in source.articles():
            row = _checked(item, settings)
            if isinstance(row, BadRow):
                if strict:
                    publisher.flush()
                    raise row
                bad_rows += 1
                failed(row)
                continue
            pacer.wait()
            article, value = row
            with tracing.step(Step.PUBLISH, headers, {"messaging.destination.name": settings.raw}) as own_headers:
                publisher.publish(
                    settings.raw,
                    value,
                    key=article.article.outlet.encode(),
                    headers=own_headers,
                    name=f"{article.place} ({article.article.id})",
                    then=partial(metrics.published, article.source_format, len(value)) if metrics else None,
                )
            published += 1
            if observer:
                observer.advanced(published, source.bytes_read)
        publisher.flush()
        for error in publisher.refused:
            failed(error)
        return ReplayCounts(publisher.acknowledged, bad_rows, len(publisher.refused))


def _checked(item: Row | BadRow, settings: Settings) -> tuple[Row, bytes] | BadRow:
    if isinstance(item, BadRow):
        return item
    value = item.article.model_dump_json().encode()
    if len(value) > settings.max_article_bytes:
        problem = f"the article has {len(value)} bytes as JSON, at most {settings.max_article_bytes} are allowed"
        return BadRow(item.file, item.line, f"{problem} (DATELINE_MAX_ARTICLE_BYTES)")
    return item, value
