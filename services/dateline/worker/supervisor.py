"""Runs several worker processes on one machine: a process uses one core."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from dateline.pipeline import enricher_of
from dateline.settings import SUPERVISOR_VARIABLE, Settings, load_settings
from dateline.telemetry import get_logger

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A worker that ran for so long is started again at once."""
USAGE_STATUS = 2

log = get_logger(__name__)


def supervise(settings: Settings, processes: int, arguments: Sequence[str]) -> int:
    """Keep so many workers running, each with an instance id and a metrics port of its own, until a signal comes.

    `arguments` are passed on to `dateline worker`. A worker that fails is started again, after a growing pause.
    Returns the exit status: 0 when all stopped as they were told. Raises SettingsError for what no worker could use.
    """
    enricher_of(settings)
    for index in range(processes):
        load_settings(instance_id=_instance(settings, index), metrics_port=_port(settings, index))
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    minders = [_Minder(settings, index, arguments, stopping) for index in range(processes)]
    for minder in minders:
        minder.start()
    stopping.wait()
    for minder in minders:
        minder.terminate()
    for minder in minders:
        minder.join()
    # a worker that was told to stop before it could listen ends with the signal itself
    return 0 if all(minder.status in {0, -signal.SIGTERM} for minder in minders) else 1


def _instance(settings: Settings, index: int) -> str:
    return f"{settings.instance_id}-{index}"


def _port(settings: Settings, index: int) -> int:
    return settings.metrics_port + index if settings.metrics_port else 0


class _Minder(threading.Thread):
    def __init__(self, settings: Settings, index: int, arguments: Sequence[str], stopping: threading.Event) -> None:
        super().__init__(name=f"minder-{index}")
        self.status = 0
        self._instance = _instance(settings, index)
        own = ["--instance-id", self._instance, "--metrics-port", str(_port(settings, index))]
        self._command = [sys.executable, "-m", "dateline", "worker", *arguments, *own]
        self._stopping = stopping
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            begun = time.monotonic()
            with self._lock:
                if self._stopping.is_set():
                    return
                # a group of its own: Ctrl-C reaches the supervisor alone, which then stops its workers in order
                self._process = subprocess.Popen(
                    self._command,
                    env={**os.environ, SUPERVISOR_VARIABLE: str(os.getpid())},
                    process_group=0,
                )
            self.status = self._process.wait()
            if self._stopping.is_set():
                return
            if self.status in {0, USAGE_STATUS}:
                log.error("a worker ended by itself", instance_id=self._instance, status=self.status)
                self._stopping.set()
                return
            pause = FIRST_PAUSE_SECONDS if time.monotonic() - begun > STEADY_SECONDS else pause
            log.error("a worker failed and is started again", instance_id=self._instance, status=self.status, in_=pause)
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def terminate(self) -> None:
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()
