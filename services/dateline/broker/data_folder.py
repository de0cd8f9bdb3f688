"""The broker's data folder: made, checked and claimed for one broker."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.errors import DataFolderUnusable

MIN_FREE_BYTES = 256 * 1024 * 1024

_LOCK = "broker.lock"


@contextmanager
def claimed(folder: Path) -> Iterator[int]:
    """Make `folder` where needed and lock it, and yield the locked file descriptor.

    The lock is held until every process that inherited the descriptor has closed it, too: Kafka inherits it, so the
    folder is claimed for exactly as long as something can write there.
    Raises DataFolderUnusable when it is in use, cannot be written, or its disk is nearly full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise DataFolderUnusable(
            f"cannot write to the broker's data folder {folder} ({error.strerror}). Make it writable, or choose another"
            " with --data-dir, or use --temporary."
        ) from error
    try:
        _lock(descriptor, folder)
        free = shutil.disk_usage(folder).free
        if free < MIN_FREE_BYTES:
            raise DataFolderUnusable(
                f"the disk of the broker's data folder {folder} has {free // 2**20} MiB free; at least"
                f" {MIN_FREE_BYTES // 2**20} MiB are needed. Free some, or choose another with --data-dir."
            )
        yield descriptor
    finally:
        os.close(descriptor)


def sign_claim(descriptor: int, pid: int) -> None:
    """Leave the process id of the broker in the lock file, for the message of whoever comes second."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(pid).encode(), 0)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
        who = f"process {holder}" if holder.isdigit() else "another process"
        raise DataFolderUnusable(
            f"the broker's data folder {folder} is in use by a running broker ({who}). Use that broker, stop it,"
            " choose another folder with --data-dir, or use --temporary."
        ) from error
    except OSError as error:
        raise DataFolderUnusable(
            f"the file system of the broker's data folder {folder} cannot lock files ({error.strerror})."
            " Choose a folder on a local disk with --data-dir."
        ) from error
