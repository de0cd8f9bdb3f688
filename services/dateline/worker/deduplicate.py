"""The agent of `articles.annotated`: says of each article whether it is a copy of an earlier one."""

from dateline.enrichment.decode import decode_annotated
from dateline.enrichment.duplicates import Candidate, DuplicateIndex, IndexEntry
from dateline.enrichment.enricher import Enricher, enriched
from dateline.errors import ArticleTooLarge
from dateline.records import Stage
from dateline.records import headers as kafka_headers
from dateline.settings import Settings
from dateline.telemetry import Recorder
from dateline.worker.in_flight import InFlight, Ticket
from dateline.worker.indexes import Indexes, key_of
from dateline.worker.output import Output
from dateline.worker.record import Consumed
from dateline.worker.table import StateTable

EXPIRE_EVERY = 64
EXPIRE_AT_MOST = 256
"""How many entries are expired at a time: more than were added since, so that the table shrinks where it can."""


class Deduplicate:
    """Matches an annotated article with the earlier ones of its language group, and sends it out enriched."""

    def __init__(
        self,
        settings: Settings,
        *,
        enricher: Enricher,
        table: StateTable,
        indexes: Indexes[DuplicateIndex, IndexEntry],
        in_flight: InFlight,
        output: Output,
        recorder: Recorder,
    ) -> None:
        self._settings = settings
        self._enricher = enricher
        self._table = table
        self._indexes = indexes
        self._in_flight = in_flight
        self._output = output
        self._recorder = recorder

    async def prepare(self, partition: int) -> None:
        """Have the index of a partition at hand."""
        await self._indexes.of(partition)

    async def work(self, record: Consumed, ticket: Ticket) -> None:
        """Match one article."""
        index = await self._indexes.of(record.tp.partition)
        with self._recorder.stage(Stage.DECODE):
            annotated = decode_annotated(record.value or b"", self._settings.max_enriched_bytes)
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
            await self._remember(record, ticket, index, match.entry)
        ticket.settle("emitted", lambda: self._told(record, match.duplicate.verdict, redelivery=match.redelivery))

    async def delete(self, record: Consumed, ticket: Ticket) -> None:
        """Pass over a record without a value; where that is wanted, the deletion travels on."""
        if self._settings.forward_deletions:
            await self._output.send(ticket, self._settings.enriched, record.key, None, headers=record.headers)
        ticket.settle(None)

    async def _remember(self, record: Consumed, ticket: Ticket, index: DuplicateIndex, entry: IndexEntry) -> None:
        partition = record.tp.partition
        index.add(entry)
        await self._table.put(ticket, partition, key_of(partition, entry.position), entry.dump())
        self._recorder.index_size(partition, len(index))
        if record.offset % EXPIRE_EVERY:
            return
        floor = (self._in_flight.committable(record.tp) or 0) - self._settings.grace_articles
        for position in index.expired(floor, EXPIRE_AT_MOST):
            index.remove(position)
            await self._table.put(ticket, partition, key_of(partition, position), None)

    def _told(self, record: Consumed, verdict: str, *, redelivery: bool) -> None:
        self._recorder.matched(verdict, redelivery=redelivery)
        origin = kafka_headers.header(record.headers, kafka_headers.ORIGIN)
        raw_timestamp = kafka_headers.header(record.headers, kafka_headers.RAW_TIMESTAMP) or ""
        self._recorder.emitted(
            "replay" if origin == kafka_headers.Origin.REPLAY else "live",
            int(raw_timestamp) if raw_timestamp.isdecimal() and len(raw_timestamp) < 16 else None,
        )
