"""The in-memory index of each partition, built from its table when the first record of the partition comes."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, Protocol, TypeVar

from dateline.errors import IndexUnavailable
from dateline.table_keys import entry_key, offset_of
from dateline.worker.in_flight import InFlight, Ticket
from dateline.worker.table import StateTable

EXPIRE_EVERY = 64
EXPIRE_AT_MOST = 256
"""How many entries are expired at a time: more than were added since, so that the table shrinks where it can."""


class Memory(Protocol):
    """What an index must offer. Entries have a `position`, the offset of the record they came of, and `dump()`."""

    def __len__(self) -> int:
        """Return how many entries there are."""

    def add(self, entry: Any) -> None:
        """Add an entry; adding it again changes nothing."""

    def load(self, stored: Iterable[tuple[int, bytes]]) -> Iterator[None]:
        """Take in positions and dumped entries, in any order; yields between steps that are short."""

    def remove(self, position: int) -> None:
        """Forget an entry."""

    def expired(self, floor: int, limit: int) -> list[int]:
        """Return positions that no record at `floor` or behind it can see."""


class Kept(Protocol):
    """An entry of an index, as a table keeps it."""

    @property
    def position(self) -> int:
        """The offset of the record it came of."""

    def dump(self) -> bytes:
        """Return everything but the position."""


Entry = TypeVar("Entry", bound=Kept)
Index = TypeVar("Index", bound=Memory)


class Indexes(Generic[Index, Entry]):
    """One index a partition, of a kind that `new` makes.

    An index that is here answers for all that the table holds: it is dropped when its partition goes to another
    worker, and when the table was restored from the changelog, since then others have written to it. `on_expired` is
    told how many entries of a partition went; `check` is shown each index that was built, and may raise.
    """

    def __init__(
        self,
        table: StateTable,
        new: Callable[[], Index],
        *,
        in_flight: InFlight,
        grace: int,
        on_expired: Callable[[int, int], None] = lambda _partition, _count: None,
        check: Callable[[int, Index], None] = lambda _partition, _index: None,
    ) -> None:
        self._table = table
        self._new = new
        self._in_flight = in_flight
        self._grace = grace
        self._on_expired = on_expired
        self._check = check
        self._ready: dict[int, Index] = {}
        self._drops: Counter[int] = Counter()
        self._horizons: dict[int, list[int]] = {}
        table.on_restored = self.drop

    async def of(self, partition: int) -> Index:
        """Return the index of a partition, building it if need be. Raises IndexUnavailable if that fails."""
        index = self._ready.get(partition)
        if index is None:
            drops = self._drops[partition]
            index = await self._build(partition)
            # one that was dropped while it was built may serve the record that waits for it, and no other
            if drops == self._drops[partition]:
                self._ready[partition] = index
        return index

    async def remember(self, ticket: Ticket, entry: Entry) -> None:
        """Add the entry that a record leaves, in the index and in the table; now and then, expire old ones."""
        partition = ticket.tp.partition
        index = await self.of(partition)
        index.add(entry)
        await self._table.put(ticket, partition, entry_key(partition, entry.position), entry.dump())
        if ticket.offset % EXPIRE_EVERY:
            return
        # from what is committed, not from what could be: a crash goes back there, whatever the grace
        floor = self._in_flight.committed(ticket.tp) - self._grace
        expired = index.expired(floor, EXPIRE_AT_MOST)
        self._on_expired(partition, len(expired))
        if expired:
            await self._raise_horizon(ticket, partition, floor)
        for position in expired:
            index.remove(position)
            await self._table.put(ticket, partition, entry_key(partition, position), None)

    def horizon(self, partition: int) -> int:
        """Return the lowest offset from which a partition can be read again: no entry is gone that is seen there."""
        return max(self._table.horizons(partition), default=0)

    def ready(self) -> list[tuple[int, Index]]:
        """Return the indexes that are built, by partition."""
        return list(self._ready.items())

    def drop(self, partition: int) -> None:
        """Forget the index of a partition; it is built again when asked for."""
        self._drops[partition] += 1
        self._ready.pop(partition, None)
        self._horizons.pop(partition, None)

    def keep_only(self, partitions: Iterable[int]) -> list[int]:
        """Forget the indexes of all other partitions, and return which those were."""
        kept = set(partitions)
        gone = [partition for partition in self._ready if partition not in kept]
        for partition in gone:
            self.drop(partition)
        return gone

    async def _raise_horizon(self, ticket: Ticket, partition: int, floor: int) -> None:
        known = self._horizons.get(partition)
        if known is None:
            known = self._table.horizons(partition)
        if floor > max(known, default=0):
            await self._table.add_horizon(ticket, partition, floor)
            for lower in known:
                await self._table.remove_horizon(ticket, partition, lower)
            known = [floor]
        self._horizons[partition] = known

    async def _build(self, partition: int) -> Index:
        index = self._new()
        stored = ((offset_of(key), value) for key, value in self._table.entries(partition))
        try:
            for _ in index.load(stored):
                await asyncio.sleep(0)
        except (ValueError, TypeError, OSError) as error:
            raise IndexUnavailable(
                f"table {self._table.name}, partition {partition}: an entry cannot be read: {error}. The folder of "
                f"this instance's state is damaged or of another version: delete it, and it is restored from Kafka"
            ) from error
        self._check(partition, index)
        return index
