import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

BARE_PATH = "/nowhere"


@pytest.fixture
def without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nobody installed Java."""
    monkeypatch.setenv("PATH", BARE_PATH)
    monkeypatch.delenv("JAVA_HOME", raising=False)


@pytest.fixture
def make_java(tmp_path: Path) -> Callable[..., Path]:
    """Makes an executable that answers `java -version`, in a folder of its own."""

    def make(version: str, status: int = 0, name: str = "java") -> Path:
        executable = tmp_path / f"{name}-{version}" / "bin" / "java"
        executable.parent.mkdir(parents=True)
        executable.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2024-01-01' >&2\nexit {status}\n")
        executable.chmod(0o755)
        return executable

    return make


@pytest.fixture
def run_python() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Runs Python code in a process group of its own, as a terminal runs a command; ends it after the test."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **environment},
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


@pytest.fixture
def assert_ended() -> Callable[[int], None]:
    """Fails unless the process with this id ends within half a minute."""

    def check(pid: int) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            deadline = time.monotonic() + 30
            # In a container nobody may be there to collect an orphan's exit status.
            while process.status() != psutil.STATUS_ZOMBIE:
                assert time.monotonic() < deadline, f"process {pid} still runs"
                time.sleep(0.05)

    return check
