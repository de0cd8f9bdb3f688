"""Who this process is among its group, and the folder that is its alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.errors import IdentityTaken, SettingsError


@contextmanager
def own_folder(folder: Path, cluster_id: str) -> Iterator[Path]:
    """Hold the folder of an instance for as long as the block runs; yields its part for one Kafka cluster.

    State of another cluster is kept apart: its changelog offsets would mean nothing here.
    Raises IdentityTaken when another process holds the folder, SettingsError when it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SettingsError(f"data_dir (DATELINE_DATA_DIR): cannot write {folder}: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "another process"
            raise IdentityTaken(
                f"{folder} is in use by process {holder}. Each worker needs an instance_id of its own "
                f"(DATELINE_INSTANCE_ID, or --instance-id), or start several with --processes"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        state = folder / (cluster_id or "cluster")
        state.mkdir(exist_ok=True)
        yield state
    finally:
        os.close(descriptor)
