"""The agent of `articles.annotated`: says of each article whether it is a copy of an earlier one."""

from dateline.enrichment.decode import decode_annotated
from dateline.enrichment.duplicates import Candidate, DuplicateIndex, IndexEntry, Match
from dateline.enrichment.enricher import Enricher, enriched
from dateline.errors import ArticleTooLarge
from dateline.records import AnnotatedArticle, Stage
from dateline.records import headers as kafka_headers
from dateline.settings import Settings
from dateline.telemetry import Recorder, get_logger, tells_everything
from dateline.worker.in_flight import Ticket
from dateline.worker.indexes import Indexes
from dateline.worker.layout import Layout
from dateline.worker.output import Output
from dateline.worker.record import Consumed, concerning

log = get_logger(__name__)


class Deduplicate:
    """Matches an annotated article with the earlier ones of its language group, and sends it out enriched."""

    def __init__(
        self,
        settings: Settings,
        *,
        enricher: Enricher,
        indexes: Indexes[DuplicateIndex, IndexEntry],
        output: Output,
        recorder: Recorder,
        layout: Layout,
    ) -> None:
        self._settings = settings
        self._enricher = enricher
        self._indexes = indexes
        self._output = output
        self._recorder = recorder
        self._layout = layout

    async def prepare(self, partition: int) -> None:
        """Have the index of a partition at hand."""
        await self._indexes.of(partition)

    async def work(self, record: Consumed, ticket: Ticket) -> None:
        """Match one article."""
        index = await self._indexes.of(record.tp.partition)
        with self._recorder.stage(Stage.DECODE):
            annotated = decode_annotated(record.value or b"", self._settings.max_enriched_bytes)
        self._layout.require(record.tp.partition, annotated.language_group, f"the article at offset {record.offset}")
        with concerning(annotated.article.id):
            await self._match(annotated, record, index, ticket)

    async def _match(
        self, annotated: AnnotatedArticle, record: Consumed, index: DuplicateIndex, ticket: Ticket
    ) -> None:
        match = self._enricher.match(Candidate.of(annotated, record.offset, record.timestamp), index)
        with self._recorder.stage(Stage.PUBLISH):
            value = enriched(annotated, match.duplicate).model_dump_json().encode()
        if len(value) > self._settings.max_enriched_bytes:
            raise ArticleTooLarge(
                f"the enriched article has {len(value):,} bytes; at most {self._settings.max_enriched_bytes:,} are "
                f"written (DATELINE_MAX_ENRICHED_BYTES)",
                Stage.PUBLISH,
            )
        key = annotated.article.id.encode()
        await self._output.send(ticket, self._settings.enriched, key, value, headers=record.headers)
        if not match.redelivery:
            await self._indexes.remember(ticket, match.entry)
        ticket.settle("emitted", lambda: self._told(record, annotated.article.id, match))

    async def delete(self, record: Consumed, ticket: Ticket) -> None:
        """Pass over a record without a value; where that is wanted, the deletion travels on."""
        if self._settings.forward_deletions:
            await self._output.send(ticket, self._settings.enriched, record.key, None, headers=record.headers)
        ticket.settle(None)

    def _told(self, record: Consumed, article: str, match: Match) -> None:
        verdict = match.duplicate.verdict
        self._recorder.matched(verdict, redelivery=match.redelivery)
        if tells_everything(__name__):
            log.debug("emitted", **record.place, article=article, verdict=verdict, redelivery=match.redelivery)
        is_replay = kafka_headers.header(record.headers, kafka_headers.ORIGIN) == kafka_headers.Origin.REPLAY
        raw_timestamp = kafka_headers.header(record.headers, kafka_headers.RAW_TIMESTAMP) or ""
        self._recorder.emitted(
            kafka_headers.Origin.REPLAY if is_replay else kafka_headers.Origin.LIVE,
            int(raw_timestamp) if raw_timestamp.isdecimal() and len(raw_timestamp) < 16 else None,
        )
