"""The index in which copies of a story meet, for one partition of `articles.annotated`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dateline.enrichment.duplicates.candidate import Candidate
from dateline.enrichment.duplicates.comparison import Comparison
from dateline.enrichment.duplicates.entry import IndexEntry
from dateline.enrichment.duplicates.group import GroupIndex
from dateline.enrichment.duplicates.options import DuplicateOptions
from dateline.enrichment.duplicates.search import Search
from dateline.enrichment.duplicates.stored import StoredRows, group_in
from dateline.records import Duplicate

Stored = Iterable[tuple[int, bytes]]
"""Positions and dumped entries."""
_LOADED_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict on an article, and its entry for the index.

    A redelivery is answered with the verdict and the entry of its first delivery: there is nothing new to keep.
    """

    duplicate: Duplicate
    entry: IndexEntry
    redelivery: bool


class DuplicateIndex:
    """Articles of the last days, found by what their copies share with them.

    Whether an entry is seen depends on the entry and the article alone: its position is smaller, both times are
    within the window, and it is among the newest of its language group before the article. So a stretch that is
    processed again gets the same verdicts, whatever was added behind it, and so does one that is matched elsewhere.
    """

    def __init__(self, options: DuplicateOptions = DuplicateOptions()) -> None:
        self._options = options
        self._groups: dict[str, GroupIndex] = {}

    def __len__(self) -> int:
        return sum(map(len, self._groups.values()))

    @property
    def groups(self) -> tuple[str, ...]:
        """The language groups of which there are entries."""
        return tuple(self._groups)

    @property
    def bytes(self) -> int:
        """Estimate of the memory taken, in bytes."""
        return sum(group.size for group in self._groups.values())

    @property
    def full_groups(self) -> int:
        """How many groups have entries that their cap hides."""
        return sum(group.is_full for group in self._groups.values())

    @property
    def seen_since(self) -> int | None:
        """When the oldest entry that can be seen was appended, in milliseconds since 1970; None: there is none.

        Where a group's cap hides entries, it is the group that sees the least far.
        """
        full = [group.seen_since for group in self._groups.values() if group.is_full]
        known = [since for since in full or (group.seen_since for group in self._groups.values()) if since is not None]
        if not known:
            return None
        return max(known) if full else min(known)

    def query(self, candidate: Candidate) -> Match:
        """Give the verdict on an article. The index is not changed: `add` the entry of the match."""
        entry: IndexEntry | None = None
        group = self._groups.get(candidate.group)
        if group is not None:
            search = Search(group, candidate, self._options)
            first_delivery = search.first_delivery()
            if first_delivery is not None:
                return Match(first_delivery.duplicate, first_delivery, redelivery=True)
            entry = search.update()
            if entry is None and candidate.matched:
                entry = search.copy()
        if entry is None:
            entry = IndexEntry.of_candidate(candidate)
        return Match(entry.duplicate, entry, redelivery=False)

    def add(self, entry: IndexEntry) -> None:
        """Keep an entry. A position that is known already is left as it is."""
        self._groups.setdefault(entry.group, GroupIndex(self._options)).add(entry)

    def load(self, stored: Stored) -> Iterator[None]:
        """Take in positions and dumped entries in any order, into an index that is empty.

        Yields now and then, so that others get their turn; nothing is found before the end. Raises IndexUnavailable.
        """
        groups: defaultdict[bytes, StoredRows] = defaultdict(StoredRows)
        for count, (position, data) in enumerate(stored, start=1):
            groups[group_in(position, data)].append(position, data)
            if not count % _LOADED_AT_ONCE:
                yield
        for name, rows in groups.items():
            group = self._groups[name.decode("utf-8", "surrogatepass")] = GroupIndex(self._options)
            yield from group.load(rows)

    def remove(self, position: int) -> None:
        """Forget the entry at a position; one that is not known is passed over. Only what `expired` names may go."""
        for name, group in self._groups.items():
            if group.remove(position):
                if not len(group):
                    del self._groups[name]
                return

    def expired(self, floor: int, limit: int) -> list[int]:
        """Return positions of entries that no article at `floor` or later can see, at most `limit` of them.

        An entry goes by its rank in its language group or by its append time, never by its event time.
        """
        gone: list[int] = []
        for group in self._groups.values():
            gone += group.expired(floor, limit - len(gone))
            if len(gone) == limit:
                break
        return gone

    def met(self, candidate: Candidate) -> list[tuple[IndexEntry, Comparison]]:
        """Return the earlier articles that the text of an article would be compared with, and what that shows."""
        group = self._groups.get(candidate.group)
        if group is None:
            return []
        return [(group.entry(one.place), one.comparison) for one in Search(group, candidate, self._options).met()]
