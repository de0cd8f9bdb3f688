"""One article a plain text file."""

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import JsonValue, ValidationError

from dateline.errors import BadRow
from dateline.records import Article
from dateline.replayer.sources.decoding import NotText, decode, with_line_feeds
from dateline.replayer.sources.headline import split_headline
from dateline.replayer.sources.identity import stable_id
from dateline.replayer.sources.input import Input
from dateline.replayer.sources.problems import problems
from dateline.replayer.sources.source import MAX_ROW_BYTES, Row, SourceFormat

_NUMBER_AND_KEY = re.compile(r"(?P<number>\d{1,18})_(?P<key>[0-9a-f]{8,64})")


def metadata_of(file_name: str) -> dict[str, JsonValue]:
    """Say what a file name tells: the name, and number and key of names such as `007_53588023f203c567.txt`."""
    metadata: dict[str, JsonValue] = {"file_name": file_name}
    match = _NUMBER_AND_KEY.fullmatch(Path(file_name).stem)
    if match:
        metadata |= {"file_number": int(match["number"]), "file_key": match["key"]}
    return metadata


class TextSource:
    """The text of one article in UTF-8. Its id follows from outlet and text."""

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
            yield self._bad(f"cannot be read: {error.strerror}")
            return
        self.bytes_read = len(data)
        if len(data) > MAX_ROW_BYTES:
            yield self._bad(f"longer than {MAX_ROW_BYTES} bytes, expected the text of one article")
            return
        try:
            text = with_line_feeds(decode(data))
        except NotText as error:
            yield self._bad(str(error))
            return
        yield self._row(text) if text.strip() else self._bad("empty, expected the text of an article")

    def _row(self, text: str) -> Row | BadRow:
        outlet, name = self._input.outlet, self._input.name
        headline, body = split_headline(text)
        try:
            article = Article(
                id=stable_id(outlet, None, text),
                outlet=outlet,
                headline=headline,
                body_text=body,
                metadata=metadata_of(name) if name else {},
            )
        except ValidationError as error:
            return self._bad(problems(error))
        return Row(article, self._input.label, 1, SourceFormat.TEXT)

    def _bad(self, problem: str) -> BadRow:
        return BadRow(self._input.label, None, problem)
