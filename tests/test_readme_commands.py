"""The commands of the README, run in order as they stand."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.broker.ports import free_port

pytestmark = [pytest.mark.verify, pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 120.0


def blocks() -> list[list[str]]:
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [[line.split("  #")[0].strip() for line in block.splitlines() if line.strip()] for block in found]


def block_with(command: str) -> list[str]:
    (block,) = (block for block in blocks() if any(line.startswith(command) for line in block))
    return block


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"
    return {**own, "PATH": path, "DATELINE_DATA_DIR": str(tmp_path), "DATELINE_METRICS_PORT": "0"}


@pytest.fixture
def background() -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in reversed(processes):
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def test_the_way_through_a_kafka_of_ones_own(
    environment: dict[str, str], background: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    port = str(free_port())
    printed = tmp_path / "printed"
    environment["DATELINE_BOOTSTRAP_SERVERS"] = f"127.0.0.1:{port}"
    for line in block_with("dateline worker"):
        command = line.replace("9092", port).split()
        with printed.open("ab") if command[1] == "tail" else Path(os.devnull).open("ab") as output:
            if command[1] in {"broker", "worker", "tail"}:
                background.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output))
            else:
                run_until_it_works(command, environment)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(printed.read_bytes().splitlines()) < 62:
        assert time.monotonic() < deadline, printed.read_text("utf-8")
        time.sleep(0.2)


def run_until_it_works(command: list[str], environment: dict[str, str]) -> None:
    """Run a command as a person would, who tries again while the worker before it creates the topics."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        assert time.monotonic() < deadline, command
        time.sleep(1)


def test_enrich_without_kafka(environment: dict[str, str]) -> None:
    (line,) = block_with("dateline enrich")
    command, _, _ = line.partition(">")
    output = subprocess.run(command.split(), cwd=ROOT, env=environment, capture_output=True, check=True).stdout
    assert len(output.splitlines()) == 62


def test_make_has_the_targets() -> None:
    for line in block_with("make demo"):
        subprocess.run([*line.split(), "--dry-run"], cwd=ROOT, capture_output=True, check=True)
