"""The articles of one outlet, in the order of their positions."""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np

from dateline.enrichment.outlets.entry import OutletEntry


class Shelf:
    """Columns of one outlet's entries."""

    def __init__(self, outlet: int) -> None:
        self.outlet = outlet
        self._positions = array("q")
        self._identities = array("Q")
        self._addresses = array("Q")
        self._counts = array("I")
        self._lines: list[bytes] = []

    def __len__(self) -> int:
        return len(self._positions)

    @property
    def size(self) -> int:
        """Estimate of the memory taken, in bytes."""
        return 500 + 36 * len(self) + sum(map(sys.getsizeof, self._lines))

    def insert(self, entry: OutletEntry) -> None:
        """Put an entry in its place; nearly always the last one."""
        place = bisect_left(self._positions, entry.position)
        self._positions.insert(place, entry.position)
        self._identities.insert(place, entry.identity)
        # an article without an address differs in address from every other
        self._addresses.insert(place, entry.identity if entry.address is None else entry.address)
        self._counts.insert(place, len(entry.lines))
        self._lines.insert(place, array("I", entry.lines).tobytes())

    def delete(self, position: int) -> None:
        """Take out the entry at a position."""
        place = bisect_left(self._positions, position)
        for column in (self._positions, self._identities, self._addresses, self._counts, self._lines):
            del column[place]

    def rank(self, position: int, before: int) -> int:
        """Count the entries after `position` and before `before`."""
        return bisect_left(self._positions, before) - bisect_left(self._positions, position) - 1

    def shared_lines(
        self, lines: Iterable[int], *, identity: int, address: int | None, before: int, articles: int, holders: int
    ) -> set[int]:
        """Find which of some lines are held by at least `holders` other ids and URLs among the newest articles.

        `holders` counts different ids, different URLs and different texts, so that versions of one article, and an
        archive that is sent again under new ids, count once. An article all of whose lines are among them does not.
        """
        last = bisect_left(self._positions, before)
        first = max(0, last - articles)
        wanted = np.array(sorted(lines), np.uint32)
        flat = np.frombuffer(b"".join(self._lines[first:last]), np.uint32)
        if not len(flat) or not len(wanted):
            return set()
        nearest = np.minimum(np.searchsorted(wanted, flat), len(wanted) - 1)
        hits = np.flatnonzero(wanted[nearest] == flat)
        if not len(hits):
            return set()
        counts = np.frombuffer(self._counts[first:last], np.uint32)
        owners = np.searchsorted(np.cumsum(counts), hits, side="right")
        identities = np.frombuffer(self._identities[first:last], np.uint64)[owners]
        addresses = np.frombuffer(self._addresses[first:last], np.uint64)[owners]
        others = (identities != identity) & (addresses != (identity if address is None else address))
        # what has no line of its own is an earlier or shorter version under another id
        others &= (np.bincount(owners, minlength=len(counts)) < counts)[owners]
        columns = (flat[hits], identities, addresses, owners)
        found = zip(*(column[others].tolist() for column in columns), strict=True)
        return _held(found, self._lines[first:last], holders)


def _held(found: Iterable[tuple[int, int, int, int]], texts: Sequence[bytes], holders: int) -> set[int]:
    by_line: dict[int, tuple[set[int], set[int], set[bytes]]] = {}
    held: set[int] = set()
    for line, identity, address, owner in found:
        if line in held:
            continue
        identities, addresses, different = by_line.setdefault(line, (set(), set(), set()))
        identities.add(identity)
        addresses.add(address)
        different.add(texts[owner])
        if len(identities) >= holders and len(addresses) >= holders and len(different) >= holders:
            held.add(line)
    return held
