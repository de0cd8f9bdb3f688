"""The volumes of the outlets in their table: counted with each record, written once a minute."""

import asyncio
import time
from collections.abc import Callable, Iterable

from aiokafka.errors import KafkaError

from dateline.errors import IndexUnavailable
from dateline.records import AnnotatedArticle, ContentKind
from dateline.records import headers as kafka_headers
from dateline.telemetry import OutletState, get_logger
from dateline.telemetry.volumes import HOUR_MS, Day, Sighting, Volumes, day_of, key_of
from dateline.worker.record import Consumed
from dateline.worker.table import StateTable

LOOK_SECONDS = 5.0
WRITE_SECONDS = 60.0
"""A worker that is killed loses what it counted since; one that stops or gives partitions up writes it first."""
PAUSE_EVERY = 500
"""Outlets looked at before the event loop may turn."""
LONGEST_OUTLET = 256

log = get_logger(__name__)


class OutletVolumes:
    """Counts the records of each outlet, and says how many outlets behave unlike themselves.

    Nothing waits for these writes: they are no part of any article. `clock` returns seconds since 1970.
    """

    def __init__(self, table: StateTable, clock: Callable[[], float] = time.time) -> None:
        self._table = table
        self._clock = clock
        self._ready: dict[int, Volumes] = {}
        self.state = OutletState()
        table.on_restored = self._drop

    async def of(self, partition: int) -> Volumes:
        """Return the volumes of a partition, read from the table if need be. Raises IndexUnavailable."""
        volumes = self._ready.get(partition)
        if volumes is None:
            volumes = self._ready[partition] = self._read(partition)
        return volumes

    def annotated(self, record: Consumed, article: AnnotatedArticle) -> None:
        """Count an article."""
        kind = article.content.kind
        self._count(
            record,
            article.article.outlet,
            empty=kind == ContentKind.EMPTY,
            wall=kind == ContentKind.WALL,
            und=article.language.tag == "und",
        )

    def dead_lettered(self, record: Consumed) -> None:
        """Count a record that could not be processed; its key says whose it is."""
        if record.key:
            self._count(record, record.key.decode("utf-8", "replace")[:LONGEST_OUTLET], dead_lettered=True)

    async def run(self, caught_up: Callable[[], dict[int, bool]]) -> None:
        """Look and write now and then, for ever; `caught_up` tells which partitions are here, and have no lag."""
        written = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self._look(caught_up())
            if time.monotonic() - written > WRITE_SECONDS:
                written = time.monotonic()
                await self.write()

    async def write(self) -> None:
        """Write what was counted, and forget what is too old."""
        now = self._now()
        for partition, volumes in list(self._ready.items()):
            changed = [(day, outlet, counts.dump()) for day, outlet, counts in volumes.take_changed()]
            gone = [(day, outlet, None) for day, outlet in volumes.expire(now)]
            try:
                writes = [
                    await self._table.write(partition, key_of(day, outlet), value)
                    for day, outlet, value in [*changed, *gone]
                ]
                await asyncio.gather(*writes)
            except KafkaError as error:
                log.warning("volumes of outlets were not written", partition=partition, error=str(error))

    def drop(self) -> None:
        """Forget everything, in memory: partitions are dealt anew."""
        self._ready.clear()

    async def _look(self, partitions: dict[int, bool]) -> None:
        silent = walled = looked_at = 0
        for partition, caught_up in partitions.items():
            volumes = await self.of(partition)
            # what waits on the topic is not missing
            until = self._now() if caught_up else volumes.newest
            for is_silent, is_walled in volumes.conspicuous(until // HOUR_MS):
                silent += is_silent
                walled += is_walled
                looked_at += 1
                if looked_at % PAUSE_EVERY == 0:
                    await asyncio.sleep(0)
        self.state = OutletState(silent, walled)

    def _count(
        self,
        record: Consumed,
        outlet: str,
        *,
        empty: bool = False,
        wall: bool = False,
        und: bool = False,
        dead_lettered: bool = False,
    ) -> None:
        volumes = self._ready.get(record.tp.partition)
        if volumes is None:
            return
        now = self._now()
        origin = kafka_headers.header(record.headers, kafka_headers.ORIGIN)
        sighting = Sighting(
            now if record.timestamp is None else record.timestamp,
            record.offset,
            replayed=origin == kafka_headers.Origin.REPLAY,
            empty=empty,
            wall=wall,
            und=und,
            dead_lettered=dead_lettered,
        )
        volumes.count(outlet, sighting, now)

    def _read(self, partition: int) -> Volumes:
        try:
            return volumes_of(self._table.entries(partition))
        except ValueError as error:
            raise IndexUnavailable(
                f"table {self._table.name}, partition {partition} cannot be read: {error}. The folder of this "
                f"instance's state is damaged or of another version: delete it, and it is restored from Kafka"
            ) from error

    def _drop(self, partition: int) -> None:
        self._ready.pop(partition, None)

    def _now(self) -> int:
        return round(self._clock() * 1000)


def volumes_of(entries: Iterable[tuple[bytes, bytes]]) -> Volumes:
    """Read volumes from the entries of a table. Raises ValueError."""
    volumes = Volumes()
    for key, value in entries:
        day, outlet = day_of(key)
        volumes.put(day, outlet, Day.load(value))
    return volumes
