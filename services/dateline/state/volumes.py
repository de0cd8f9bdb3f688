"""Carries over what outlets publish: a table that is named by outlet, not by offset."""

from dataclasses import dataclass, replace

from dateline.replayer.partitions import partition_of_key
from dateline.replayer.publisher import Publisher
from dateline.replayer.reader import TopicReader
from dateline.settings import Settings
from dateline.state.moves import Starts
from dateline.telemetry.volumes import Day, day_of
from dateline.topology import VOLUMES, changelog_name, largest_record_bytes


@dataclass(frozen=True, slots=True)
class Volumes:
    """The table of what outlets publish: it is named by outlet, not by offset."""

    entries: dict[tuple[int, bytes], bytes]
    source: Settings

    @classmethod
    def read(cls, source: Settings) -> "Volumes":
        """Read them all."""
        entries: dict[tuple[int, bytes], bytes] = {}
        with TopicReader(source, changelog_name(source, VOLUMES)) as reader:
            for message in reader.to_end():
                if message.value is None:
                    entries.pop((message.partition, message.key or b""), None)
                else:
                    entries[message.partition, message.key or b""] = message.value
        return cls(entries, source)

    @property
    def outlets(self) -> set[str]:
        """The names of all outlets."""
        return {day_of(key)[1] for _, key in self.entries}

    def write(self, target: Settings, starts: Starts | None) -> None:
        """Write them; where the raw topic is another, to the outlets' new partitions, counted up to where it starts."""
        with Publisher(target, largest_record_bytes(target)) as publisher:
            for (partition, key), value in self.entries.items():
                to, kept = partition, value
                if starts is not None:
                    to = partition_of_key(day_of(key)[1].encode(), target.raw_partitions)
                    kept = replace(Day.load(value), up_to=starts[target.raw, to] - 1).dump()
                publisher.publish(
                    changelog_name(target, VOLUMES), kept, key=key, headers=[], name="volumes", partition=to
                )
