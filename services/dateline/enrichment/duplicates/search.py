"""One search through what an article can see: its earlier versions first, then the text it is a copy of."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from dateline.enrichment.duplicates.candidate import Candidate
from dateline.enrichment.duplicates.comparison import SCALE, Comparison
from dateline.enrichment.duplicates.entry import (
    IndexEntry,
    kept_address,
    kept_content,
    kept_edition,
    kept_identity,
    kept_text,
)
from dateline.enrichment.duplicates.group import GroupIndex
from dateline.enrichment.duplicates.options import DuplicateOptions
from dateline.enrichment.duplicates.postings import address_key, cluster_key, content_key, identity_key
from dateline.enrichment.duplicates.scoring import is_copy, is_partial, points, probability
from dateline.enrichment.duplicates.view import View
from dateline.records import Verdict

_VERSIONS_LOOKED_AT = 256


class Met(NamedTuple):
    """An earlier article that shares keys: its place in the group, how it compares, and how many keys it shares."""

    place: int
    comparison: Comparison
    shared_keys: int


@dataclass(frozen=True)
class Search:
    """A search of a language group for what an article repeats."""

    group: GroupIndex
    candidate: Candidate
    options: DuplicateOptions

    @cached_property
    def view(self) -> View:
        """What the article can see."""
        return self.group.view(self.candidate)

    def first_delivery(self) -> IndexEntry | None:
        """Find the entry of the same id and edition."""
        for place in reversed(self._same_id):
            if kept_edition(self.group.kept(place)) == self.candidate.edition:
                return self.group.entry(place)
        return None

    def update(self) -> IndexEntry | None:
        """Make the entry of a later version, where there is an earlier one of the same id, or outlet and URL."""
        by_id = self._same_id[0] if self._same_id else -1
        by_url = self._newest_at_address()
        if by_id < 0 and by_url < 0:
            return None
        earlier = self.group.entry(max(by_id, by_url))
        return self._attached(earlier, Verdict.UPDATE, "url" if by_url > by_id else "id")

    def copy(self) -> IndexEntry | None:
        """Make the entry of a copy, attached to the best earlier article; of equals, to the earliest."""
        candidate = self.candidate
        for place in reversed(self._named[2][: self.options.newest_per_key]):
            if kept_content(self.group.kept(place)) == candidate.content:
                entry = self.group.entry(place)
                shared = len({*candidate.keys} & {*entry.keys})
                comparison = candidate.comparer.compare(kept_text(self.group.kept(place)))
                return self._attached(entry, Verdict.EXACT, "content", comparison, shared)
        weighed = ((points(one.comparison), one) for one in self.met())
        copied = [(reached, -one.place, one) for reached, one in weighed if is_copy(one.comparison, reached)]
        if not copied:
            return None
        _, _, best = max(copied, key=itemgetter(0, 1))
        verdict = Verdict.PARTIAL if is_partial(best.comparison) else Verdict.NEAR
        return self._attached(self.group.entry(best.place), verdict, "keys", best.comparison, best.shared_keys)

    def met(self) -> list[Met]:
        """Compare the article with those that share enough keys, those with the most first."""
        comparer = self.candidate.comparer
        return [
            Met(place, comparer.compare(kept_text(self.group.kept(place))), shared)
            for place, shared in self._candidates()
        ]

    @cached_property
    def _named(self) -> list[list[int]]:
        """The newest places under the keys of the id, the URL and the whole text; looked for at once, it costs less."""
        candidate = self.candidate
        keys = (
            identity_key(candidate.identity),
            address_key(candidate.address or 0),
            content_key(candidate.content),
        )
        return self.group.newest(keys, self.view, _VERSIONS_LOOKED_AT)

    @cached_property
    def _same_id(self) -> list[int]:
        identity = self.candidate.identity
        return [place for place in self._named[0] if kept_identity(self.group.kept(place)) == identity]

    def _newest_at_address(self) -> int:
        address = self.candidate.address
        if address is None:
            return -1
        return next((place for place in self._named[1] if kept_address(self.group.kept(place)) == address), -1)

    def _candidates(self) -> list[tuple[int, int]]:
        """Return the places of articles worth comparing, and how many keys they share."""
        found = self.group.newest(self.candidate.keys, self.view, self.options.newest_per_key)
        shared = Counter(chain.from_iterable(found))
        rare = {place for places in found if len(places) <= self.options.rare for place in places}
        met = [(place, count) for place, count in shared.items() if count >= 2 or place in rare]
        met.sort(key=lambda pair: (-pair[1], pair[0]))
        return met[: self.options.compared]

    def _newest(self, key: int, limit: int) -> list[int]:
        return self.group.newest((key,), self.view, limit)[0]

    def _attached(
        self,
        earlier: IndexEntry,
        verdict: Verdict,
        met_by: str,
        comparison: Comparison | None = None,
        shared_keys: int | None = None,
    ) -> IndexEntry:
        members = self._members(earlier)
        if comparison is None:
            return IndexEntry.of_candidate(
                self.candidate, verdict, earlier=earlier, nth=earlier.nth, members=members, met_by=met_by
            )
        return IndexEntry.of_candidate(
            self.candidate,
            verdict,
            earlier=earlier,
            nth=members + 1,
            members=members + 1,
            met_by=met_by,
            score=SCALE if verdict is Verdict.EXACT else probability(points(comparison)),
            containment=comparison.containment,
            numbers_agreeing=comparison.agreeing,
            numbers_conflicting=comparison.numbers - comparison.agreeing,
            shared_keys=shared_keys,
        )

    def _members(self, earlier: IndexEntry) -> int:
        """Return how many articles the cluster of an entry has, as its newest visible member knows."""
        for place in self._newest(cluster_key(earlier), self.options.newest_per_key):
            member = self.group.entry(place)
            if (member.cluster, member.original[0]) == (earlier.cluster, earlier.original[0]):
                return max(member.members, earlier.members)
        return earlier.members
