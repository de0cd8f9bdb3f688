"""A stretch of the index: entries in the order of their positions, and chains of them under keys."""

import sys
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

NO_TIME = -(1 << 63)
_POSTINGS_AN_ENTRY = 16


class View(NamedTuple):
    """What an article can see: entries before `end` and not before `start` (places in the group), near it in time.

    `earliest` and `latest` bound the event time in microseconds, `appended` the append time in milliseconds. An
    entry without a time is not bounded by it.
    """

    start: int
    end: int
    earliest: int
    latest: int
    appended: int


class Generation:
    """A fixed number of entries in compact columns.

    Under each key hangs a chain of postings, the newest first: `heads` by the low bits of the key, and from
    each posting to the next older one in the bucket. Nothing is ever taken out of a chain: a generation is dropped
    whole when its last entry has expired.
    """

    def __init__(self, base: int, capacity: int) -> None:
        self.base = base
        self.count = 0
        self.removed = 0
        self._entry_bytes = 0
        self._capacity = capacity
        self._most_postings = capacity * _POSTINGS_AN_ENTRY
        buckets = 1 << (self._most_postings // 2 - 1).bit_length()
        self._mask = buckets - 1
        self._postings = 0
        self._heads = _column(buckets, "I")
        # the older posting, the key and the owner of each posting lie side by side: one cache line holds them
        self._chains = _column(3 * (self._most_postings + 1), "I")
        self.positions = _column(capacity, "q")
        self._times = _column(2 * capacity, "q")
        self.entries: list[bytes | None] = []

    @property
    def size(self) -> int:
        """Estimate of the memory taken, in bytes."""
        return self._heads.nbytes + 12 * self._postings + 32 * self.count + self._entry_bytes

    def has_room(self, postings: int) -> bool:
        """Tell whether an entry with so many keys fits in."""
        return self.count < self._capacity and self._postings + postings <= self._most_postings

    def append(self, position: int, event_time: int, appended: int, keys: list[int], entry: bytes) -> None:
        """Add an entry behind all others."""
        place = self.count
        self.positions[place] = position
        self._times[2 * place], self._times[2 * place + 1] = event_time, appended
        self.entries.append(entry)
        self._entry_bytes += sys.getsizeof(entry)
        heads, chains, mask = self._heads, self._chains, self._mask
        posting = self._postings
        for key in keys:
            posting += 1
            bucket, cell = key & mask, 3 * posting
            chains[cell], chains[cell + 1], chains[cell + 2] = heads[bucket], key, place
            heads[bucket] = posting
        self._postings = posting
        self.count = place + 1

    def remove(self, place: int) -> None:
        """Take out the entry at a place; its place stays."""
        self._entry_bytes -= sys.getsizeof(self.entries[place])
        self.entries[place] = None
        self.removed += 1

    def appended(self, place: int) -> int:
        """Return the append time of the entry at a place."""
        return self._times[2 * place + 1]

    def find(self, position: int) -> int:
        """Return the place where a position is, or would be."""
        return bisect_left(self.positions, position, 0, self.count)

    def newest(self, keys: Sequence[int], view: View, limit: int, into: list[list[int]]) -> None:
        """Append the places in the group of visible entries, the newest first, to one list a key, up to `limit`."""
        heads, mask, chains, times, base = self._heads, self._mask, self._chains, self._times, self.base
        start, end = view.start - base, view.end - base
        earliest, latest, since = view.earliest, view.latest, view.appended
        entries = self.entries if self.removed else None
        for key, found in zip(keys, into, strict=True):
            posting = heads[key & mask]
            while posting:
                cell = 3 * posting
                if chains[cell + 1] == key:
                    place = chains[cell + 2]
                    if place < start or len(found) == limit:
                        break
                    time, added = times[2 * place], times[2 * place + 1]
                    if (
                        place < end
                        and (earliest <= time <= latest or time == NO_TIME)
                        and (added >= since or added == NO_TIME)
                        and (entries is None or entries[place] is not None)
                    ):
                        found.append(place + base)
                posting = chains[cell]


def _column(length: int, code: Literal["I", "q"]) -> "memoryview[int]":
    # zeroed memory is taken from the system only when it is written; a view gives plain ints, and fast
    return memoryview(np.zeros(length, code).data).cast("B").cast(code)
