"""What a file holds, by its ending or else by how it begins."""

import codecs
import re
from pathlib import Path

from dateline.errors import SourceError
from dateline.replayer.sources.json_document import JsonDocumentSource
from dateline.replayer.sources.jsonl import JsonLinesSource
from dateline.replayer.sources.text import TextSource

Format = type[JsonLinesSource | JsonDocumentSource | TextSource]

FORMATS: dict[str, Format] = {
    ".jsonl": JsonLinesSource,
    ".ndjson": JsonLinesSource,
    ".txt": TextSource,
}
"""File name endings that a folder is searched for."""

_EXPECTED = "expected JSON Lines of articles (.jsonl, .ndjson), one article as JSON (.json), or its plain text (.txt)"
_MAGIC = {b"%PDF-": "a PDF", b"PK\x03\x04": "a zip archive", b"\x1f\x8b": "compressed by gzip", rb"{\rtf": "RTF"}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKUP = re.compile(rb"<[a-z!?]", re.IGNORECASE)
_ARRAY = re.compile(rb'\[\s*[{"\]]')
_LAID_OUT = re.compile(rb"\{[ \t]*\r?\n")


def format_of(name: str, start: bytes) -> Format:
    """Say how to read a file of this name that begins with these bytes.

    A file with an unknown ending is read as JSON where it begins with `{`, else as a text.
    Raises SourceError where it is neither.
    """
    suffix = Path(name).suffix.lower()
    if suffix in FORMATS:
        return FORMATS[suffix]
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if found := _not_ours(text):
        raise SourceError(f"{name}: this is {found}, {_EXPECTED}")
    if text.startswith(b"{"):
        return JsonDocumentSource if _LAID_OUT.match(text) else JsonLinesSource
    if suffix == ".json":
        raise SourceError(f"{name}: no JSON object begins here, {_EXPECTED}")
    return TextSource


def _not_ours(start: bytes) -> str | None:
    for magic, name in _MAGIC.items():
        if start.startswith(magic):
            return name
    if _MARKUP.match(start):
        return "HTML or XML"
    if _ARRAY.match(start):
        return "a JSON array (`jq -c '.[]'` makes JSON Lines of it)"
    # UTF-16 is full of zero bytes, too, and is told as such when it is decoded
    return "not text" if b"\0" in start and not start.startswith(_UTF16) else None
