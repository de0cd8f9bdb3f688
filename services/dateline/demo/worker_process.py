"""A `dateline worker` as a child of this process."""

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from dateline.errors import OutputError, SystemFault
from dateline.settings import SUPERVISOR_VARIABLE, Settings, as_environment

STOP_SECONDS = 40.0
TAIL_CHARACTERS = 2000


class WorkerProcess:
    """Runs one worker, its log in a file; a context manager. The worker ends with this process, however that ends."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._settings = settings
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        settings = self._settings
        environment = {**os.environ, SUPERVISOR_VARIABLE: str(os.getpid()), **as_environment(settings)}
        try:
            log = self._log.open("wb")
        except OSError as error:
            raise OutputError(
                f"{self._log} cannot be written: {error.strerror}; choose another folder with --output"
            ) from error
        with log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dateline", "worker"],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=environment,
                # a group of its own: Ctrl-C ends the demo, which then stops its worker in order
                process_group=0,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def require_running(self) -> None:
        """Raise SystemFault, with the end of its log, when the worker has ended."""
        if self._process is not None and (status := self._process.poll()) is not None:
            tail = self._log.read_text("utf-8", "replace")[-TAIL_CHARACTERS:].strip()
            raise SystemFault(f"the worker ended with status {status}; its log ({self._log}) ends with:\n{tail}")
