"""How Faust speaks to Kafka here: writes are idempotent, and commits are what `InFlight` says is done."""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from aiokafka import TopicPartition
from aiokafka.structs import OffsetAndMetadata
from faust.transport.consumer import RecordMap
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from dateline.errors import OffsetsLost, StateForgotten
from dateline.telemetry import get_logger
from dateline.topology import layout_note
from dateline.worker.in_flight import InFlight
from dateline.worker.table import StateTable

log = get_logger(__name__)

DRAIN_SECONDS = 8.0
"""How long a rebalance or a stop waits for what is in flight; the group waits for us meanwhile."""


class Producer(driver.Producer):
    """Writes with acks=all and idempotence, which Faust sets inside transactions only."""

    logger = logging.getLogger("faust.transport.dateline")

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class _Wanted:
    """The partitions that are read at the moment, as aiokafka's fetcher asks: whether there are any, and for each.

    Faust hands over a set that changes meanwhile. Once it is empty, as when tables were restored, the fetcher hands out
    the records of all partitions, and Faust drops them: they would not come again before the next rebalance.
    """

    def __init__(self, consumer: "Consumer") -> None:
        self._consumer = consumer

    def __bool__(self) -> bool:
        return True

    def __contains__(self, tp: object) -> bool:
        return self._consumer.flow_active and tp in (self._consumer._active_partitions or ())


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Reads what was committed: an article of an aborted transaction was never published."""

    logger = logging.getLogger("faust.transport.dateline")

    def _create_consumer(self, loop: asyncio.AbstractEventLoop) -> Any:
        consumer = super()._create_consumer(loop)
        # Faust offers this only together with its transactions
        consumer._isolation_level = "read_committed"
        commit = consumer.commit
        counts = cast(Any, self.consumer.app).layout

        async def commit_with_note(offsets: Mapping[TopicPartition, OffsetAndMetadata]) -> None:
            await commit(
                {
                    place: OffsetAndMetadata(one.offset, layout_note(counts[place.topic]))
                    for place, one in offsets.items()
                }
            )

        consumer.commit = commit_with_note
        return consumer

    async def _fetch_records(
        self, consumer: Any, active_partitions: set[TP] | None, *args: Any, **kwargs: Any
    ) -> RecordMap:
        wanted = None if active_partitions is None else _Wanted(cast("Consumer", self.consumer))
        return await super()._fetch_records(consumer, cast(Any, wanted), *args, **kwargs)

    def highwater(self, tp: TP) -> int:
        """Return up to where there is something to read: what is in an open transaction is not published yet."""
        return cast(int, self._ensure_consumer().last_stable_offset(tp))

    def position_of(self, tp: TP) -> int:
        """Return the offset that is fetched next; 0 where that is not known."""
        assignment = self._ensure_consumer()._subscription.subscription.assignment
        place = TopicPartition(*tp)
        if place not in assignment.tps:
            return 0
        state = assignment.state_value(place)
        return cast(int, state.position) if state.has_valid_position else 0

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Pass over Faust's own search for partitions that stand still: `Progress` does that, for `/livez`."""


class Consumer(driver.Consumer):
    """Commits up to the first record that is not done, by Dateline's own account, and reads on from there.

    Faust lets records through before it has gone back to the committed offsets after a rebalance, and does not go back
    where nothing, or 0, is committed: what was read and dropped meanwhile never comes again. Here partitions stay
    paused until every one of them stands where its group left off.
    """

    logger = logging.getLogger("faust.transport.dateline")

    def _reset_state(self) -> None:
        super()._reset_state()
        self._resumed_after_seek: set[TP] = set()
        self._starts: dict[TP, int] = {}
        self._ends: dict[TP, int] = {}

    _thread: ConsumerThread

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def _wait_next_records(self, timeout: float) -> tuple[RecordMap | None, None]:  # noqa: ASYNC109
        """Return records of partitions that were wanted when they were fetched: each has to be processed."""
        records, _ = await super()._wait_next_records(timeout)
        return records, None

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Keep no gaps: offsets that no record has are none of ours, and Faust's list of them only grows."""

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let go of partitions; which of them stay is told with the next assignment."""
        await super().on_partitions_revoked(revoked)
        self._starts = {}

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Take over partitions, all of them paused."""
        self._resumed_after_seek = set()
        self._starts = {}
        self._paused_partitions.update(assigned)
        await super().on_partitions_assigned(assigned, generation_id)

    def resume_partitions(self, tps: Iterable[TP]) -> None:
        """Read on: from changelogs at once, from topics of articles once `perform_seek` is done."""
        wanted = {tp for tp in tps if not self._is_changelog_tp(tp)}
        self._resumed_after_seek |= wanted
        super().resume_partitions(set(tps) - wanted)

    async def perform_seek(self) -> None:
        """Go back to the committed offsets, or to the beginning where nothing is committed."""
        resumed, self._resumed_after_seek = self._resumed_after_seek, set()
        await super().perform_seek()
        await self._require_offsets_within_the_log()
        fresh = {tp for tp in self.assignment() if not self._is_changelog_tp(tp) and not self._committed_offset[tp]}
        begins = await self.earliest_offsets(*fresh) if fresh else {}
        if fresh:
            await self._thread.seek_to_beginning(*(TopicPartition(*tp) for tp in fresh))
        self._starts = {
            tp: begins.get(tp, self._committed_offset[tp] or 0)
            for tp in self.assignment()
            if not self._is_changelog_tp(tp)
        }
        self._require_state()
        self._in_flight.note_committed(self._starts)
        super().resume_partitions(resumed)

    async def _require_offsets_within_the_log(self) -> None:
        committed = {tp: offset for tp, offset in self._committed_offset.items() if offset and tp in self.assignment()}
        if not committed:
            return
        ends = await self.highwaters(*committed)
        begins = await self.earliest_offsets(*committed)
        for tp, offset in committed.items():
            place = f"{tp.topic}, partition {tp.partition}"
            if offset > ends[tp]:
                # Faust would pass over everything up to that offset
                raise OffsetsLost(
                    f"{place}: group {self.app.conf.id} has committed offset {offset}, and the log ends at {ends[tp]}: "
                    f"it was truncated or is another. Set the group back (kafka-consumer-groups.sh --reset-offsets), "
                    f"then start again"
                )
            if offset < begins[tp]:
                log.error(
                    "records were deleted before they were read",
                    topic=tp.topic,
                    partition=tp.partition,
                    offset=offset,
                    lost=begins[tp] - offset,
                )

    def _require_state(self) -> None:
        indexes = cast(Any, self.app).indexes
        for tp, start in self._starts.items():
            horizon = indexes[tp.topic].horizon(tp.partition) if tp.topic in indexes else 0
            if start < horizon:
                raise StateForgotten(
                    f"{tp.topic}, partition {tp.partition}: group {self.app.conf.id} would go on at offset {start}. "
                    f"What articles before offset {horizon} were compared with is deleted, so they would get other "
                    f"verdicts. Set the group to offset {horizon} or later (kafka-consumer-groups.sh --reset-offsets "
                    f"--to-offset {horizon}), or let it forget everything (`dateline state reset`), then start again. "
                    f"DATELINE_GRACE_ARTICLES says how far back a group can be set"
                )

    async def ask_ends(self) -> None:
        """Ask where the logs end: what fetches told is old where a partition is paused."""
        self._ends = dict(await self.highwaters(*self._starts)) if self._starts else {}

    def positions(self) -> Iterator[tuple[TP, int, int]]:
        """Yield each partition of articles with the offset of the next record to process and the end of its log."""
        sensor = cast(Any, self.app).monitor
        for tp, start in self._starts.items():
            committable = self._in_flight.committable(tp)
            following = start if committable is None else committable
            if following == (self._in_flight.next_to_take(tp) or start) and sensor.delivered.get(tp, -1) < following:
                # nothing is under way: offsets before the consumer's position are no records, but marks of transactions
                following = max(following, self._thread.position_of(tp))
            yield tp, following, max(following, self._ends.get(tp, 0), sensor.ends.get(tp, 0))

    @property
    def _in_flight(self) -> InFlight:
        return cast(InFlight, cast(Any, self.app).in_flight)

    def _filter_tps_with_pending_acks(self, topics: Iterable[TP | str] | None = None) -> Iterator[TP]:
        wanted = None if topics is None else set(topics)
        for tp in self._in_flight.partitions():
            if wanted is None or tp in wanted or tp.topic in wanted:
                yield tp

    def _new_offset(self, tp: TP) -> int | None:
        return self._in_flight.committable(tp)

    async def wait_empty(self) -> None:
        """Let what is in flight finish, and commit it; called when partitions are revoked and at the end."""
        # after a fault the consumer's thread may be gone, and a commit would wait for it for ever
        if not cast(Any, self.app).faulted:
            await self._in_flight.drained(DRAIN_SECONDS)
            try:
                await asyncio.wait_for(cast(Any, self.app).volumes.write(), DRAIN_SECONDS)
                await asyncio.wait_for(self.commit(), DRAIN_SECONDS)
            except TimeoutError:
                log.warning("the last offsets could not be committed; what they stand for is taken again")

    async def _commit_offsets(self, offsets: Mapping[TP, int], start_new_transaction: bool = True) -> bool:
        for table in self.app.tables.values():
            cast(StateTable, table).keep_offsets()
        committed = await super()._commit_offsets(offsets, start_new_transaction=start_new_transaction)
        if committed:
            self._in_flight.note_committed(offsets)
        return committed


class Transport(driver.Transport):
    """The driver with the consumer and the producer of this module."""

    Consumer = Consumer
    Producer = Producer
