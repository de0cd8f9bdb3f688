import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen, TimeoutExpired

import psutil
import pytest

from dateline.broker.process import SupervisedProcess

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)

PARENT = """
import os, psutil, sys
from pathlib import Path
from dateline.broker.process import SupervisedProcess
folder = Path(sys.argv[1])
lock = os.open(folder.parent / "lock", os.O_RDWR | os.O_CREAT)
log = (folder.parent / "log").open("ab")
process = SupervisedProcess(["sleep", "60"], folder=folder, log=log, lock=lock, remove=folder)
print(process.pid, psutil.Process(process.pid).ppid(), flush=True)
exec(sys.argv[2])
"""


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., SupervisedProcess]:
    def run(*command: str, grace: float = 20.0) -> SupervisedProcess:
        lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
        try:
            with (tmp_path / "log").open("ab") as log:
                return SupervisedProcess(command, folder=tmp_path, log=log, lock=lock, grace=grace)
        finally:
            os.close(lock)

    return run


def test_stop_terminates_and_returns_the_status(start: Callable[..., SupervisedProcess]) -> None:
    process = start("sleep", "60")
    assert process.running
    assert process.stop() == 128 + signal.SIGTERM
    assert not process.running
    assert not psutil.pid_exists(process.pid)


def test_kill_leaves_it_no_choice(start: Callable[..., SupervisedProcess]) -> None:
    assert start("sleep", "60").kill() == 128 + signal.SIGKILL


def test_a_command_that_is_deaf_to_sigterm_is_killed_after_its_grace(
    start: Callable[..., SupervisedProcess], tmp_path: Path
) -> None:
    process = start(sys.executable, "-c", STUBBORN, grace=0.2)
    while "deaf" not in (tmp_path / "log").read_text():
        with pytest.raises(TimeoutExpired):
            process.wait(0.02)
    assert process.stop() == 128 + signal.SIGKILL


def test_the_commands_own_status_and_output_are_kept(start: Callable[..., SupervisedProcess], tmp_path: Path) -> None:
    process = start("sh", "-c", "echo out; echo err >&2; exit 3")
    assert process.wait(30) == 3
    assert process.stop() == 3
    assert (tmp_path / "log").read_text().split() == ["out", "err"]


def test_a_command_that_cannot_be_run_ends_at_once_and_says_why(
    start: Callable[..., SupervisedProcess], tmp_path: Path
) -> None:
    process = start(str(tmp_path / "missing"))
    assert process.wait(30) == 127
    assert "No such file" in (tmp_path / "log").read_text()


def test_it_is_out_of_reach_of_a_ctrl_c_in_the_terminal(start: Callable[..., SupervisedProcess]) -> None:
    process = start("sleep", "60")
    assert os.getpgid(process.pid) != os.getpgrp()
    assert os.getsid(process.pid) != os.getsid(0)
    process.kill()


def test_it_ends_when_its_supervisor_is_killed_and_it_is_stopped(
    start: Callable[..., SupervisedProcess], assert_ended: Callable[[int], None]
) -> None:
    process = start("sleep", "60")
    supervisor = psutil.Process(process.pid).parent()
    assert supervisor is not None
    supervisor.kill()
    process.stop()
    assert_ended(process.pid)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("os.kill(os.getpid(), 9)", id="SIGKILL"),
        pytest.param("os.kill(os.getpid(), 15)", id="SIGTERM"),
        pytest.param("os._exit(0)", id="exit without cleaning up"),
        pytest.param("raise RuntimeError", id="uncaught exception"),
        pytest.param(
            "import threading; t = threading.Thread(target=os.kill, args=(os.getpid(), 9)); t.start(); t.join()",
            id="SIGKILL from a thread",
        ),
    ],
)
def test_it_ends_with_its_parent_however_that_ends_and_its_temporary_folder_goes(
    run_python: Callable[..., "Popen[str]"], assert_ended: Callable[[int], None], tmp_path: Path, end: str
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    (folder / "data").touch()
    parent = run_python(PARENT, str(folder), end)
    assert parent.stdout is not None
    for pid in map(int, parent.stdout.readline().split()):
        assert_ended(pid)
    assert not folder.exists()


def test_it_lives_on_while_the_thread_that_started_it_has_ended(
    run_python: Callable[..., "Popen[str]"], assert_ended: Callable[[int], None], tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    code = "import threading\ndef begin():\n" + "".join(f"    {line}\n" for line in PARENT.strip().splitlines()[:-1])
    code += "thread = threading.Thread(target=begin); thread.start(); thread.join(); input()"
    code = code.replace("begin():\n", "begin():\n    global process\n")
    parent = run_python(code, str(folder))
    assert parent.stdout is not None
    pid = int(parent.stdout.readline().split()[0])
    with pytest.raises(psutil.TimeoutExpired):
        psutil.Process(pid).wait(1)
    parent.kill()
    assert_ended(pid)
