"""Runs one worker process from start to end."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NoReturn

from aiokafka.errors import KafkaError
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector

from dateline.errors import KafkaUnavailable
from dateline.settings import Settings
from dateline.telemetry import (
    Health,
    HealthCollector,
    Metrics,
    Recorder,
    StateCollector,
    TelemetryServer,
    Tracing,
    WorkerState,
    get_logger,
    tracing_of,
)
from dateline.worker.app import DatelineApp, build_app
from dateline.worker.identity import own_folder
from dateline.worker.stores import remove_strange_stores
from dateline.worker.watchdog import watch

log = get_logger(__name__)

STOP_SECONDS = 30.0
"""How long a stop may take; what is not acknowledged by then is taken again at the next start."""
FAULT_STOP_SECONDS = 5.0


def run_worker(settings: Settings, cluster_id: str, changelogs: Mapping[str, str]) -> int:
    """Process articles until a signal comes, and return the exit status: 0, or 1 after a fault of the system.

    `cluster_id` names the Kafka cluster that the state of this instance belongs to, `changelogs` the topics by their
    ids: stores of others are removed. Raises IdentityTaken and
    SettingsError before anything is read.
    """
    health = Health()
    registry = CollectorRegistry()
    recorder = Recorder(Metrics(registry))
    HealthCollector(registry, health)
    collector = StateCollector(registry, settings.window_hours * 3600)
    for kind in (ProcessCollector, PlatformCollector, GCCollector):
        kind(registry=registry)
    with own_folder(settings.instance_dir, cluster_id) as folder, tracing_of(settings, "worker") as tracing:
        remove_strange_stores(folder, settings.group, changelogs)
        server = TelemetryServer(settings.metrics_host, settings.metrics_port, registry, health)
        server.start()
        log.info(
            "worker starts",
            instance_id=settings.instance_id,
            group=settings.group,
            bootstrap_servers=settings.bootstrap_servers,
            metrics=f"http://{server.host}:{server.port}/metrics",
        )
        try:
            return asyncio.run(
                _run(settings, folder, recorder=recorder, health=health, collector=collector, tracing=tracing)
            )
        finally:
            server.stop()


async def _run(
    settings: Settings,
    folder: Path,
    *,
    recorder: Recorder,
    health: Health,
    collector: StateCollector,
    tracing: Tracing,
) -> int:
    app = build_app(settings, folder, recorder, health, tracing)
    app.finalize()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _stop_or_leave, ended)
    duties = [
        asyncio.create_task(
            watch(
                app,
                health,
                collector,
                partitions=max(settings.raw_partitions, settings.annotated_partitions),
                patience_seconds=settings.assignment_timeout_seconds,
                stuck_seconds=settings.stuck_seconds,
            )
        ),
        asyncio.create_task(app.volumes.run(lambda: _caught_up(collector.state, settings.raw))),
        asyncio.create_task(_end_with(app, ended)),
    ]
    for duty in duties:
        duty.add_done_callback(partial(_must_not_fail, app))
    start = asyncio.create_task(_start(app))
    await ended.wait()
    health.hinder("stopping", "the worker finishes what it has taken")
    stop = asyncio.create_task(_stop(app, start))
    await asyncio.wait([stop], timeout=FAULT_STOP_SECONDS if app.faulted else STOP_SECONDS)
    if not stop.done():
        # nothing is lost: what is not committed is taken again; threads that wait for Kafka would keep the process
        log.error("stopped before everything was closed", fault=str(app.fault) if app.faulted else None)
        _leave()
    for duty in duties:
        duty.cancel()
    log.info("worker stopped", fault=str(app.fault) if app.faulted else None)
    return 1 if app.faulted else 0


async def _start(app: DatelineApp) -> None:
    try:
        await app.maybe_start()
    except KafkaError as error:
        app.crash_now(KafkaUnavailable(f"Kafka was lost while the worker started: {error}; start it and try again"))
    except Exception as error:  # noqa: BLE001 (whatever it is, the worker does not run)
        app.crash_now(error)


async def _stop(app: DatelineApp, start: asyncio.Task[None]) -> None:
    if not start.done():
        start.cancel()
        await asyncio.wait([start])
    await app.stop()


def _caught_up(state: WorkerState, topic: str) -> dict[int, bool]:
    return {place.partition: not place.lag for place in state.partitions if place.topic == topic}


async def _end_with(app: DatelineApp, ended: asyncio.Event) -> None:
    await app.failed.wait()
    ended.set()


def _must_not_fail(app: DatelineApp, duty: asyncio.Task[None]) -> None:
    if not duty.cancelled() and (error := duty.exception()) is not None:
        app.crash_now(error)


def _stop_or_leave(ended: asyncio.Event) -> None:
    if ended.is_set():
        log.warning("left at once, at the second signal")
        _leave()
    ended.set()


def _leave() -> NoReturn:
    sys.stderr.flush()
    os._exit(1)
