"""JSON Lines: one article a line."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from pydantic import ValidationError
from pydantic_core import from_json

from dateline.errors import BadRow
from dateline.records import AnnotatedArticle, Article
from dateline.replayer.sources.decoding import NotText, decode
from dateline.replayer.sources.identity import stable_id
from dateline.replayer.sources.input import Input
from dateline.replayer.sources.problems import problems
from dateline.replayer.sources.source import MAX_ROW_BYTES, Row

_SKIP_BYTES = 1024 * 1024


class JsonLinesSource:
    """Articles as JSON objects, one a line; blank lines are passed over.

    An object without `outlet` gets that of the input, one without `id` a hash. A record of `articles.annotated` or
    `articles.enriched` stands for the article in it, so that the dump of a topic can be read again.
    """

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
                        row = self._row(line, line_number)
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

    def _row(self, line: bytes, number: int) -> Row | BadRow:
        try:
            value = from_json(decode(line), allow_inf_nan=False)
        except NotText as error:
            return self._bad(str(error), number)
        except ValueError as error:
            return self._bad(f"not JSON: {error}", number)
        if not isinstance(value, dict):
            return self._bad(f"expected a JSON object, found {_kind(value)}", number)
        try:
            return self._record(value, number)
        except ValidationError as error:
            return self._bad(problems(error), number)

    def _record(self, value: dict[str, Any], number: int) -> Row:
        if "schema_version" not in value or "article" not in value:
            return Row(Article.model_validate(self._completed(value)), self._input.label, number)
        if "fingerprint" not in value:
            return Row(Article.model_validate(value["article"]), self._input.label, number)
        annotated = AnnotatedArticle.model_validate(value)
        return Row(annotated.article, self._input.label, number, annotated)

    def _completed(self, value: dict[str, Any]) -> dict[str, Any]:
        outlet, identifier = value.get("outlet"), value.get("id")
        if outlet is None:
            outlet = self._input.outlet
        if identifier is None and isinstance(outlet, str):
            url, headline, body = (value.get(name) for name in ("url", "headline", "body_text"))
            identifier = stable_id(outlet, url if isinstance(url, str) else None, f"{headline or ''}\n{body or ''}")
        return {**value, "outlet": outlet, "id": identifier}

    def _bad(self, problem: str, line: int | None = None) -> BadRow:
        return BadRow(self._input.label, line, problem)


def _kind(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
