"""Which records are being worked on, and up to where each partition is done.

Faust acknowledges an event when the agent asks for the next one, also after it raised, and it can commit past offsets
that a rebalance dropped. Dateline commits what this module says instead: a record is done when everything that came of
it was acknowledged by Kafka, and a partition is done up to its first record that is not.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from faust.types import TP

from dateline.errors import WriteRefused


class Tally(Protocol):
    """Who is told what became of each record."""

    def received(self, topic: str) -> None:
        """Count a record that was taken for processing."""

    def processed(self, topic: str, outcome: str) -> None:
        """Count what became of a record that was taken."""


class Ticket:
    """One record that was taken: what it still waits for, and what is to be said once that is done."""

    __slots__ = (
        "_on_done",
        "_outcome",
        "_owner",
        "_settled",
        "_waiting_for",
        "counted",
        "done",
        "offset",
        "size",
        "tp",
    )

    def __init__(self, owner: "InFlight", tp: TP, offset: int, size: int) -> None:
        self._owner = owner
        self._waiting_for = 0
        self._settled = False
        self._outcome: str | None = None
        self._on_done: Callable[[], None] | None = None
        self.tp = tp
        self.offset = offset
        self.size = size
        self.counted = False
        self.done = False

    def count(self) -> None:
        """Count the record as received: it will have an outcome, if only that a rebalance drops it."""
        self.counted = True
        self._owner.received(self)

    def expect(self, write: asyncio.Future[Any]) -> None:
        """Keep the record open until a write is acknowledged; one that is refused is a fault of the system."""
        self._waiting_for += 1
        write.add_done_callback(self._acknowledged)

    def settle(self, outcome: str | None, on_done: Callable[[], None] | None = None) -> None:
        """Say that no further write comes of the record; `on_done` is called when all are acknowledged.

        An outcome of None is not counted: the record was passed over.
        """
        self._outcome = outcome
        self._settled = True
        self._on_done = on_done
        self._finish_if_complete()

    def _acknowledged(self, write: asyncio.Future[Any]) -> None:
        self._waiting_for -= 1
        if write.cancelled():
            self._owner.fail(self, "the write was cancelled")
        elif (error := write.exception()) is not None:
            self._owner.fail(self, str(error) or type(error).__name__)
        else:
            self._finish_if_complete()

    def _finish_if_complete(self) -> None:
        if self._settled and not self._waiting_for and not self.done:
            self.done = True
            self._owner.finished(self, self._outcome)
            if self._on_done is not None:
                self._on_done()


class InFlight:
    """The records taken and not yet done, of all partitions; at most `limit` a topic, and `limit_bytes` in all."""

    def __init__(self, limit: int, limit_bytes: int, tally: Tally, on_fault: Callable[[WriteRefused], None]) -> None:
        self._limit = limit
        self._limit_bytes = limit_bytes
        self._tally = tally
        self._on_fault = on_fault
        self._tickets: dict[TP, deque[Ticket]] = {}
        self._next: dict[TP, int] = {}
        self._committed: dict[TP, int] = {}
        self._count: dict[str, int] = {}
        self._bytes = 0
        self._generation = 0
        self._changed = asyncio.Event()

    @property
    def generation(self) -> int:
        """Counts the revocations; a record read in one generation must not be taken in the next."""
        return self._generation

    async def take(self, tp: TP, offset: int, size: int, generation: int) -> Ticket | None:
        """Wait for room, then take a record that was read in a generation.

        None if that generation has ended, or if the record, or one behind it, was taken before.
        """
        while self._count.get(tp.topic, 0) >= self._limit or (self._bytes and self._bytes + size > self._limit_bytes):
            self._changed.clear()
            await self._changed.wait()
        if generation != self._generation or offset < self._next.get(tp, 0):
            return None
        ticket = Ticket(self, tp, offset, size)
        self._tickets.setdefault(tp, deque()).append(ticket)
        self._next[tp] = offset + 1
        self._count[tp.topic] = self._count.get(tp.topic, 0) + 1
        self._bytes += size
        return ticket

    def partitions(self) -> list[TP]:
        """Return the partitions of which records were taken since the last revocation."""
        return list(self._next)

    def committable(self, tp: TP) -> int | None:
        """Return the offset to commit: that of the first record which is not done."""
        tickets = self._tickets.get(tp)
        return tickets[0].offset if tickets else self._next.get(tp)

    def note_committed(self, offsets: Mapping[TP, int]) -> None:
        """Take note of the offsets that the group has committed."""
        self._committed.update(offsets)

    def committed(self, tp: TP) -> int:
        """Return the offset from which a partition is read again after a crash; 0 where that is not known."""
        return self._committed.get(tp, 0)

    def next_to_take(self, tp: TP) -> int | None:
        """Return the offset behind the last record that was taken; None where none was."""
        return self._next.get(tp)

    async def drained(self, timeout_seconds: float) -> bool:
        """Wait until nothing is in flight; tell whether that came true in time."""
        try:
            async with asyncio.timeout(timeout_seconds):
                while any(self._tickets.values()):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def revoke(self) -> None:
        """Forget everything that is in flight: it will be taken again, here or elsewhere."""
        self._generation += 1
        for tp, tickets in self._tickets.items():
            for ticket in tickets:
                counts = ticket.counted and not ticket.done
                ticket.done = True
                if counts:
                    self._tally.processed(tp.topic, "abandoned")
        self._tickets.clear()
        self._next.clear()
        self._count.clear()
        self._bytes = 0
        self._changed.set()

    def received(self, ticket: Ticket) -> None:
        """Take note of a record that counts; called by its ticket."""
        self._tally.received(ticket.tp.topic)

    def finished(self, ticket: Ticket, outcome: str | None) -> None:
        """Take note of a record that is done; called by its ticket."""
        if outcome is not None:
            self._tally.processed(ticket.tp.topic, outcome)
        self._count[ticket.tp.topic] -= 1
        self._bytes -= ticket.size
        tickets = self._tickets[ticket.tp]
        while tickets and tickets[0].done:
            tickets.popleft()
        self._changed.set()

    def fail(self, ticket: Ticket, why: str) -> None:
        """Take note of a write that was refused; called by its ticket, which stays open for ever."""
        if not ticket.done:
            self._on_fault(
                WriteRefused(
                    f"{ticket.tp.topic}[{ticket.tp.partition}] offset {ticket.offset}: Kafka did not take what came of "
                    f"this record: {why}. The offset is not committed; the record is taken again at the next start"
                )
            )
