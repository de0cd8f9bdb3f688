"""A Faust table whose writes are acknowledged with the record they came of.

Faust logs a changelog record that could not be written, and commits the offset all the same. Here the write's future is
handed to the record's ticket, and the position up to which the store agrees with the changelog is kept at each commit.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import faust
from faust.stores.rocksdb import Store
from faust.types import TP, EventT

from dateline.errors import IndexUnavailable
from dateline.table_keys import HORIZON, horizon_key, horizon_value, offset_of
from dateline.worker.in_flight import Ticket


class StateTable(faust.Table):  # type: ignore[type-arg]
    """A partitioned map of bytes in RocksDB, with a changelog topic. Entries are added and removed, never changed."""

    logger = logging.getLogger("faust.tables.dateline")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # the changelog topic is declared with these, whatever the table's schema says
        self.key_type = self.value_type = bytes
        self.key_serializer = self.value_serializer = "raw"
        self._acknowledged: dict[TP, int] = {}
        self.on_restored: Callable[[int], None] = lambda _partition: None

    async def put(self, ticket: Ticket, partition: int, key: bytes, value: bytes | None) -> None:
        """Write an entry, or remove it (None), in the store and in the changelog; the ticket waits for the latter."""
        ticket.expect(await self.write(partition, key, value))

    async def write(self, partition: int, key: bytes, value: bytes | None) -> "asyncio.Future[Any]":
        """Write an entry that is no part of an article; the future tells when the changelog has it."""
        database = self._rocksdb._db_for_partition(partition)
        if value is None:
            database.delete(key)
        else:
            database.put(key, value)
        # the store first: it must hold whatever `keep_offsets` says it has read
        write = await self.app.producer.send(self.changelog_topic_name, key, value, partition, None, None)
        future = cast("asyncio.Future[Any]", write)
        future.add_done_callback(self._remember_offset)
        return future

    def entries(self, partition: int) -> Iterator[tuple[bytes, bytes]]:
        """Return the entries of one partition; Faust's own iteration does not tell partitions apart."""
        for key, value in self._rocksdb._db_for_partition(partition).items():
            if key != Store.offset_key and not key.startswith(HORIZON):
                yield key, value

    def horizons(self, partition: int) -> list[int]:
        """Return the horizons of a partition: below the highest, records may miss entries that were deleted."""
        horizons = []
        for key in self._rocksdb._db_for_partition(partition).keys(from_key=HORIZON):
            if not key.startswith(HORIZON):
                break
            horizons.append(offset_of(key))
        return horizons

    async def add_horizon(self, ticket: Ticket, partition: int, offset: int) -> None:
        """Write a horizon; before the deletions that it stands for, so that no reader has these without it."""
        await self.put(ticket, partition, horizon_key(partition, offset), horizon_value(offset))

    async def remove_horizon(self, ticket: Ticket, partition: int, offset: int) -> None:
        """Remove a horizon, once a higher one is written."""
        await self.put(ticket, partition, horizon_key(partition, offset), None)

    def keep_offsets(self) -> None:
        """Note in the store up to where it agrees with the changelog, so that a restart reads only what follows."""
        while self._acknowledged:
            tp, offset = self._acknowledged.popitem()
            if tp.partition in self._rocksdb._dbs:
                self._rocksdb.set_persisted_offset(tp, offset)

    def apply_changelog_batch(self, batch: Iterable[EventT]) -> None:  # type: ignore[type-arg]
        """Restore entries from the changelog (called by Faust), and say of which partitions."""
        events = list(batch)
        try:
            super().apply_changelog_batch(events)
        except Exception as error:
            # Faust logs it, passes the batch over, and waits for ever
            cast(Any, self.app).crash_soon(
                IndexUnavailable(f"table {self.name} cannot be restored in {self.app.conf.tabledir}: {error}")
            )
            raise
        for partition in {event.message.partition for event in events}:
            self.on_restored(partition)

    @property
    def _rocksdb(self) -> Store:
        return cast(Store, self.data)

    def _remember_offset(self, write: asyncio.Future[Any]) -> None:
        if not write.cancelled() and write.exception() is None:
            result = write.result()
            tp = TP(result.topic, result.partition)
            self._acknowledged[tp] = max(result.offset, self._acknowledged.get(tp, -1))
