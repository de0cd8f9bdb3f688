"""A record's value, so that a person can read it on a terminal."""

import json
from collections.abc import Iterator

from dateline.replayer.printable import acts_on_terminal, printable

_BYTES_A_LINE = 16


def readable_value(value: bytes | None, limit: int) -> str:
    """Return indented JSON, else text, else a hexdump; at most about `limit` characters of it."""
    if value is None:
        return "(null: a deletion)"
    if not value:
        return "(empty)"
    text = _text(value)
    if text is None:
        shown = "\n".join(_hexdump(value[: max(1, limit // 4)]))
        rest = len(value) - limit // 4
        return shown + (f"\n({rest} more bytes)" if rest > 0 else "")
    rest = len(text) - limit
    return text[:limit] + (f"\n({rest} more characters)" if rest > 0 else "")


def _text(value: bytes) -> str | None:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    try:
        return printable(json.dumps(json.loads(text), ensure_ascii=False, indent=2))
    except (ValueError, RecursionError):
        acting = sum(map(acts_on_terminal, text))
        return printable(text) if acting * 10 < len(text) else None


def _hexdump(value: bytes) -> Iterator[str]:
    for start in range(0, len(value), _BYTES_A_LINE):
        line = value[start : start + _BYTES_A_LINE]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in line)
        yield f"{start:08x}  {line.hex(' '):<47}  {text}"
