"""The life of a record in an agent: take, work, settle; and the one place where failures are told apart."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from traceback import extract_tb
from typing import Any, Protocol, cast

from aiokafka.errors import KafkaError
from faust.types import StreamT

from dateline.errors import AgentFailed, ArticleError, DatelineError
from dateline.telemetry import Health, Recorder, Step, Tracing, get_logger
from dateline.worker.dead_letters import DeadLetters
from dateline.worker.guard import WINDOW, UpstreamGuard
from dateline.worker.in_flight import InFlight, Ticket
from dateline.worker.record import Consumed

log = get_logger(__name__)

_FRAMES_TOLD = 4


class Work(Protocol):
    """What one agent does with a record."""

    async def prepare(self, partition: int) -> None:
        """Get ready for a partition's records."""

    async def work(self, record: Consumed, ticket: Ticket) -> None:
        """Process a record and settle its ticket. Raises ArticleError for a fault of the article."""

    async def delete(self, record: Consumed, ticket: Ticket) -> None:
        """Pass over a record without a value, and settle its ticket."""


class Agent:
    """Does its work on each record of a stream. A fault of an article is a dead letter; any other stops the worker."""

    def __init__(
        self,
        work: Work,
        *,
        in_flight: InFlight,
        dead_letters: DeadLetters,
        recorder: Recorder,
        health: Health,
        tracing: Tracing,
        step: Step,
        crash: Callable[[BaseException], Awaitable[None]],
        pause: Callable[[str], None],
        guarded: bool,
    ) -> None:
        self._work = work
        self._step = step
        self._tracing = tracing
        self._in_flight = in_flight
        self._dead_letters = dead_letters
        self._recorder = recorder
        self._health = health
        self._crash = crash
        self._pause = pause
        self._halted = False
        self._guard = UpstreamGuard() if guarded else None

    async def run(self, stream: StreamT[bytes]) -> None:
        """Process the stream until the worker stops."""
        async for event in cast(Any, stream).noack().events():
            generation = self._in_flight.generation
            record = Consumed.of(event)
            if self._halted:
                # not taken, so not committed; reading on keeps the other agent's records coming
                self._pause(record.tp.topic)
                continue
            try:
                await self._process_or_tell(record, generation)
            except Exception as error:  # noqa: BLE001 (whatever it is, the record must not be taken for processed)
                await self._stop(error)

    async def _process_or_tell(self, record: Consumed, generation: int) -> None:
        try:
            await self._process(record, generation)
        except (DatelineError, KafkaError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 (its message, and those of what caused it, may quote the article)
            failure = _without_its_text(error, record)
        else:
            return
        # out of the handler, or the log would have it as what was being handled
        raise failure

    async def _process(self, record: Consumed, generation: int) -> None:
        await self._work.prepare(record.tp.partition)
        ticket = await self._in_flight.take(record.tp, record.offset, record.size, generation)
        if ticket is None:
            return
        if record.value is None:
            self._recorder.deletion(record.tp.topic)
            await self._work.delete(record, ticket)
            return
        ticket.count()
        failed_for: str | None = None
        with self._tracing.step(self._step, record.headers, record.attributes) as headers:
            record = record.carrying(headers)
            try:
                await self._work.work(record, ticket)
            except ArticleError as error:
                failed_for = error.reason
                self._tracing.failed(error.reason)
                await self._dead_letters.bury(record, error, ticket)
        if self._guard is not None and (reason := self._guard.note(failed_for)) is not None:
            self._halt(record, reason)

    def _halt(self, record: Consumed, reason: str) -> None:
        why = (
            f"more than half of the last {WINDOW} records of {record.tp.topic} failed with {reason}: something "
            f"upstream has changed. The newest are dead letters up to {record.position}; nothing behind it is taken. "
            f"Mend the source and restart, or set DATELINE_UPSTREAM_GUARD=false"
        )
        log.error("stopped taking records", **record.place, reason=reason, why=why)
        self._health.hinder("upstream", why)
        self._halted = True

    async def _stop(self, error: BaseException) -> None:
        await self._crash(error)
        # the stream must not go on to the next record: that would count this one as passed
        await asyncio.Event().wait()


def _without_its_text(error: Exception, record: Consumed) -> AgentFailed:
    frames = reversed(extract_tb(error.__traceback__)[-_FRAMES_TOLD:])
    places = ", called from ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return AgentFailed(
        f"{type(error).__name__} at {places}, on the record at {record.position}; what it says may quote the article. "
        f"This is a fault of Dateline: nothing behind that record is committed, and it is taken again at the next start"
    )
