"""A stretch of the index: entries in the order of their positions, and chains of them under keys."""

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

    Under each key hangs a chain of postings, the newest first: `heads` by the low bits of the key, `before` from
    each posting to the next older one in the bucket. Nothing is ever taken out of a chain: a generation is dropped
    whole when its last entry has expired.
    """

    def __init__(self, base: int, capacity: int) -> None:
        self.base = base
        self.count = 0
        self.removed = 0
        self._capacity = capacity
        self._most_postings = capacity * _POSTINGS_AN_ENTRY
        buckets = 1 << (self._most_postings // 2 - 1).bit_length()
        self._mask = buckets - 1
        self._postings = 0
        self._heads = _column(buckets, "I")
        self._before = _column(self._most_postings + 1, "I")
        self._keys = _column(self._most_postings + 1, "I")
        self._owners = _column(self._most_postings + 1, "I")
        self.positions = _column(capacity, "q")
        self._event_times = _column(capacity, "q")
        self.appended = _column(capacity, "q")
        self.entries: list[bytes | None] = []

    @property
    def size(self) -> int:
        """Estimate of the memory taken, in bytes."""
        columns = self._heads.nbytes + 12 * self._postings + 24 * self.count
        return columns + sum(41 + len(entry) for entry in self.entries if entry is not None) + 8 * self.removed

    def has_room(self, postings: int) -> bool:
        """Tell whether an entry with so many keys fits in."""
        return self.count < self._capacity and self._postings + postings <= self._most_postings

    def append(self, position: int, event_time: int, appended: int, keys: list[int], entry: bytes) -> None:
        """Add an entry behind all others."""
        place = self.count
        self.positions[place] = position
        self._event_times[place] = event_time
        self.appended[place] = appended
        self.entries.append(entry)
        heads, before, owners, mask = self._heads, self._before, self._owners, self._mask
        posting = self._postings
        for key in keys:
            posting += 1
            bucket = key & mask
            before[posting] = heads[bucket]
            self._keys[posting] = key
            owners[posting] = place
            heads[bucket] = posting
        self._postings = posting
        self.count = place + 1

    def find(self, position: int) -> int:
        """Return the place where a position is, or would be."""
        return bisect_left(self.positions, position, 0, self.count)

    def newest(self, keys: Sequence[int], view: View, limit: int, into: list[list[int]]) -> None:
        """Append the places in the group of visible entries, the newest first, to one list a key, up to `limit`."""
        heads, mask, before, all_keys, owners = self._heads, self._mask, self._before, self._keys, self._owners
        event_times, appended, entries, base = self._event_times, self.appended, self.entries, self.base
        start, end = view.start - base, view.end - base
        earliest, latest, since = view.earliest, view.latest, view.appended
        for key, found in zip(keys, into, strict=True):
            posting = heads[key & mask]
            while posting:
                if all_keys[posting] == key:
                    place = owners[posting]
                    if place < start or len(found) == limit:
                        break
                    time, added = event_times[place], appended[place]
                    if (
                        place < end
                        and (earliest <= time <= latest or time == NO_TIME)
                        and (added >= since or added == NO_TIME)
                        and entries[place] is not None
                    ):
                        found.append(place + base)
                posting = before[posting]


def _column(length: int, code: Literal["I", "q"]) -> "memoryview[int]":
    # zeroed memory is taken from the system only when it is written; a view gives plain ints, and fast
    return memoryview(np.zeros(length, code).data).cast("B").cast(code)
