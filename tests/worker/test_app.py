"""What is a fault of the system, and what is only the end."""

import asyncio
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from dateline.settings import load_settings
from dateline.telemetry import Health, Metrics, Recorder
from dateline.telemetry.tracing import tracing_of
from dateline.worker.app import DatelineApp, build_app

CLOSED = RuntimeError("Event loop is closed")


async def app_in(folder: Path) -> DatelineApp:
    settings = load_settings(data_dir=folder)
    with tracing_of(settings, "worker") as tracing:
        return build_app(settings, folder, Recorder(Metrics(CollectorRegistry())), Health(), tracing)


@pytest.mark.parametrize(("reason", "is_fault"), [(CLOSED, False), (OSError("no space left"), True)])
def test_who_speaks_to_an_ended_thread_while_the_app_stops_is_no_fault(
    tmp_path: Path, reason: Exception, is_fault: bool
) -> None:
    async def stop_and_crash() -> bool:
        app = await app_in(tmp_path)
        app._stopped.set()
        app.crash_now(reason)
        return app.faulted

    assert asyncio.run(stop_and_crash()) is is_fault


def test_before_the_end_it_is_one(tmp_path: Path) -> None:
    async def crash() -> bool:
        app = await app_in(tmp_path)
        app.crash_now(CLOSED)
        return app.faulted

    assert asyncio.run(crash())
