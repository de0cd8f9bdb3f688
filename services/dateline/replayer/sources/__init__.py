"""Where articles are read from: text files, JSON, JSON Lines, folders of them, standard input. No Kafka in here."""

from dateline.replayer.sources.json_document import JsonDocumentSource
from dateline.replayer.sources.jsonl import JsonLinesSource
from dateline.replayer.sources.opening import open_source, open_sources
from dateline.replayer.sources.series import SourceSeries
from dateline.replayer.sources.source import STANDARD_INPUT, Row, Source, SourceFormat
from dateline.replayer.sources.text import TextSource

__all__ = [
    "STANDARD_INPUT",
    "JsonDocumentSource",
    "JsonLinesSource",
    "Row",
    "Source",
    "SourceFormat",
    "SourceSeries",
    "TextSource",
    "open_source",
    "open_sources",
]
