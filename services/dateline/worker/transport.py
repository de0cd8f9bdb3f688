"""How Faust speaks to Kafka here: writes are idempotent, and commits are what `InFlight` says is done."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from dateline.worker.in_flight import InFlight
from dateline.worker.table import StateTable

DRAIN_SECONDS = 8.0
"""How long a rebalance or a stop waits for what is in flight; the group waits for us meanwhile."""


class Producer(driver.Producer):
    """Writes with acks=all and idempotence, which Faust sets inside transactions only."""

    logger = logging.getLogger("faust.transport.dateline")

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class Consumer(driver.Consumer):
    """Commits up to the first record that is not done, by Dateline's own account."""

    logger = logging.getLogger("faust.transport.dateline")

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
            await self.commit()

    async def _commit_offsets(self, offsets: Mapping[TP, int], start_new_transaction: bool = True) -> bool:
        for table in self.app.tables.values():
            cast(StateTable, table).keep_offsets()
        return await super()._commit_offsets(offsets, start_new_transaction=start_new_transaction)


class Transport(driver.Transport):
    """The driver with the consumer and the producer of this module."""

    Consumer = Consumer
    Producer = Producer
