"""What every source of articles offers."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple, Protocol

from dateline.errors import BadRow
from dateline.records import AnnotatedArticle, Article, EnrichedArticle

STANDARD_INPUT = "-"
"""The path that stands for standard input."""

MAX_ROW_BYTES = 64 * 1024 * 1024
"""Longer lines and text files are bad rows. JSON escapes make up to six bytes of one, so 8 MiB of text fits."""


class SourceFormat(StrEnum):
    """What articles are read from; the label `source_format` of the metrics."""

    JSON = "json"
    TEXT = "text"


class Row(NamedTuple):
    """An article and where it was read; `line` counts from 1.

    `annotated` or `enriched` is the whole record where the row is one of `articles.annotated` or `articles.enriched`;
    `article` is then the one in it.
    """

    article: Article
    file: str
    line: int
    source_format: SourceFormat
    annotated: AnnotatedArticle | None = None
    enriched: EnrichedArticle | None = None

    @property
    def place(self) -> str:
        """File and line, as in error messages."""
        return f"{self.file}:{self.line}"


class Source(Protocol):
    """Articles in order. A source is read once."""

    @property
    def size(self) -> int | None:
        """Bytes to read in all; None where that is not known."""
        ...

    @property
    def bytes_read(self) -> int:
        """Bytes read so far."""
        ...

    def articles(self) -> Iterator[Row | BadRow]:
        """Yield each article; in the place of one that cannot be read, the error that says why and where."""
        ...
