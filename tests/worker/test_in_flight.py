"""What may be committed, whatever order Kafka acknowledges in."""

import asyncio

import pytest
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import WriteRefused
from dateline.worker.in_flight import InFlight, Ticket

PARTITION = TP("articles.raw", 0)


class Tally:
    def __init__(self) -> None:
        self.outcomes: list[str] = []

    def received(self, topic: str) -> None:
        pass

    def processed(self, topic: str, outcome: str) -> None:
        self.outcomes.append(outcome)


def in_flight(limit: int = 1000, limit_bytes: int = 10**9) -> tuple[InFlight, Tally, list[WriteRefused]]:
    tally = Tally()
    faults: list[WriteRefused] = []
    return InFlight(limit, limit_bytes, tally, faults.append), tally, faults


async def take(flight: InFlight, offset: int, size: int = 1) -> Ticket:
    ticket = await flight.take(PARTITION, offset, size, flight.generation)
    assert ticket is not None
    ticket.count()
    return ticket


@given(
    gaps=st.lists(st.integers(1, 3), min_size=1, max_size=30),
    order=st.randoms(use_true_random=False),
    acknowledged=st.integers(0, 30),
)
def test_never_commits_past_a_record_that_is_not_done(gaps: list[int], order: object, acknowledged: int) -> None:
    async def scenario() -> None:
        flight, tally, _ = in_flight()
        offsets = [sum(gaps[: index + 1]) for index in range(len(gaps))]
        tickets = [await take(flight, offset) for offset in offsets]
        shuffled = list(tickets)
        order.shuffle(shuffled)  # type: ignore[attr-defined]
        for ticket in shuffled[:acknowledged]:
            ticket.settle("emitted")
        open_offsets = [ticket.offset for ticket in tickets if not ticket.done]
        assert flight.committable(PARTITION) == (min(open_offsets) if open_offsets else offsets[-1] + 1)
        assert len(tally.outcomes) == min(acknowledged, len(tickets))

    asyncio.run(scenario())


def test_a_record_is_done_when_every_write_is_acknowledged() -> None:
    async def scenario() -> None:
        flight, tally, _ = in_flight()
        ticket = await take(flight, 5)
        writes = [asyncio.get_running_loop().create_future() for _ in range(2)]
        for write in writes:
            ticket.expect(write)
        told: list[str] = []
        ticket.settle("annotated", lambda: told.append("done"))
        writes[1].set_result(None)
        await asyncio.sleep(0)
        assert (flight.committable(PARTITION), told) == (5, [])
        writes[0].set_result(None)
        await asyncio.sleep(0)
        assert (flight.committable(PARTITION), told, tally.outcomes) == (6, ["done"], ["annotated"])

    asyncio.run(scenario())


def test_writes_that_are_acknowledged_before_the_record_is_settled_do_not_end_it() -> None:
    async def scenario() -> None:
        flight, _, _ = in_flight()
        ticket = await take(flight, 0)
        early = asyncio.get_running_loop().create_future()
        ticket.expect(early)
        early.set_result(None)
        await asyncio.sleep(0)
        assert flight.committable(PARTITION) == 0
        ticket.settle("annotated")
        assert flight.committable(PARTITION) == 1

    asyncio.run(scenario())


def test_a_refused_write_is_a_fault_and_holds_the_offset() -> None:
    async def scenario() -> None:
        flight, tally, faults = in_flight()
        ticket = await take(flight, 7)
        write = asyncio.get_running_loop().create_future()
        ticket.expect(write)
        ticket.settle("annotated")
        write.set_exception(OSError("disk full"))
        await asyncio.sleep(0)
        assert "articles.raw[0] offset 7" in str(faults[0])
        assert "disk full" in str(faults[0])
        assert flight.committable(PARTITION) == 7
        assert tally.outcomes == []

    asyncio.run(scenario())


def test_what_a_rebalance_drops_is_abandoned_once_and_its_late_writes_are_ignored() -> None:
    async def scenario() -> None:
        flight, tally, faults = in_flight()
        done, open_ = await take(flight, 0), await take(flight, 1)
        done.settle("annotated")
        late = asyncio.get_running_loop().create_future()
        open_.expect(late)
        open_.settle("annotated")
        flight.revoke()
        late.set_exception(OSError("too late"))
        await asyncio.sleep(0)
        assert tally.outcomes == ["annotated", "abandoned"]
        assert faults == []
        assert flight.partitions() == []

    asyncio.run(scenario())


def test_a_record_that_was_read_before_a_rebalance_is_not_taken_after_it() -> None:
    async def scenario() -> None:
        flight, _, _ = in_flight(limit=1)
        generation = flight.generation
        await take(flight, 0)
        waiting = asyncio.create_task(flight.take(PARTITION, 1, 1, generation))
        await asyncio.sleep(0)
        flight.revoke()
        assert await waiting is None
        assert flight.partitions() == []

    asyncio.run(scenario())


def test_a_record_that_is_read_twice_is_taken_once() -> None:
    async def scenario() -> None:
        flight, _, _ = in_flight()
        await take(flight, 4)
        await take(flight, 5)
        assert await flight.take(PARTITION, 4, 1, flight.generation) is None
        assert flight.committable(PARTITION) == 4

    asyncio.run(scenario())


@pytest.mark.parametrize(("limit", "limit_bytes"), [(2, 10**9), (100, 20)])
def test_takes_no_more_than_there_is_room_for(limit: int, limit_bytes: int) -> None:
    async def scenario() -> None:
        flight, _, _ = in_flight(limit, limit_bytes)
        first = await take(flight, 0, size=10)
        await take(flight, 1, size=10)
        third = asyncio.create_task(take(flight, 2, size=10))
        for _ in range(3):
            await asyncio.sleep(0)
        assert not third.done()
        first.settle("annotated")
        assert (await third).offset == 2

    asyncio.run(scenario())


def test_a_record_larger_than_the_whole_room_is_taken_alone() -> None:
    async def scenario() -> None:
        flight, _, _ = in_flight(limit_bytes=5)
        assert (await take(flight, 0, size=50)).offset == 0

    asyncio.run(scenario())


def test_draining_ends_when_nothing_is_in_flight() -> None:
    async def scenario() -> None:
        flight, _, _ = in_flight()
        ticket = await take(flight, 0)
        assert not await flight.drained(0.01)
        asyncio.get_running_loop().call_soon(ticket.settle, "annotated")
        assert await flight.drained(5)

    asyncio.run(scenario())
