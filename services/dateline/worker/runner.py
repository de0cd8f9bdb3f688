"""Runs one worker process from start to end."""

import asyncio
import signal
from pathlib import Path

import faust
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector

from dateline.settings import Settings
from dateline.telemetry import Health, Metrics, Recorder, TelemetryServer, get_logger
from dateline.worker.app import DatelineApp, build_app
from dateline.worker.identity import own_folder
from dateline.worker.watchdog import watch

log = get_logger(__name__)

STOP_SECONDS = 30.0
"""How long a stop may take; what is not acknowledged by then is taken again at the next start."""
FAULT_STOP_SECONDS = 5.0


def run_worker(settings: Settings, cluster_id: str) -> int:
    """Process articles until a signal comes, and return the exit status: 0, or 1 after a fault of the system.

    `cluster_id` names the Kafka cluster that the state of this instance belongs to. Raises IdentityTaken and
    SettingsError before anything is read.
    """
    health = Health()
    registry = CollectorRegistry()
    recorder = Recorder(Metrics(registry))
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    recorder.started([settings.raw, settings.annotated], faust.__version__)
    with own_folder(settings.instance_dir, cluster_id) as folder:
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
            return asyncio.run(_run(settings, folder, recorder, health))
        finally:
            server.stop()


async def _run(settings: Settings, folder: Path, recorder: Recorder, health: Health) -> int:
    app = build_app(settings, folder, recorder, health)
    app.finalize()
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    partitions = max(settings.raw_partitions, settings.annotated_partitions)
    duties = [
        asyncio.create_task(watch(app, health, partitions, settings.assignment_timeout_seconds)),
        asyncio.create_task(_end_with(app, ended)),
    ]
    await app.maybe_start()
    await ended.wait()
    health.hinder("stopping", "the worker finishes what it has taken")
    try:
        async with asyncio.timeout(FAULT_STOP_SECONDS if app.faulted else STOP_SECONDS):
            await app.stop()
    except TimeoutError:
        log.error("stopped before everything was closed")
        return 1
    finally:
        for duty in duties:
            duty.cancel()
    log.info("worker stopped", fault=str(app.fault) if app.faulted else None)
    return 1 if app.faulted else 0


async def _end_with(app: DatelineApp, ended: asyncio.Event) -> None:
    await app.failed.wait()
    ended.set()
