"""The agent of `articles.raw`: each article goes on to the partition of its language group, annotated."""

from datetime import UTC, datetime

from dateline.enrichment.decode import decode_article
from dateline.enrichment.enricher import Enricher
from dateline.enrichment.outlets import OutletEntry, OutletMemory
from dateline.errors import ArticleError, ArticleTooLarge
from dateline.records import SCHEMA_VERSION, AnnotatedArticle, Article, Stage
from dateline.records import headers as kafka_headers
from dateline.settings import Settings
from dateline.telemetry import Recorder, get_logger, tells_everything
from dateline.worker.in_flight import Ticket
from dateline.worker.indexes import Indexes
from dateline.worker.layout import Layout
from dateline.worker.output import Output
from dateline.worker.record import Consumed, concerning
from dateline.worker.volumes import OutletVolumes

log = get_logger(__name__)


class Annotate:
    """Decodes an article, annotates it, remembers what its outlet published, and sends it on."""

    def __init__(
        self,
        settings: Settings,
        *,
        enricher: Enricher,
        memories: Indexes[OutletMemory, OutletEntry],
        output: Output,
        recorder: Recorder,
        volumes: OutletVolumes,
        layout: Layout,
    ) -> None:
        self._settings = settings
        self._enricher = enricher
        self._memories = memories
        self._output = output
        self._recorder = recorder
        self._volumes = volumes
        self._layout = layout
        self._warned_about: set[str] = set()

    async def prepare(self, partition: int) -> None:
        """Have the memory of a partition at hand."""
        await self._memories.of(partition)
        await self._volumes.of(partition)

    async def work(self, record: Consumed, ticket: Ticket) -> None:
        """Annotate one article."""
        try:
            await self._work(record, ticket)
        except ArticleError:
            self._volumes.dead_lettered(record)
            raise

    async def _work(self, record: Consumed, ticket: Ticket) -> None:
        memory = await self._memories.of(record.tp.partition)
        with self._recorder.stage(Stage.DECODE):
            article = decode_article(record.value or b"", self._settings.max_article_bytes)
        with concerning(article.id):
            await self._annotate(article, record, memory, ticket)

    async def _annotate(self, article: Article, record: Consumed, memory: OutletMemory, ticket: Ticket) -> None:
        annotated, entry = self._enricher.annotate(
            article,
            memory=memory,
            position=record.offset,
            record_time=_time(record.timestamp),
            keyed_by_outlet=self._is_keyed_by_outlet(record, article),
        )
        with self._recorder.stage(Stage.PUBLISH):
            value = annotated.model_dump_json().encode()
        if len(value) > self._settings.max_enriched_bytes:
            raise ArticleTooLarge(
                f"the article has {len(record.value or b''):,} bytes, with its annotations {len(value):,}; "
                f"at most {self._settings.max_enriched_bytes:,} are written (DATELINE_MAX_ENRICHED_BYTES)",
                Stage.PUBLISH,
            )
        partition = self._layout.partition(annotated.language_group)
        await self._output.send(
            ticket,
            self._settings.annotated,
            article.id.encode(),
            value,
            headers=_headers(record),
            partition=partition,
        )
        await self._memories.remember(ticket, entry)
        # now, not once it is acknowledged: in the order of offsets, by which a record is counted once
        self._volumes.annotated(record, annotated)
        ticket.settle("annotated", lambda: self._told(record, annotated))

    def _told(self, record: Consumed, annotated: AnnotatedArticle) -> None:
        self._recorder.annotated(annotated.language.tag, annotated.entities)
        if tells_everything(__name__):
            log.debug("annotated", **record.place, article=annotated.article.id, language=annotated.language.tag)

    async def delete(self, record: Consumed, ticket: Ticket) -> None:
        """Pass over a record without a value; where that is wanted, a deletion travels on through every partition."""
        if self._settings.forward_deletions and record.key:
            for partition in range(self._settings.annotated_partitions):
                await self._output.send(
                    ticket, self._settings.annotated, record.key, None, headers=_headers(record), partition=partition
                )
        ticket.settle(None)

    def _is_keyed_by_outlet(self, record: Consumed, article: Article) -> bool:
        if record.key == article.outlet.encode():
            return True
        self._recorder.key_mismatch()
        if article.outlet not in self._warned_about and len(self._warned_about) < 10_000:
            self._warned_about.add(article.outlet)
            log.warning(
                "the key is not the outlet: lines that this outlet repeats are not told from its articles",
                **record.place,
                article=article.id,
                outlet=article.outlet,
            )
        return False


def _time(timestamp: int | None) -> datetime | None:
    return None if timestamp is None else datetime.fromtimestamp(timestamp / 1000, UTC)


def _headers(record: Consumed) -> list[tuple[str, bytes]]:
    origin = kafka_headers.header(record.headers, kafka_headers.ORIGIN) or kafka_headers.Origin.LIVE.value
    return kafka_headers.with_headers(
        record.headers,
        {
            kafka_headers.ORIGIN: origin,
            kafka_headers.SCHEMA: SCHEMA_VERSION,
            kafka_headers.CONTENT_TYPE: kafka_headers.JSON_CONTENT_TYPE,
            kafka_headers.RAW_TIMESTAMP: "" if record.timestamp is None else str(record.timestamp),
            kafka_headers.RAW_POSITION: record.position,
            kafka_headers.ATTEMPTS: str(kafka_headers.attempt(record.headers)),
        },
    )
