"""A Java process that never outlives the process that started it."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

_SUPERVISOR = Path(__file__).with_name("supervisor.py")
_GRACE_SECONDS = 20.0


class SupervisedProcess:
    """A command that runs under `supervisor.py`, in a session and process group of its own.

    A Ctrl-C in the terminal does not reach it. It ends with this process also when this one is killed.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        folder: Path,
        log: IO[bytes],
        lock: int,
        remove: Path | None = None,
        grace: float = _GRACE_SECONDS,
    ) -> None:
        """Start `command` in `folder`, its output going to `log`.

        It inherits the file descriptor `lock`. The folder `remove` is removed if this process vanishes. `grace`: the
        seconds that it has to end after SIGTERM.
        """
        self._supervisor = subprocess.Popen(
            [sys.executable, "-I", "-S", _SUPERVISOR, str(grace), str(lock), str(remove or ""), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            bufsize=0,
            cwd=folder,
            pass_fds=[lock],
            start_new_session=True,
        )
        with _pipe(self._supervisor.stdout) as answer:
            first_line = answer.readline()
        self.pid = int(first_line or 0)
        """Process id of the command; 0 if it could not be run."""

    @property
    def running(self) -> bool:
        """Whether the command has not ended yet."""
        return self._supervisor.poll() is None

    def wait(self, timeout: float | None = None) -> int:
        """Exit status of the command, once it has ended; subprocess.TimeoutExpired after `timeout` seconds."""
        status = self._supervisor.wait(timeout)
        _pipe(self._supervisor.stdin).close()
        if status < 0:  # the supervisor itself was killed, and left its process group alone
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._supervisor.pid, signal.SIGKILL)
        return status

    def stop(self) -> int:
        """End the command with SIGTERM, and with SIGKILL if it takes too long; returns its exit status."""
        return self._order(b"stop\n")

    def kill(self) -> int:
        """End the command with SIGKILL; returns its exit status."""
        return self._order(b"kill\n")

    def _order(self, order: bytes) -> int:
        with contextlib.suppress(BrokenPipeError, ValueError):
            _pipe(self._supervisor.stdin).write(order)
        return self.wait()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError("the supervisor was started without a pipe")
    return stream
