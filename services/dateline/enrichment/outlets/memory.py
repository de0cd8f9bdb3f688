"""Which lines an outlet repeats, and which of its articles are versions of one another."""

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from dateline.enrichment.outlets.entry import OutletEntry, address_of, short
from dateline.enrichment.outlets.options import OutletOptions
from dateline.enrichment.outlets.shelf import Shelf
from dateline.enrichment.outlets.versions import Versions
from dateline.enrichment.reading import hash64
from dateline.records import Article

_BYTES_AN_ENTRY, _BYTES_A_KEY = 220, 75  # beside the shelves; measured
Stored = Iterable[tuple[int, bytes]]
"""Positions and dumped entries."""
_LOADED_AT_ONCE = 2000
_LOOKED_AT = 4  # entries that `expired` examines for each that it may return


class OutletMemory:
    """What was published before, on one partition of `articles.raw`.

    What an article is told depends on entries at smaller positions only, so a stretch that is processed again gets
    the same answers, whatever was added behind it.
    """

    def __init__(self, options: OutletOptions = OutletOptions()) -> None:
        self._options = options
        self._outlets: dict[int, Shelf] = {}
        self._versions = Versions()
        self._entries: dict[int, tuple[int, int, int | None, str, int]] = {}
        self._positions: list[int] = []
        self._next_looked_at = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def bytes(self) -> int:
        """Estimate of the memory taken, in bytes."""
        shelves = sum(shelf.size for shelf in self._outlets.values())
        return shelves + _BYTES_AN_ENTRY * len(self) + _BYTES_A_KEY * len(self._versions)

    def add(self, entry: OutletEntry) -> None:
        """Remember an article. A position that is known already is left as it is."""
        if entry.position in self._entries:
            return
        shelf = self._outlets.setdefault(entry.outlet, Shelf(entry.outlet))
        shelf.insert(entry)
        for key in _keys(entry.outlet, entry.identity, entry.address):
            self._versions.add(key, entry.position)
        group = sys.intern(entry.group)
        self._entries[entry.position] = (shelf.outlet, entry.identity, entry.address, group, entry.received)
        place = bisect_left(self._positions, entry.position)
        if self._positions[place : place + 1] != [entry.position]:
            self._positions.insert(place, entry.position)

    def load(self, stored: Stored) -> Iterator[None]:
        """Remember stored articles, in any order; yields now and then. Raises IndexUnavailable."""
        rows: list[tuple[int, bytes]] = []
        for row in stored:
            rows.append(row)
            if not len(rows) % _LOADED_AT_ONCE:
                yield
        # each entry behind the others: to make room among many takes long
        rows.sort(reverse=True)
        while rows:
            position, data = rows.pop()
            self.add(OutletEntry.load(position, data))
            if not len(rows) % _LOADED_AT_ONCE:
                yield

    def remove(self, position: int) -> None:
        """Forget the article at a position; one that is not known is passed over."""
        entry = self._entries.pop(position, None)
        if entry is None:
            return
        outlet, identity, address, _, _ = entry
        shelf = self._outlets[outlet]
        shelf.delete(position)
        if not shelf:
            del self._outlets[outlet]
        for key in _keys(outlet, identity, address):
            self._versions.remove(key, position)
        # taking positions out one by one would move all that follow
        if len(self._positions) > 2 * len(self._entries) + _LOOKED_AT:
            self._positions = sorted(self._entries)

    def repeated(self, article: Article, lines: Iterable[int], position: int) -> frozenset[int]:
        """Return the hashes of those lines that the outlet repeats.

        `lines` are hashes as in `Passage.line_hashes`. A line is repeated when enough other ids and URLs among the
        outlet's newest articles before `position` hold it.
        """
        shelf = self._outlets.get(hash64(article.outlet))
        if shelf is None:
            return frozenset()
        known = {short(line): line for line in lines}
        shared = shelf.shared_lines(
            known,
            identity=hash64(article.id),
            address=address_of(article),
            before=position,
            articles=self._options.articles,
            holders=self._options.holders,
        )
        return frozenset(known[line] for line in shared)

    def group_of(self, article: Article, position: int, received: int) -> str | None:
        """Return the language group of the first version of an article that is still in the window.

        A version has the same outlet, the same id or URL, and a smaller position. None: there is no earlier version.
        """
        first: int | None = None
        for key in _keys(hash64(article.outlet), hash64(article.id), address_of(article)):
            for version in self._versions.of(key):
                if version >= position or (first is not None and version >= first):
                    break
                if abs(received - self._entries[version][4]) <= self._options.window_ms:
                    first = version
                    break
        return None if first is None else self._entries[first][3]

    def expired(self, floor: int, limit: int) -> list[int]:
        """Return positions that no article at `floor` or later can see, oldest first, at most `limit` of them.

        One call looks at a part of the entries, the next call at the part behind it.
        """
        end = bisect_left(self._positions, floor)
        newest = next((place for place in range(end - 1, -1, -1) if self._positions[place] in self._entries), None)
        if newest is None:
            return []
        options = self._options
        horizon = self._entries[self._positions[newest]][4] - options.window_ms - options.disorder_ms
        start = bisect_left(self._positions, self._next_looked_at, 0, end)
        stop = min(end, start + _LOOKED_AT * limit)
        # entries of quiet outlets stay for long, so each call looks further on and the last one starts again
        gone: list[int] = []
        for place in range(start, stop):
            position = self._positions[place]
            if self._is_expired(position, floor, horizon):
                gone.append(position)
                if len(gone) == limit:
                    self._next_looked_at = position + 1
                    return gone
        self._next_looked_at = self._positions[stop] if stop < end else 0
        return gone

    def _is_expired(self, position: int, floor: int, horizon: int) -> bool:
        entry = self._entries.get(position)
        if entry is None:
            return False
        outlet, _, _, _, received = entry
        return received < horizon and self._outlets[outlet].rank(position, floor) >= self._options.articles


def _keys(outlet: int, identity: int, address: int | None) -> list[int]:
    # an id belongs to its outlet; the hash of a URL has its outlet in it
    key = identity ^ (outlet >> 1)
    return [key] if address is None else [key, address]
