"""The entries of one language group on one partition."""

from collections.abc import Iterator, Sequence

from dateline.enrichment.duplicates.candidate import Candidate
from dateline.enrichment.duplicates.entry import IndexEntry
from dateline.enrichment.duplicates.inverted_index import InvertedIndex
from dateline.enrichment.duplicates.options import DuplicateOptions
from dateline.enrichment.duplicates.postings import keys_of
from dateline.enrichment.duplicates.rows import Rows
from dateline.enrichment.duplicates.stored import StoredRows
from dateline.enrichment.duplicates.view import NO_TIME, View

_EVER = (1 << 63) - 1


class GroupIndex:
    """Entries in the order of their positions, and the keys that lead to them."""

    def __init__(self, options: DuplicateOptions) -> None:
        self._options = options
        self._rows = Rows()
        self._keys = InvertedIndex(self._rows)
        self._live = 0
        self._oldest = 0

    def __len__(self) -> int:
        return self._live

    @property
    def size(self) -> int:
        """Estimate of the memory taken, in bytes."""
        return self._rows.size + self._keys.size

    @property
    def seen_since(self) -> int | None:
        """When the oldest entry that the next article can see was appended, in milliseconds; None: not known."""
        if not self._live:
            return None
        appended = self._rows.appended(max(self._oldest, self._rows.end - self._options.articles))
        return None if appended == NO_TIME else appended

    @property
    def is_full(self) -> bool:
        """Whether its cap hides entries from the next article."""
        return self._live > self._options.articles

    def add(self, entry: IndexEntry) -> bool:
        """Add an entry; False when its position is known already."""
        if self._rows.place_of(entry.position) < self._rows.end:
            if self._rows.holds(entry.position):
                return False
            self._insert(entry)
            return True
        self._keys.add(self._rows.append(entry), keys_of(entry))
        self._live += 1
        return True

    def load(self, stored: StoredRows) -> Iterator[None]:
        """Take in all entries at once, where there are none yet; yields between steps of some milliseconds."""
        yield from stored.into(self._rows, self._keys)
        self._live = self._rows.end

    def remove(self, position: int) -> bool:
        """Take out the entry at a position; False when there is none."""
        if not self._rows.remove(position):
            return False
        self._live -= 1
        self._keys.drop_before(self._rows.start)
        self._oldest = max(self._oldest, self._rows.start)
        return True

    def view(self, candidate: Candidate) -> View:
        """Tell what an article can see."""
        window = self._options.window_ms
        end = self._rows.place_of(candidate.position)
        known, added = candidate.event_time, candidate.appended
        return View(
            max(self._rows.start, end - self._options.articles),
            end,
            -_EVER if known is None else known - 1000 * window,
            _EVER if known is None else known + 1000 * window,
            -_EVER if added is None else added - window,
        )

    def newest(self, keys: Sequence[int], view: View, limit: int) -> list[list[int]]:
        """Return the places of the newest visible entries, the newest first, for each of some keys."""
        return self._keys.newest(keys, view, limit)

    def kept(self, place: int) -> bytes:
        """Return the dumped entry at a place without its times."""
        return self._rows.kept(place)

    def entry(self, place: int) -> IndexEntry:
        """Return the entry at a place."""
        return self._rows.entry(place)

    def expired(self, floor: int, limit: int) -> list[int]:
        """Return positions that no article at `floor` or later can see, oldest first, at most `limit` of them."""
        if not self._may_expire():
            return []
        end = self._rows.place_of(floor)
        # what was appended last before the floor bounds what an article there, processed again, can still see
        horizon = self._rows.appended(end - 1) - self._options.window_ms if end > self._oldest else NO_TIME
        gone: list[int] = []
        for place in range(self._oldest, end):
            block, at = self._rows.block(place)
            if at in block.removed:
                self._oldest += place == self._oldest
                continue
            if end - place <= self._options.articles and not NO_TIME < block.times[2 * at + 1] < horizon:
                break
            gone.append(block.positions[at])
            if len(gone) == limit:
                break
        return gone

    def _may_expire(self) -> bool:
        block, at = self._rows.block(self._oldest)
        horizon = self._rows.appended(self._rows.end - 1) - self._options.window_ms
        return self._live > self._options.articles or block.times[2 * at + 1] < horizon or at in block.removed

    def _insert(self, late: IndexEntry) -> None:
        # only a store that lost an entry leads here, and everything behind it moves
        stored = StoredRows()
        for position, packed in (*self._rows.all_packed(), (late.position, late.dump())):
            stored.append(position, packed)
        self._rows = Rows()
        self._keys = InvertedIndex(self._rows)
        self._oldest = 0
        for _ in self.load(stored):
            pass
