"""What is kept of one article of an outlet."""

import struct
import sys
from array import array
from dataclasses import dataclass

from dateline.enrichment.reading import Reading, hash64
from dateline.errors import IndexUnavailable
from dateline.records import Article

LINES_FROM_EACH_END = 64
_VERSION = 1
_HEAD = struct.Struct("<BQQqBBB")  # version, outlet, identity, received, has an address, length of group, lines
_ADDRESS = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class OutletEntry:
    """One article of an outlet.

    `position` is its offset in the partition of `articles.raw`; `outlet`, `identity` and `address` are 64-bit hashes
    of the outlet, the id, and the outlet with the URL; `group` is the language group the article was sent to;
    `lines` are 32-bit hashes of its lines; `received` is the timestamp of the record in milliseconds.
    """

    position: int
    outlet: int
    identity: int
    address: int | None
    group: str
    lines: tuple[int, ...]
    received: int

    def dump(self) -> bytes:
        """Return everything but the position, in a compact form that `load` reads."""
        group = self.group.encode()
        head = _HEAD.pack(
            _VERSION,
            self.outlet,
            self.identity,
            self.received,
            self.address is not None,
            len(group),
            len(self.lines),
        )
        address = b"" if self.address is None else _ADDRESS.pack(self.address)
        return head + address + group + _little_endian(array("I", self.lines)).tobytes()

    @classmethod
    def load(cls, position: int, data: bytes) -> "OutletEntry":
        """Read what `dump` wrote. Raises `IndexUnavailable` for anything else."""
        try:
            version, outlet, identity, received, has_address, group_length, count = _HEAD.unpack_from(data)
            start = _HEAD.size
            address = _ADDRESS.unpack_from(data, start)[0] if has_address else None
            start += _ADDRESS.size * has_address
            group = data[start : start + group_length].decode("ascii")
        except (struct.error, UnicodeDecodeError) as error:
            raise IndexUnavailable(_unreadable(position, data)) from error
        lines = data[start + group_length :]
        if version != _VERSION or len(lines) != 4 * count:
            raise IndexUnavailable(_unreadable(position, data))
        numbers = array("I")
        numbers.frombytes(lines)
        return cls(position, outlet, identity, address, group, tuple(_little_endian(numbers)), received)


def entry_of(article: Article, reading: Reading, group: str, position: int, received: int) -> OutletEntry:
    """Make the entry of an article that was read and given a language group."""
    hashes = reading.body.line_hashes
    if len(hashes) > 2 * LINES_FROM_EACH_END:
        hashes = hashes[:LINES_FROM_EACH_END] + hashes[-LINES_FROM_EACH_END:]
    lines = tuple(dict.fromkeys(map(short, hashes)))
    return OutletEntry(
        position, hash64(article.outlet), hash64(article.id), address_of(article), group, lines, received
    )


def address_of(article: Article) -> int | None:
    """Hash the outlet together with the URL; None without a URL."""
    return hash64(f"{article.outlet}\0{article.url}") if article.url else None


def short(line: int) -> int:
    """Return the part of a line's hash that is kept: 32 bits tell a few thousand lines of one outlet apart."""
    return line >> 32


def _little_endian(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _unreadable(position: int, data: bytes) -> str:
    return (
        f"the outlet entry at position {position} ({len(data)} bytes) is not of format {_VERSION}; "
        "delete the folder of this instance's state, and it is restored from Kafka"
    )
