"""Runs one command and ends it with the process that started this one, however that ended.

Started by file name with `python -I -S`, on the standard library alone:

    supervisor.py GRACE LOCK REMOVE COMMAND...

Standard input is a pipe that only the parent holds. `stop` on it ends the command with SIGTERM, and with SIGKILL after
GRACE seconds; `kill` with SIGKILL at once. End of file means that the parent is gone: the command is stopped, and the
folder REMOVE (may be empty) is removed with all that is in it. LOCK is a file descriptor that the command inherits.
Standard output gets the command's process id; the exit status is the command's, or 128 + the signal that ended it.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import time


def main(arguments: list[str]) -> int:
    """Supervise; returns the exit status."""
    grace, lock, remove, *command = arguments
    wake_in, wake_out = os.pipe()
    os.set_blocking(wake_out, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_out, warn_on_full_buffer=False)
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, pass_fds=[int(lock)])
    except OSError as error:
        print(f"cannot run {command[0]}: {error.strerror}", file=sys.stderr)  # noqa: T201 - goes to the broker's log
        return 127
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    os.close(int(lock))
    # the parent may be gone already: the watch below then ends the child
    with contextlib.suppress(BrokenPipeError):
        os.write(1, b"%d\n" % child.pid)
    os.close(1)
    abandoned = _watch(child, wake_in, float(grace))
    if abandoned and remove:
        shutil.rmtree(remove, ignore_errors=True)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def _watch(child: "subprocess.Popen[bytes]", wake: int, grace: float) -> bool:
    """Wait for the child's end, or bring it about; returns whether the parent is gone."""
    watched = [0, wake]
    kill_at: float | None = None
    abandoned = False
    while child.poll() is None:
        timeout = None if kill_at is None else max(0.0, kill_at - time.monotonic())
        ready, _, _ = select.select(watched, [], [], timeout)
        orders = os.read(0, 64) if 0 in ready else None
        signals = os.read(wake, 64) if wake in ready else b""
        if orders == b"":
            watched.remove(0)
            abandoned = True
        if orders is not None and b"kill" in orders:
            child.kill()
        elif kill_at is None and (orders is not None or signal.SIGTERM in signals):
            child.terminate()
            kill_at = time.monotonic() + grace
        elif kill_at is not None and time.monotonic() >= kill_at:
            child.kill()
    return abandoned


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
