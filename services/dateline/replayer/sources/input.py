"""The bytes that a source reads, and what is known of them beforehand."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from dateline.replayer.sources.identity import UNKNOWN_OUTLET, outlet_of


@dataclass(frozen=True, slots=True)
class Input:
    """A file or a stream. `label` is what messages call it, `name` its file name, `size` in bytes where known."""

    label: str
    outlet: str
    open: Callable[[], AbstractContextManager[BinaryIO]]
    name: str | None = None
    size: int | None = None

    @classmethod
    def of_file(cls, path: Path, outlet: str | None = None) -> Self:
        """Describe a file, which is opened only when it is read. Raises OSError where it is not there."""
        return cls(str(path), outlet or outlet_of(path), lambda: path.open("rb"), path.name, path.stat().st_size)

    @classmethod
    def of_standard_input(cls, outlet: str | None = None) -> Self:
        """Describe standard input, which stays open."""
        return cls("standard input", outlet or UNKNOWN_OUTLET, lambda: nullcontext(sys.stdin.buffer))

    @classmethod
    def of_pipe(cls, path: Path, stream: BinaryIO, outlet: str | None = None) -> Self:
        """Describe what is open already and can be read once; it is closed then."""
        return cls(str(path), outlet or UNKNOWN_OUTLET, lambda: stream)
