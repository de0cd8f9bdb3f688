"""Entries as a store gives them back: in the order of its keys, which is not that of the positions."""

from array import array
from collections.abc import Iterator, Sequence
from struct import error as StructError  # noqa: N812 (it is an exception, whatever it is called)
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import xxhash

from dateline.enrichment.duplicates.entry import (
    HAS_ADDRESS,
    HAS_APPENDED,
    HAS_EVENT_TIME,
    HAS_MATCHED,
    HEAD,
    LENGTHS,
    MET_BY,
    TIMES_AT,
    TIMES_SIZE,
    VERDICTS,
    VERSION,
    IndexEntry,
    stored_group,
)
from dateline.enrichment.duplicates.inverted_index import InvertedIndex
from dateline.enrichment.duplicates.postings import ADDRESS_SALT, CLUSTER_SALT, CONTENT_SALT, IDENTITY_SALT
from dateline.enrichment.duplicates.rows import BLOCK, Block, Rows
from dateline.enrichment.duplicates.segment import MOST_BITS, Segment, Words
from dateline.enrichment.duplicates.shingles import MOST_KEYS
from dateline.enrichment.duplicates.view import NO_TIME
from dateline.errors import IndexUnavailable

_FIELDS = np.dtype(
    [
        ("version", "u1"),
        ("verdict", "u1"),
        ("met_by", "u1"),
        ("flags", "<u2"),
        ("outlet", "<u4"),
        ("identity", "<u8"),
        ("edition", "<u8"),
        ("content", "<u8"),
        ("address", "<u8"),
        ("event_time", "<i8"),
        ("appended", "<i8"),
        ("between", "V29"),
        ("keys", "u1"),
        ("sketch", "<u2"),
    ]
)
_TEXTS = np.dtype([("group", "u1"), *((name, "<u2") for name in ("id", "outlet", "of", "cluster", "original"))])

_MOST_POSTINGS = MOST_KEYS + 4  # the keys of the text; id, URL, content, cluster

Places = npt.NDArray[np.int64]


class StoredRows:
    """Entries of one language group, gathered in any order; then brought into that of their positions."""

    def __init__(self) -> None:
        self._positions = array("q")
        self._open: list[bytes] = []
        self._chunks: dict[int, _Chunk] = {}

    def append(self, position: int, data: bytes) -> None:
        """Add an entry."""
        self._positions.append(position)
        self._open.append(data)
        if len(self._open) == BLOCK:
            self._close()

    def into(self, rows: Rows, index: InvertedIndex) -> Iterator[None]:
        """Move all entries to where searches find them; yields between the steps. Raises IndexUnavailable."""
        if self._open:
            self._close()
        positions = np.frombuffer(self._positions, np.int64)
        order = None if bool((np.diff(positions) > 0).all()) else np.argsort(positions)
        for base in range(0, len(positions), 1 << MOST_BITS):
            span = min(1 << MOST_BITS, len(positions) - base)
            # as one piece they go back to the system; as many small ones they would stay with the process
            keys, places = (np.empty(_MOST_POSTINGS * span, np.uint32) for _ in range(2))
            count = 0
            for start in range(base, base + span, BLOCK):
                end = min(start + BLOCK, base + span)
                chunk = self._chunks.pop(start // BLOCK) if order is None else self._gathered(order[start:end])
                columns = _Columns(positions[start:end] if order is None else positions[order[start:end]], chunk)
                rows.extend(columns.block())
                for some_keys, some_places in columns.postings(start - base):
                    behind = count + len(some_keys)
                    keys[count:behind], places[count:behind] = some_keys, some_places
                    count = behind
                yield
            index.extend(Segment(base, span, keys[:count], places[:count]))
            yield

    def _close(self) -> None:
        self._chunks[len(self._chunks)] = _Chunk(self._open)
        self._open = []

    def _gathered(self, order: Places) -> "_Chunk":
        data = []
        for number, at in zip((order // BLOCK).tolist(), (order % BLOCK).tolist(), strict=True):
            chunk = self._chunks[number]
            data.append(chunk.take(at))
            if not chunk.left:
                del self._chunks[number]
        return _Chunk(data)


class _Chunk:
    """Dumped entries in one piece: a block's worth takes less memory so."""

    def __init__(self, data: Sequence[bytes]) -> None:
        self.left = len(data)
        self.data = b"".join(data)
        self.ends = np.cumsum([0, *map(len, data)])

    def take(self, at: int) -> bytes:
        """Return an entry, for the only time."""
        self.left -= 1
        return self.data[self.ends[at] : self.ends[at + 1]]


class _Columns:
    """Some entries, all of their fields at once."""

    def __init__(self, positions: Places, chunk: _Chunk) -> None:
        self._positions, self._chunk = positions, chunk
        self._bytes = np.frombuffer(chunk.data, np.uint8)
        self._starts, self._ends = chunk.ends[:-1], chunk.ends[1:]
        if int((self._ends - self._starts).min()) < HEAD.size + LENGTHS.size:
            self._refuse(self._ends - self._starts < HEAD.size + LENGTHS.size)
        self._fields = self._at(self._starts, _FIELDS)
        self._texts_at = self._starts + HEAD.size + 4 * self._fields["keys"].astype(np.int64) + self._fields["sketch"]
        if bool((faulty := self._texts_at + LENGTHS.size > self._ends).any()):
            self._refuse(faulty)
        self._texts = self._at(self._texts_at, _TEXTS)
        lengths = sum(self._texts[name].astype(np.int64) for name in _TEXTS.names or ())
        faulty = (
            (self._fields["version"] != VERSION)
            | (self._fields["verdict"] >= len(VERDICTS))
            | (self._fields["met_by"] > len(MET_BY))
            | (self._fields["keys"] > MOST_KEYS)
            | (self._texts_at + LENGTHS.size + lengths != self._ends)
        )
        if bool(faulty.any()):
            self._refuse(faulty)

    def block(self) -> Block:
        """Return the entries as they lie in memory."""
        times = np.stack((self._time("event_time", HAS_EVENT_TIME), self._time("appended", HAS_APPENDED)), axis=1)
        kept = np.ones(len(self._bytes), np.bool_)
        kept[self._starts[:, None] + np.arange(TIMES_AT, TIMES_AT + TIMES_SIZE)] = False
        ends = self._chunk.ends - TIMES_SIZE * np.arange(len(self._chunk.ends))
        return Block(
            array("q", self._positions.tobytes()),
            array("q", times.tobytes()),
            array("I", ends.astype(np.uint32).tobytes()),
            self._bytes[kept].tobytes(),
        )

    def postings(self, first: int) -> Iterator[tuple[Words, Words]]:
        """Return pairs of keys and places, where the first entry has the place `first`."""
        fields = self._fields
        places = np.arange(first, first + len(fields), dtype=np.uint32)
        yield _key(fields["identity"], IDENTITY_SALT), places
        flags = fields["flags"]
        addressed = flags & HAS_ADDRESS != 0
        yield _key(fields["address"][addressed], ADDRESS_SALT), places[addressed]
        matched = flags & HAS_MATCHED != 0
        yield _key(fields["content"][matched], CONTENT_SALT), places[matched]
        counts = np.where(matched, fields["keys"], 0).astype(np.int64)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        at = np.repeat(self._starts + HEAD.size, counts) + 4 * within
        yield self._at(at, np.dtype("<u4")).astype(np.uint32), np.repeat(places, counts)
        joined = np.flatnonzero(self._texts["of"])
        yield _key(np.array(self._clusters(joined), np.uint64), CLUSTER_SALT), places[joined]

    def _clusters(self, which: Places) -> list[int]:
        """Return the hashes of the clusters' names with their outlets; one left out is the article's own id."""
        texts = {name: self._texts[name][which].astype(np.int64) for name in _TEXTS.names or ()}
        id_at = self._texts_at[which] + LENGTHS.size + texts["group"]
        named = texts["cluster"] > 0
        cluster_at = id_at + texts["id"] + texts["outlet"] + texts["of"]
        starts = np.where(named, cluster_at, id_at)
        ends = starts + np.where(named, texts["cluster"], texts["id"])
        outlets_at = cluster_at + texts["cluster"]
        places = zip(*(at.tolist() for at in (starts, ends, outlets_at, outlets_at + texts["original"])), strict=True)
        data, digest = self._chunk.data, xxhash.xxh3_64_intdigest
        return [digest(data[start:end] + data[outlet:outlet_end]) for start, end, outlet, outlet_end in places]

    def _time(self, name: str, flag: int) -> Places:
        return np.where(self._fields["flags"] & flag, self._fields[name], NO_TIME)

    def _at(self, starts: Places, kind: Any) -> npt.NDArray[Any]:
        gathered: npt.NDArray[Any] = self._bytes[starts[:, None] + np.arange(kind.itemsize)].view(kind)
        return gathered[:, 0]

    def _refuse(self, faulty: npt.NDArray[np.bool_]) -> NoReturn:
        which = int(np.flatnonzero(faulty)[0])
        position = int(self._positions[which])
        IndexEntry.load(position, self._chunk.take(which))
        raise IndexUnavailable(f"the index entry at position {position} has more than {MOST_KEYS} keys")


def group_in(position: int, data: bytes) -> bytes:
    """Read the language group from a dumped entry. Raises IndexUnavailable where there is none."""
    try:
        return stored_group(data)
    except (StructError, IndexError):
        return IndexEntry.load(position, data).group.encode()


def _key(hashes: npt.NDArray[np.uint64], salt: int) -> Words:
    return (hashes >> np.uint64(32)).astype(np.uint32) ^ np.uint32(salt)
