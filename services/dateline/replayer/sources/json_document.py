"""One article as a JSON document of many lines."""

from collections.abc import Iterator

from dateline.errors import BadRow
from dateline.replayer.sources.input import Input
from dateline.replayer.sources.json_row import read_row
from dateline.replayer.sources.source import MAX_ROW_BYTES, Row


class JsonDocumentSource:
    """One JSON object, laid out over lines as people like it. It is completed as a line of JSON Lines is."""

    def __init__(self, source: Input) -> None:
        self._input = source
        self.size = source.size
        self.bytes_read = 0

    def articles(self) -> Iterator[Row | BadRow]:
        """Source: `Source.articles`."""
        try:
            with self._input.open() as stream:
                data = stream.read(MAX_ROW_BYTES + 1)
        except OSError as error:
            yield BadRow(self._input.label, None, f"cannot be read: {error.strerror}")
            return
        self.bytes_read = len(data)
        if len(data) > MAX_ROW_BYTES:
            yield BadRow(self._input.label, None, f"longer than {MAX_ROW_BYTES} bytes, expected one article")
            return
        row = read_row(self._input, data, 1)
        if isinstance(row, BadRow):
            hint = "expected one article, or several as JSON Lines (`jq -c .` writes one a line)"
            row = BadRow(self._input.label, None, f"{row.problem}; {hint}")
        yield row
