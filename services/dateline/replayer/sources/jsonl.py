"""JSON Lines: one article a line."""

from collections.abc import Iterator
from typing import BinaryIO

from dateline.errors import BadRow
from dateline.replayer.sources.input import Input
from dateline.replayer.sources.json_row import read_row
from dateline.replayer.sources.source import MAX_ROW_BYTES, Row

_SKIP_BYTES = 1024 * 1024


class JsonLinesSource:
    """Articles as JSON objects, one a line; blank lines are passed over."""

    def __init__(self, source: Input) -> None:
        self._input = source
        self.size = source.size
        self.bytes_read = 0

    def articles(self) -> Iterator[Row | BadRow]:
        """Source: `Source.articles`."""
        line_number, rows = 0, 0
        row: Row | BadRow
        try:
            with self._input.open() as stream:
                while line := stream.readline(MAX_ROW_BYTES + 1):
                    line_number += 1
                    self.bytes_read += len(line)
                    if len(line) > MAX_ROW_BYTES:
                        self._skip_rest(stream, line)
                        row = self._bad(f"longer than {MAX_ROW_BYTES} bytes, expected one article", line_number)
                    elif line.isspace():
                        continue
                    else:
                        row = read_row(self._input, line, line_number)
                    rows += 1
                    yield row
        except OSError as error:
            yield self._bad(f"cannot be read: {error.strerror}", line_number + 1)
            return
        if not rows:
            yield self._bad("empty, expected one JSON object a line")

    def _skip_rest(self, stream: BinaryIO, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = stream.readline(_SKIP_BYTES)
            self.bytes_read += len(line)

    def _bad(self, problem: str, line: int | None = None) -> BadRow:
        return BadRow(self._input.label, line, problem)
