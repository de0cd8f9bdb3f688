"""The entries of one language group on one partition."""

from bisect import insort
from collections.abc import Sequence
from operator import attrgetter

from dateline.enrichment.duplicates.candidate import Candidate
from dateline.enrichment.duplicates.entry import IndexEntry
from dateline.enrichment.duplicates.generation import NO_TIME, Generation, View
from dateline.enrichment.duplicates.options import DuplicateOptions
from dateline.enrichment.duplicates.postings import keys_of

_SMALLEST_GENERATION = 1024
_EVER = (1 << 63) - 1


class GroupIndex:
    """Entries in the order of their positions, as a few generations; each new one has room for as many as there are."""

    def __init__(self, options: DuplicateOptions) -> None:
        self._options = options
        self._generations: list[Generation] = []
        self._last_position = -1
        self._live = 0
        self._oldest = 0

    def __len__(self) -> int:
        return self._live

    @property
    def size(self) -> int:
        """Estimate of the memory taken, in bytes."""
        return sum(generation.size for generation in self._generations)

    @property
    def seen_since(self) -> int | None:
        """When the oldest entry that the next article can see was appended, in milliseconds; None: not known."""
        if not self._live:
            return None
        newest = self._generations[-1]
        appended = self._appended_at(max(self._oldest, newest.base + newest.count - self._options.articles))
        return None if appended == NO_TIME else appended

    @property
    def is_full(self) -> bool:
        """Whether its cap hides entries from the next article."""
        return self._live > self._options.articles

    def add(self, entry: IndexEntry) -> bool:
        """Add an entry; False when its position is known already."""
        if entry.position <= self._last_position:
            if self._holds(entry.position):
                return False
            self._insert(entry)
            return True
        self._append(entry)
        return True

    def remove(self, position: int) -> bool:
        """Take out the entry at a position; False when there is none."""
        for generation in self._generations:
            place = generation.find(position)
            if place < generation.count:
                if generation.positions[place] != position or generation.entries[place] is None:
                    return False
                generation.remove(place)
                self._live -= 1
                self._drop_removed()
                return True
        return False

    def view(self, candidate: Candidate) -> View:
        """Tell what an article can see."""
        window = self._options.window_ms
        end = self._place(candidate.position)
        known, added = candidate.event_time, candidate.appended
        return View(
            start=end - self._options.articles,
            end=end,
            earliest=-_EVER if known is None else known - 1000 * window,
            latest=_EVER if known is None else known + 1000 * window,
            appended=-_EVER if added is None else added - window,
        )

    def newest(self, keys: Sequence[int], view: View, limit: int) -> list[list[int]]:
        """Return the places of the newest visible entries, the newest first, for each of some keys."""
        places: list[list[int]] = [[] for _ in keys]
        for generation in reversed(self._generations):
            if generation.base < view.end:
                generation.newest(keys, view, limit, places)
                if generation.base <= view.start:
                    break
        return places

    def packed(self, place: int) -> bytes:
        """Return the dumped entry at a place."""
        generation = self._generation_of(place)
        entry = generation.entries[place - generation.base]
        if entry is None:
            raise LookupError(f"the entry at place {place} was removed")
        return entry

    def entry(self, place: int) -> IndexEntry:
        """Return the entry at a place."""
        generation = self._generation_of(place)
        return IndexEntry.load(generation.positions[place - generation.base], self.packed(place))

    def expired(self, floor: int, limit: int) -> list[int]:
        """Return positions that no article at `floor` or later can see, oldest first, at most `limit` of them."""
        if not self._may_expire():
            return []
        end = self._place(floor)
        # what was appended last before the floor bounds what an article there, processed again, can still see
        horizon = self._appended_at(end - 1) - self._options.window_ms if end > self._oldest else NO_TIME
        gone: list[int] = []
        for place in range(self._oldest, end):
            generation = self._generation_of(place)
            local = place - generation.base
            if generation.entries[local] is None:
                self._oldest += place == self._oldest
                continue
            if end - place <= self._options.articles and not NO_TIME < generation.appended(local) < horizon:
                break
            gone.append(generation.positions[local])
            if len(gone) == limit:
                break
        return gone

    def _may_expire(self) -> bool:
        oldest, newest = self._generation_of(self._oldest), self._generations[-1]
        added = oldest.appended(self._oldest - oldest.base)
        horizon = newest.appended(newest.count - 1) - self._options.window_ms
        return (
            self._live > self._options.articles or added < horizon or oldest.entries[self._oldest - oldest.base] is None
        )

    def _append(self, entry: IndexEntry) -> None:
        keys = keys_of(entry)
        newest = self._generations[-1] if self._generations else None
        if newest is None or not newest.has_room(len(keys)):
            base = newest.base + newest.count if newest else 0
            newest = Generation(base, max(_SMALLEST_GENERATION, self._live))
            self._generations.append(newest)
        newest.append(
            entry.position,
            NO_TIME if entry.event_time is None else entry.event_time,
            NO_TIME if entry.appended is None else entry.appended,
            keys,
            entry.dump(),
        )
        self._last_position = entry.position
        self._live += 1

    def _insert(self, late: IndexEntry) -> None:
        # only a store that lost an entry leads here: chains hold the newest first, so all are made again
        entries = [
            IndexEntry.load(generation.positions[place], entry)
            for generation in self._generations
            for place, entry in enumerate(generation.entries)
            if entry is not None
        ]
        insort(entries, late, key=attrgetter("position"))
        self._generations, self._live, self._oldest = [], 0, 0
        for entry in entries:
            self._append(entry)

    def _holds(self, position: int) -> bool:
        for generation in self._generations:
            place = generation.find(position)
            if place < generation.count:
                return generation.positions[place] == position and generation.entries[place] is not None
        return False

    def _place(self, position: int) -> int:
        """Return how many entries lie before a position, counted from the first one ever added."""
        for generation in reversed(self._generations):
            if generation.positions[0] < position:
                return generation.base + generation.find(position)
        return self._generations[0].base if self._generations else 0

    def _generation_of(self, place: int) -> Generation:
        for generation in reversed(self._generations):
            if generation.base <= place:
                return generation
        raise LookupError(f"there is no entry at place {place}")

    def _appended_at(self, place: int) -> int:
        generation = self._generation_of(place)
        return generation.appended(place - generation.base)

    def _drop_removed(self) -> None:
        while len(self._generations) > 1 and self._generations[0].removed == self._generations[0].count:
            del self._generations[0]
        self._oldest = max(self._oldest, self._generations[0].base)
