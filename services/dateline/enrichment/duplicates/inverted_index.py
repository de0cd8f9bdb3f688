"""From keys to the places of the entries that have them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from dateline.enrichment.duplicates.rows import BLOCK_BITS, Rows
from dateline.enrichment.duplicates.segment import MOST_BITS, Segment
from dateline.enrichment.duplicates.view import NO_TIME, View

_OPEN = 128
_TIMES_SMALLER = 8
_BYTES_OPEN = 130  # what a posting takes in a dictionary; measured
_IN_BLOCK = (1 << BLOCK_BITS) - 1


class InvertedIndex:
    """Postings of all entries: those of the newest 128 in a dictionary, the others in segments.

    Segments are merged as they are added, so that each is several times smaller than the one before it: there are
    few to look into, and each posting is moved a few times only.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._segments: list[Segment] = []
        self._open: dict[int, list[int]] = {}
        self._open_from = 0

    @property
    def size(self) -> int:
        """Estimate of the memory taken, in bytes."""
        return sum(segment.size for segment in self._segments) + _BYTES_OPEN * len(self._open)

    def add(self, place: int, keys: Sequence[int]) -> None:
        """Add an entry behind all others."""
        for key in keys:
            known = self._open.get(key)
            if known is None:
                self._open[key] = [place]
            else:
                known.append(place)
        if place + 1 - self._open_from == _OPEN:
            self._close()

    def extend(self, segment: Segment) -> None:
        """Add the postings of entries behind all others."""
        self._segments.append(segment)
        self._open_from = segment.base + segment.span

    def newest(self, keys: Sequence[int], view: View, limit: int) -> list[list[int]]:
        """Return the places of the newest visible entries, the newest first, for each of some keys."""
        found: list[list[int]] = [[] for _ in keys]
        if self._open_from < view.end:
            for key, into in zip(keys, found, strict=True):
                known = self._open.get(key)
                if known is not None:
                    self._take(reversed(known), view, limit, into)
        for segment in reversed(self._segments):
            if segment.base < view.end:
                self._search(segment, keys, view, limit, found)
                if segment.base <= view.start:
                    break
        return found

    def drop_before(self, start: int) -> None:
        """Forget segments of which all places lie before one."""
        while self._segments and self._segments[0].base + self._segments[0].span <= start:
            del self._segments[0]

    def _search(self, segment: Segment, keys: Sequence[int], view: View, limit: int, found: list[list[int]]) -> None:
        # a good part of a search is spent here, so nothing is looked up or called that need not be
        starts, postings, mask = segment.starts, segment.postings, segment.mask
        for key, into in zip(keys, found, strict=True):
            bucket = key & mask
            lowest, end = key - bucket, starts[bucket + 1]
            first = bisect_left(postings, lowest, starts[bucket], end)
            if first < end and postings[first] <= lowest + mask and len(into) < limit:
                behind = bisect_right(postings, lowest + mask, first, end)
                self._take(segment.places(first, behind), view, limit, into)

    def _take(self, places: Iterable[int], view: View, limit: int, into: list[int]) -> None:
        """Append places where the entry is visible, until there are enough of them."""
        start, end, earliest, latest, since = view
        blocks, first_block = self._rows.blocks, self._rows.first_block
        for place in places:
            if place < start:
                return
            if place < end:
                block = blocks[(place >> BLOCK_BITS) - first_block]
                at = place & _IN_BLOCK
                event_time, appended = block.times[2 * at], block.times[2 * at + 1]
                if (
                    (earliest <= event_time <= latest or event_time == NO_TIME)
                    and (appended >= since or appended == NO_TIME)
                    and (not block.removed or at not in block.removed)
                ):
                    into.append(place)
                    if len(into) == limit:
                        return

    def _close(self) -> None:
        """Make a segment of the dictionary, and one of the last segments that are not much longer than it."""
        keys = np.repeat(np.fromiter(self._open, np.uint32), list(map(len, self._open.values())))
        places = np.fromiter(chain.from_iterable(self._open.values()), np.int64)
        parts = [(keys, places)]
        base, span = self._open_from, _OPEN
        while self._segments and self._merges(self._segments[-1].span, span):
            older = self._segments.pop()
            older_keys, older_places = older.pairs()
            parts.append((older_keys, older_places.astype(np.int64) + older.base))
            base, span = older.base, older.span + span
        all_places = np.concatenate([part for _, part in parts]) - base
        self._segments.append(
            Segment(base, span, np.concatenate([part for part, _ in parts]), all_places.astype(np.uint32))
        )
        self._open = {}
        self._open_from = base + span

    def _merges(self, older: int, newer: int) -> bool:
        return older < _TIMES_SMALLER * newer and older + newer <= 1 << MOST_BITS
