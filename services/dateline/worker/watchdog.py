"""Ends a process that lives and does nothing: its place in the group is lost, and Faust has not noticed."""

import asyncio
import os
import signal
import time
from typing import Any, cast

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth, server_list

from dateline.errors import AssignmentLost, PartitionsChanged
from dateline.settings import SUPERVISOR_VARIABLE
from dateline.telemetry import Health, StateCollector, WorkerState, get_logger
from dateline.worker.app import DatelineApp
from dateline.worker.progress import Progress
from dateline.worker.snapshot import consumer_of, snapshot

BEAT_SECONDS = 1.0
ASK_SECONDS = 5.0
ANSWER_SECONDS = 5.0

log = get_logger(__name__)


async def watch(
    app: DatelineApp,
    health: Health,
    collector: StateCollector,
    *,
    partitions: int,
    patience_seconds: float,
    stuck_seconds: float,
) -> None:
    """Beat for `/livez`, and say how things stand; crash the app when it has no part in its group any more.

    `partitions` is how many the group has to give: a member beyond that number is rightly idle. It waits
    `patience_seconds` for partitions, and `stuck_seconds` for a partition or a rebalance that stands still.
    """
    progress = Progress(stuck_seconds)
    idle_since = asked_at = time.monotonic()
    supervisor = int(os.environ.get(SUPERVISOR_VARIABLE, "0"))
    while not app.should_stop:
        health.beat()
        collector.state = snapshot(consumer_of(app), app.stories, app.volumes.state)
        await asyncio.sleep(BEAT_SECONDS)
        await _look(app, health, collector.state, progress)
        if supervisor and os.getppid() != supervisor:
            log.warning("the supervisor is gone")
            os.kill(os.getpid(), signal.SIGTERM)
            return
        if time.monotonic() - asked_at > ASK_SECONDS:
            await _ask_kafka(app, health)
            asked_at = time.monotonic()
        client = _client(app)
        if client is None:
            continue
        if _coordination_ended(client):
            await app.crash(AssignmentLost("the task that keeps this worker in its consumer group has ended"))
        if client.assignment() or app.rebalancing:
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > patience_seconds:
            members = await _members(app)
            if members is not None and members <= partitions:
                await app.crash(
                    AssignmentLost(
                        f"no partitions for {patience_seconds:.0f} seconds, though the group has {members} members "
                        f"for {partitions} partitions"
                    )
                )
            idle_since = time.monotonic()


async def _look(app: DatelineApp, health: Health, state: WorkerState, progress: Progress) -> None:
    if health.hindered_by("kafka"):
        # a new process would not reach it either
        progress.reset()
    recovery = getattr(app.tables, "_recovery", None)
    restored = sum(offset or 0 for offset in recovery.active_offsets.values()) if recovery else 0
    if recovery and health.hindered_by("recovering"):
        left = max(0, recovery.active_remaining_total())
        health.hinder("recovering", f"tables are being restored, {left} records are left")
    if why := progress.stuck_rebalance(rebalancing=app.rebalancing, restored=restored):
        health.fail("rebalance", why)
        await app.crash(AssignmentLost(f"{why}; a new process joins the group anew"))
    stuck = None if app.rebalancing or health.hindered_by("upstream") else progress.stuck_partitions(state)
    if stuck:
        health.fail("partitions", stuck)
    else:
        health.mend("partitions")


async def _ask_kafka(app: DatelineApp, health: Health) -> None:
    producer = getattr(cast(Any, app)._producer, "_producer", None)
    if producer is None:
        return
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            cluster = await producer.client.fetch_all_metadata()
            if (consumer := consumer_of(app)) is not None and not app.rebalancing:
                await consumer.ask_ends()
    except (KafkaError, OSError, TimeoutError) as error:
        why = str(error) or type(error).__name__
        if not health.hindered_by("kafka"):
            log.warning("no broker answers", error=why)
        health.hinder("kafka", f"no broker answers: {why}")
    else:
        if health.hindered_by("kafka"):
            log.info("Kafka answers again")
        health.clear("kafka")
        await _require_layout(app, cluster)


async def _require_layout(app: DatelineApp, cluster: Any) -> None:
    for topic, expected in app.layout.items():
        found = len(cluster.partitions_for_topic(topic) or ())
        if found and found != expected:
            await app.crash(
                PartitionsChanged(
                    f"{topic} has {found} partitions now, and had {expected}: articles may come on other partitions "
                    f"than those they are compared with. `dateline topics check` says what to do"
                )
            )


def _client(app: DatelineApp) -> Any:
    thread = getattr(cast(Any, app)._consumer, "_thread", None)
    return getattr(thread, "_consumer", None)


def _coordination_ended(client: Any) -> bool:
    task = getattr(client._coordinator, "_coordination_task", None)
    return task is not None and task.done() and not client._closed


async def _members(app: DatelineApp) -> int | None:
    thread = cast(Any, app)._consumer._thread
    admin = AIOKafkaAdminClient(
        bootstrap_servers=server_list(thread.transport.url, thread.transport.default_port),
        **credentials_to_aiokafka_auth(app.conf.broker_credentials, app.conf.ssl_context),
    )
    try:
        await admin.start()
        try:
            (answer,) = await admin.describe_consumer_groups([app.conf.id])
        finally:
            await admin.close()
    except KafkaError as error:
        log.warning("cannot count the members of the group", error=str(error))
        return None
    *_, members, _operations = answer.groups[0]
    return len(members)
