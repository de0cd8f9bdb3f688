"""How the stream stands on Kafka: topics, consumer group, lag."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec

from dateline.admin.client import admin_client, reaching_kafka
from dateline.admin.groups import committed_of
from dateline.settings import Settings

Offsets = dict[TopicPartition, int]


@dataclass(frozen=True, slots=True)
class TopicStatus:
    """A topic; None where it is missing. `records` counts offsets that the log holds, and `end` is the sum of ends."""

    name: str
    partitions: int | None
    records: int
    end: int


@dataclass(frozen=True, slots=True)
class PartitionStatus:
    """A partition that workers read. `committed` is None where nothing was, `member` where nobody reads it."""

    topic: str
    partition: int
    committed: int | None
    end: int
    lag: int
    member: str | None


@dataclass(frozen=True, slots=True)
class MemberStatus:
    """A worker in the consumer group."""

    name: str
    host: str
    partitions: int


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """All of it, at a moment."""

    brokers: int
    group: str
    group_state: str
    topics: tuple[TopicStatus, ...]
    partitions: tuple[PartitionStatus, ...]
    members: tuple[MemberStatus, ...]


def read_status(settings: Settings) -> ClusterStatus:
    """Ask the brokers. Raises KafkaUnavailable."""
    names = (settings.raw, settings.annotated, settings.enriched, settings.dead)
    with admin_client(settings) as client, reaching_kafka(settings):
        known = _partitions(client, names)
        places = [TopicPartition(name, partition) for name, found in known.items() for partition in found]
        begins = _offsets(client, places, OffsetSpec.EARLIEST)
        ends = _offsets(client, places, OffsetSpec.LATEST)
        committed = {TopicPartition(*place): found.offset for place, found in committed_of(client, settings).items()}
        group = client.describe_groups([settings.group])[settings.group]
        brokers = len(client.describe_cluster()["brokers"])
    members = group.get("members") or []
    readers = {place: member["client_id"] for member in members for place in _assigned(member)}
    read = [place for place in places if place.topic in (settings.raw, settings.annotated)]
    return ClusterStatus(
        brokers=brokers,
        group=settings.group,
        group_state=str(group["group_state"]),
        topics=tuple(_topic(name, known.get(name), begins, ends) for name in names),
        partitions=tuple(
            PartitionStatus(
                place.topic,
                place.partition,
                committed.get(place),
                ends[place],
                max(0, ends[place] - committed.get(place, begins[place])),
                readers.get(place),
            )
            for place in read
        ),
        members=tuple(
            MemberStatus(
                member["client_id"],
                str(member["client_host"]).removeprefix("/"),
                sum(place in read for place in _assigned(member)),
            )
            for member in sorted(members, key=lambda member: str(member["client_id"]))
        ),
    )


def _partitions(client: KafkaAdminClient, names: Iterable[str]) -> dict[str, list[int]]:
    existing = set(client.list_topics())
    described = client.describe_topics([name for name in names if name in existing])
    return {topic["name"]: sorted(part["partition_index"] for part in topic["partitions"]) for topic in described}


def _offsets(client: KafkaAdminClient, places: list[TopicPartition], spec: OffsetSpec) -> Offsets:
    if not places:
        return {}
    return {place: found.offset for place, found in client.list_partition_offsets(dict.fromkeys(places, spec)).items()}


def _topic(name: str, partitions: list[int] | None, begins: Offsets, ends: Offsets) -> TopicStatus:
    places = [TopicPartition(name, partition) for partition in partitions or ()]
    end = sum(ends[place] for place in places)
    return TopicStatus(
        name,
        None if partitions is None else len(partitions),
        records=end - sum(begins[place] for place in places),
        end=end,
    )


def _assigned(member: dict[str, Any]) -> list[TopicPartition]:
    assignment = member.get("member_assignment") or {}
    return [
        TopicPartition(topic["topic"], partition)
        for topic in assignment.get("assigned_partitions", ())
        for partition in topic["partitions"]
    ]
