"""Writes to topics; each write belongs to the record it came of."""

import asyncio
from typing import Any, cast

from faust.types import AppT

from dateline.records.headers import Headers
from dateline.worker.in_flight import Ticket


class Output:
    """Sends through the app's producer, and lets the record's ticket wait for the acknowledgement."""

    def __init__(self, app: AppT) -> None:
        self._app = app

    async def send(
        self,
        ticket: Ticket,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        *,
        headers: Headers,
        partition: int | None = None,
    ) -> None:
        """Hand a record to the producer, waiting only where its buffer is full; without a partition the key decides."""
        write = await self._app.producer.send(topic, key, value, partition, None, list(headers))
        ticket.expect(cast("asyncio.Future[Any]", write))
