"""Where a command writes what it makes."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dateline.errors import OutputError


@contextmanager
def open_output(path: Path | None) -> Iterator[BinaryIO]:
    """Open a file, or standard output where `path` is None, for the bytes of a command.

    What the file held before stays until all is written, so it may be the input, too. Raises OutputError.
    """
    try:
        if path is None:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif path.exists() and not path.is_file():
            # a device or a pipe is written to, not replaced
            with path.open("wb") as stream:
                yield stream
        else:
            with _replacing(path.resolve()) as stream:
                yield stream
    except BrokenPipeError:
        # a reader such as `head` that has enough; Typer ends the command quietly
        raise
    except OSError as error:
        name = "standard output" if path is None else str(path)
        raise OutputError(f"{name} cannot be written: {error.strerror}; choose another file with --output") from error


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as stream:
            yield stream
        if path.exists():
            shutil.copymode(path, partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
