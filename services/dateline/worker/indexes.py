"""The in-memory index of each partition, built from its table when the first record of the partition comes."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar

from dateline.errors import IndexUnavailable
from dateline.worker.table import StateTable

BUILD_CHUNK = 2000
"""How many entries are read before the event loop may turn."""


class Memory(Protocol):
    """What an index must offer to be built."""

    def add(self, entry: Any) -> None:
        """Add an entry; adding it again changes nothing."""


Entry = TypeVar("Entry")
Index = TypeVar("Index", bound=Memory)


class Indexes(Generic[Index, Entry]):
    """One index a partition, of a kind that `new` makes; `load` reads an entry from position and bytes.

    An index that is here answers for all that the table holds: it is dropped when its partition goes to another
    worker, and when the table was restored from the changelog, since then others have written to it.
    """

    def __init__(self, table: StateTable, new: Callable[[], Index], load: Callable[[int, bytes], Entry]) -> None:
        self.table = table
        self._new = new
        self._load = load
        self._ready: dict[int, Index] = {}
        table.on_restored = self.drop

    async def of(self, partition: int) -> Index:
        """Return the index of a partition, building it if need be. Raises IndexUnavailable if that fails."""
        index = self._ready.get(partition)
        if index is None:
            index = self._ready[partition] = await self._build(partition)
        return index

    def drop(self, partition: int) -> None:
        """Forget the index of a partition; it is built again when asked for."""
        self._ready.pop(partition, None)

    def keep_only(self, partitions: Iterable[int]) -> None:
        """Forget the indexes of all other partitions."""
        kept = set(partitions)
        for partition in [partition for partition in self._ready if partition not in kept]:
            self.drop(partition)

    async def _build(self, partition: int) -> Index:
        index = self._new()
        count = 0
        try:
            for key, value in self.table.entries(partition):
                index.add(self._load(position_of(key), value))
                count += 1
                if count % BUILD_CHUNK == 0:
                    await asyncio.sleep(0)
        except (ValueError, TypeError, OSError) as error:
            raise IndexUnavailable(
                f"table {self.table.name}, partition {partition}: entry {count} cannot be read: {error}. The folder "
                f"of this instance's state is damaged or of another version: delete it, and it is restored from Kafka"
            ) from error
        return index


def key_of(partition: int, offset: int) -> bytes:
    """Return the key of a table entry: where the record it came of stands, so that it is never overwritten."""
    return b"%d:%d" % (partition, offset)


def position_of(key: bytes) -> int:
    """Return the offset that a table key names."""
    return int(key.rpartition(b":")[2])
