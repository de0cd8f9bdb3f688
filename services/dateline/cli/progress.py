"""How a replay goes, on a terminal; bad rows are told wherever standard error leads."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from dateline.errors import BadRow, WriteRefused
from dateline.replayer.printable import printable


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Source: `ProgressColumn.render`."""
        elapsed = task.elapsed or 0.0
        return Text(f"{task.fields['articles'] / elapsed:.0f}/s" if elapsed else "")


class ReplayProgress:
    """A bar over the bytes of a source of `size` (None: unknown), with the articles so far, their rate, what is left.

    A context manager, and the observer of a replay.
    """

    def __init__(self, size: int | None) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.fields[articles]} articles"),
            _Rate(),
            BarColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("replay", total=size, articles=0)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def advanced(self, published: int, bytes_read: int) -> None:
        """Source: `Observer.advanced`."""
        self._progress.update(self._task, completed=bytes_read, articles=published)

    def failed(self, error: BadRow | WriteRefused) -> None:
        """Source: `Observer.failed`."""
        self._progress.console.print(printable(str(error)), markup=False, highlight=False, soft_wrap=True)
