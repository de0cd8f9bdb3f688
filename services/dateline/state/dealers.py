"""On which partition of a new topic a record of the old one goes, and what is remembered of it."""

import json
from collections.abc import Iterable
from typing import Protocol

from dateline.enrichment.duplicates import IndexEntry, LanguageGroups
from dateline.enrichment.outlets import OutletEntry
from dateline.enrichment.reading import hash64
from dateline.replayer.partitions import partition_of_key
from dateline.replayer.reader import Message
from dateline.settings import Settings
from dateline.topology import OUTLETS, STORIES


class Dealer(Protocol):
    """Deals records to partitions; `table` is what is remembered of them."""

    table: str

    def of_record(self, message: Message) -> int:
        """Return the partition of an article."""

    def of_deletion(self, message: Message) -> list[int]:
        """Return the partitions of a record without a value."""

    def of_entry(self, offset: int, value: bytes) -> int | None:
        """Return the partition of a table's entry; None: it is not known."""


class GroupDealer:
    """Deals annotated articles to partitions by their language group."""

    table = STORIES

    def __init__(self, source: Settings, target: Settings) -> None:
        self._old_partitions = source.annotated_partitions
        self._partitions = target.annotated_partitions
        self._groups = LanguageGroups()

    def of_record(self, message: Message) -> int:
        """Return where the article's language group goes."""
        try:
            group = json.loads(message.value or b"")["language_group"]
        except (ValueError, KeyError, TypeError):
            # no annotated article: wherever it is read, it becomes a dead letter
            return message.partition % self._partitions
        return self._groups.partition(group, self._partitions)

    def of_deletion(self, message: Message) -> list[int]:
        """Return where the groups of its partition go: a deletion lies on every partition."""
        groups = [
            group
            for group in self._groups.names
            if self._groups.partition(group, self._old_partitions) == message.partition
        ]
        return sorted({self._groups.partition(group, self._partitions) for group in groups})

    def of_entry(self, offset: int, value: bytes) -> int | None:
        """Return where the language group of an entry goes."""
        return self._groups.partition(IndexEntry.load(offset, value).group, self._partitions)


class OutletDealer:
    """Deals articles to partitions by their key, the outlet."""

    table = OUTLETS

    def __init__(self, target: Settings, outlets: Iterable[str]) -> None:
        self._partitions = target.raw_partitions
        self._by_hash = {hash64(outlet): outlet for outlet in outlets}

    def of_record(self, message: Message) -> int:
        """Return where a producer puts the key; without one, articles that were together stay so."""
        if message.key is None:
            return message.partition % self._partitions
        return partition_of_key(message.key, self._partitions)

    def of_deletion(self, message: Message) -> list[int]:
        """Return where a producer puts the key."""
        return [self.of_record(message)]

    def of_entry(self, offset: int, value: bytes) -> int | None:
        """Return where a producer puts the entry's outlet; None where its name is not known."""
        outlet = self._by_hash.get(OutletEntry.load(offset, value).outlet)
        return None if outlet is None else partition_of_key(outlet.encode(), self._partitions)
