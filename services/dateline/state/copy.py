"""Copies a topic to one of another number of partitions, and the entries of a table after their records."""

import heapq
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from dateline.admin.topics import delete_before
from dateline.replayer.publisher import Publisher
from dateline.replayer.reader import Message, TopicReader
from dateline.settings import Settings
from dateline.state.dealers import Dealer
from dateline.state.moves import Moves
from dateline.table_keys import HORIZON, entry_key, horizon_key, horizon_value, offset_of
from dateline.topology import changelog_name, largest_record_bytes


class TopicCopy:
    """Copies one topic, and afterwards the entries of tables that follow it."""

    def __init__(
        self,
        source: Settings,
        target: Settings,
        role: str,
        dealer: Dealer,
        bounds: Mapping[int, tuple[int, int]],
    ) -> None:
        self._source = source
        self._target = target
        self._from, self._to = getattr(source, role), getattr(target, role)
        self._dealer = dealer
        self._bounds = bounds
        self._moves = Moves(bounds)
        self._next = dict.fromkeys(range(getattr(target, f"{role}_partitions")), 0)
        self.starts: dict[int, int] = {}
        self.count = 0

    def run(self, committed: Mapping[int, int]) -> None:
        """Copy what is processed, up to the committed offsets, then what is not."""
        with Publisher(self._target, largest_record_bytes(self._target)) as publisher:
            self._keep_room(publisher)
            ends = {partition: end for partition, (_, end) in self._bounds.items()}
            processed = {
                partition: min(max(begin, committed[partition]), end)
                for partition, (begin, end) in self._bounds.items()
            }
            begins = {partition: begin for partition, (begin, _) in self._bounds.items()}
            for message in self._messages(begins, processed):
                # a deletion has told what it had to tell
                if message.value is not None:
                    self._put(publisher, message, self._dealer.of_record(message))
            self.starts = dict(self._next)
            for message in self._messages(processed, ends):
                if message.value is not None:
                    self._put(publisher, message, self._dealer.of_record(message))
                    continue
                for partition in self._dealer.of_deletion(message):
                    self._put(publisher, message, partition)

    def move_entries(self) -> int:
        """Write the entries of the table for the places where their records are now; return how many were written."""
        count = 0
        table = self._dealer.table
        to = changelog_name(self._target, table)
        with (
            TopicReader(self._source, changelog_name(self._source, table)) as reader,
            Publisher(self._target, largest_record_bytes(self._target)) as publisher,
        ):
            for partition, start in self.starts.items():
                # the topic's clock is the brokers': a copy that is matched again would see other articles
                if start:
                    key = horizon_key(partition, start)
                    publisher.publish(
                        to, horizon_value(start), key=key, headers=[], name="horizon", partition=partition
                    )
            for message in reader.to_end():
                key = message.key or b""
                place = None if key.startswith(HORIZON) else self._moves.of(message.partition, offset_of(key))
                if place is not None:
                    key = entry_key(*place)
                    name = f"entry {key.decode()} of {table}"
                    publisher.publish(to, message.value, key=key, headers=[], name=name, partition=place[0])
                    count += 1
        return count

    def _keep_room(self, publisher: Publisher) -> None:
        """Let offsets go by, in the new topic, for entries whose records are not in the log any more."""
        for partition, offset, value in self._entries_without_record():
            to = self._dealer.of_entry(offset, value)
            if to is not None:
                self._moves.put(partition, offset, to, self._next[to])
                self._next[to] += 1
                publisher.publish(self._to, None, key=b"", headers=[], name="room", partition=to)
        publisher.flush()
        delete_before(self._target, self._to, {partition: end for partition, end in self._next.items() if end})

    def _entries_without_record(self) -> list[tuple[int, int, bytes]]:
        found: dict[tuple[int, int], bytes | None] = {}
        with TopicReader(self._source, changelog_name(self._source, self._dealer.table)) as reader:
            for message in reader.to_end():
                key = message.key or b""
                if key.startswith(HORIZON) or message.partition not in self._bounds:
                    continue
                offset = offset_of(key)
                if offset < self._bounds[message.partition][0]:
                    found[message.partition, offset] = message.value
        return [(*place, value) for place, value in sorted(found.items()) if value is not None]

    def _messages(self, begins: Mapping[int, int], ends: Mapping[int, int]) -> Iterator[Message]:
        with ExitStack() as stack:
            partitions = [partition for partition, end in ends.items() if end > begins[partition]]
            readers = [stack.enter_context(TopicReader(self._source, self._from)) for _ in partitions]
            yield from heapq.merge(
                *(
                    reader.between(partition, begins[partition], ends[partition])
                    for reader, partition in zip(readers, partitions, strict=True)
                ),
                key=lambda message: (message.timestamp, message.partition, message.offset),
            )

    def _put(self, publisher: Publisher, message: Message, partition: int) -> None:
        self._moves.put(message.partition, message.offset, partition, self._next[partition])
        self._next[partition] += 1
        self.count += 1
        publisher.publish(
            self._to,
            message.value,
            key=message.key,
            headers=message.headers,
            name=f"{message.topic}:{message.partition}:{message.offset}",
            partition=partition,
            timestamp=message.timestamp,
        )


def copy_changelog(source: Settings, target: Settings, table: str) -> None:
    """Copy a table as it is, for a topic that stays."""
    with (
        TopicReader(source, changelog_name(source, table)) as reader,
        Publisher(target, largest_record_bytes(target)) as publisher,
    ):
        for message in reader.to_end():
            publisher.publish(
                changelog_name(target, table),
                message.value,
                key=message.key,
                headers=[],
                name=f"{message.topic}:{message.partition}:{message.offset}",
                partition=message.partition,
            )
