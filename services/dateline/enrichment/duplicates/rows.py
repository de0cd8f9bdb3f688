"""The entries of a language group as they lie in memory, one behind the other, in the order of their positions."""

import struct
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from dateline.enrichment.duplicates.entry import TIMES_AT, TIMES_SIZE, IndexEntry
from dateline.enrichment.duplicates.view import NO_TIME

BLOCK_BITS = 12
BLOCK = 1 << BLOCK_BITS
_IN_BLOCK = BLOCK - 1
_TIMES = struct.Struct("<qq")
_BEHIND_TIMES = TIMES_AT + TIMES_SIZE


class Block:
    """Up to 4,096 entries: columns of what every search reads, and the rest of each as it was dumped.

    `times` holds event time and append time in turn. `removed` has the places that were taken out, counted from
    the block's first.
    """

    __slots__ = ("_data", "_ends", "positions", "removed", "times")

    def __init__(
        self,
        positions: "array[int] | None" = None,
        times: "array[int] | None" = None,
        ends: "array[int] | None" = None,
        data: bytes = b"",
    ) -> None:
        self.positions = array("q") if positions is None else positions
        self.times = array("q") if times is None else times
        self.removed: set[int] = set()
        self._ends = array("I", [0]) if ends is None else ends
        self._data: bytes | bytearray = data if len(self) == BLOCK else bytearray(data)

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def size(self) -> int:
        """Estimate of the memory taken, in bytes."""
        return len(self._data) + 28 * len(self.positions)

    def append(self, entry: IndexEntry) -> None:
        """Add an entry behind the others."""
        self.positions.append(entry.position)
        self.times.append(NO_TIME if entry.event_time is None else entry.event_time)
        self.times.append(NO_TIME if entry.appended is None else entry.appended)
        dumped, data = entry.dump(), self._data
        data += dumped[:TIMES_AT]
        data += dumped[_BEHIND_TIMES:]
        self._ends.append(len(data))
        # what grows has room to grow; a full block needs none
        self._data = bytes(data) if len(self) == BLOCK else data

    def kept(self, place: int) -> bytes:
        """Return the dumped entry at a place without its times, as the functions `kept_...` read it."""
        return bytes(self._data[self._ends[place] : self._ends[place + 1]])

    def packed(self, place: int) -> bytes:
        """Return the dumped entry at a place."""
        start, end = self._ends[place], self._ends[place + 1]
        event_time, appended = self.times[2 * place], self.times[2 * place + 1]
        times = _TIMES.pack(0 if event_time == NO_TIME else event_time, 0 if appended == NO_TIME else appended)
        return b"".join((self._data[start : start + TIMES_AT], times, self._data[start + TIMES_AT : end]))


class Rows:
    """Blocks of entries. An entry's place counts from the first entry that was ever added; it never changes."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.first_block = 0
        self.end = 0

    @property
    def start(self) -> int:
        """The first place that is still kept, removed or not."""
        return self.first_block << BLOCK_BITS

    @property
    def size(self) -> int:
        """Estimate of the memory taken, in bytes."""
        return sum(block.size for block in self.blocks)

    def append(self, entry: IndexEntry) -> int:
        """Add an entry behind all others; return its place."""
        if not self.end & _IN_BLOCK:
            self.blocks.append(Block())
        self.blocks[-1].append(entry)
        self.end += 1
        return self.end - 1

    def extend(self, block: Block) -> None:
        """Add a block of entries behind all others; the last one before it must be full."""
        self.blocks.append(block)
        self.end += len(block)

    def block(self, place: int) -> tuple[Block, int]:
        """Return the block that a place is in, and the place in the block."""
        number = (place >> BLOCK_BITS) - self.first_block
        if not 0 <= number < len(self.blocks):
            raise LookupError(f"there is no entry at place {place}")
        return self.blocks[number], place & _IN_BLOCK

    def kept(self, place: int) -> bytes:
        """Return the dumped entry at a place without its times."""
        block, at = self.block(place)
        return block.kept(at)

    def entry(self, place: int) -> IndexEntry:
        """Return the entry at a place."""
        block, at = self.block(place)
        if at in block.removed:
            raise LookupError(f"the entry at place {place} was removed")
        return IndexEntry.load(block.positions[at], block.packed(at))

    def appended(self, place: int) -> int:
        """Return the append time of the entry at a place."""
        block, at = self.block(place)
        return block.times[2 * at + 1]

    def place_of(self, position: int) -> int:
        """Return how many entries lie before a position, counted from the first one ever added."""
        if not self.blocks or self.blocks[-1].positions[-1] < position:
            return self.end
        number = max(0, bisect_right(self.blocks, position, key=_first_position) - 1)
        return ((self.first_block + number) << BLOCK_BITS) + bisect_left(self.blocks[number].positions, position)

    def holds(self, position: int) -> bool:
        """Whether the entry at a position is here and was not removed."""
        return self._find(position) is not None

    def all_packed(self) -> Iterator[tuple[int, bytes]]:
        """Return positions and dumped entries of all that are here."""
        for block in self.blocks:
            for at, position in enumerate(block.positions):
                if at not in block.removed:
                    yield position, block.packed(at)

    def remove(self, position: int) -> bool:
        """Take out the entry at a position; False when there is none. Blocks at the front go when nothing is left."""
        found = self._find(position)
        if found is None:
            return False
        block, at = found
        block.removed.add(at)
        while len(self.blocks) > 1 and len(self.blocks[0].removed) == BLOCK:
            del self.blocks[0]
            self.first_block += 1
        return True

    def _find(self, position: int) -> tuple[Block, int] | None:
        place = self.place_of(position)
        if place == self.end:
            return None
        block, at = self.block(place)
        return None if block.positions[at] != position or at in block.removed else (block, at)


def _first_position(block: Block) -> int:
    return block.positions[0]
