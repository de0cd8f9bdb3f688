"""From a path on the command line to a source."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from dateline.errors import BadRow, SourceError
from dateline.replayer.sources.formats import FORMATS, format_of
from dateline.replayer.sources.input import Input
from dateline.replayer.sources.series import SourceSeries
from dateline.replayer.sources.source import STANDARD_INPUT, Source

_PEEK_BYTES = 4096


def open_source(path: str | Path, outlet: str | None = None) -> Source:
    """Open a file, a folder (searched recursively, in the order of names) or `-`, standard input.

    A file with an unknown ending, and standard input, is read as JSON where it begins with `{`, else as a text. Pipes,
    such as `<(...)` of a shell, are opened once.
    `outlet` is for articles that name none; by default it is the name of the folder that a file lies in.
    Raises SourceError where there is nothing to read, or neither JSON objects nor a text.
    """
    if str(path) == STANDARD_INPUT:
        return _open_standard_input(outlet)
    path = Path(path)
    try:
        if path.is_dir():
            return _open_folder(path, outlet)
        return _open_file(path, outlet) if path.is_file() else _open_pipe(path, outlet)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from error


def open_sources(paths: Sequence[str | Path], outlet: str | None = None) -> Source:
    """Open several paths, to be read one after the other. Raises SourceError, as `open_source` does."""
    return SourceSeries([open_source(path, outlet) for path in paths])


def _open_standard_input(outlet: str | None) -> Source:
    source = Input.of_standard_input(outlet)
    with source.open() as stream:
        start = stream.peek(_PEEK_BYTES) if hasattr(stream, "peek") else b""
    return format_of(source.label, start)(source)


def _open_file(path: Path, outlet: str | None) -> Source:
    # opened here, so that a file that is not there or not ours to read is told at once
    with path.open("rb") as stream:
        return format_of(str(path), stream.peek(_PEEK_BYTES))(Input.of_file(path, outlet))


def _open_pipe(path: Path, outlet: str | None) -> Source:
    with ExitStack() as opened:
        stream = opened.enter_context(path.open("rb"))
        format_ = format_of(str(path), stream.peek(_PEEK_BYTES))
        # what it has given does not come again, so that it stays open until it is read
        opened.pop_all()
        return format_(Input.of_pipe(path, stream, outlet))


def _open_folder(folder: Path, outlet: str | None) -> Source:
    sources: list[Source] = []
    unreadable: list[BadRow] = []

    def report(error: OSError) -> None:
        unreadable.append(BadRow(str(error.filename), None, f"cannot be read: {error.strerror}"))

    for parent, folders, files in os.walk(folder, onerror=report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            format_ = FORMATS.get(Path(name).suffix.lower())
            if format_ is None or name.startswith("."):
                continue
            try:
                sources.append(format_(Input.of_file(Path(parent, name), outlet)))
            except OSError as error:
                report(error)
    if not sources and not unreadable:
        raise SourceError(f"{folder}: holds no articles, expected files that end in {', '.join(FORMATS)}")
    return SourceSeries(sources, unreadable)
