"""The consumer group: whether its workers run, and where it stands."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NoError
from kafka.structs import OffsetAndMetadata

from dateline.admin.client import admin_client, reaching_kafka
from dateline.errors import KafkaUnavailable, PartitionsChanged, WorkersRunning
from dateline.settings import Settings
from dateline.topology import layout, layout_note, noted_partitions

RETRY_SECONDS = 0.2

Place = tuple[str, int]
"""Topic and partition."""


@dataclass(frozen=True, slots=True)
class Committed:
    """An offset that the group has committed, and what was noted beside it."""

    offset: int
    note: str


def committed_of(client: KafkaAdminClient, settings: Settings) -> dict[Place, Committed]:
    """Return what the group has committed."""
    # the brokers make up their mind who keeps a group when it is first asked for
    deadline = time.monotonic() + settings.request_timeout_seconds
    while True:
        try:
            kept = client.list_group_offsets(settings.group)[settings.group]
        except (CoordinatorNotAvailableError, CoordinatorLoadInProgressError):
            if time.monotonic() > deadline:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return {
                (place.topic, place.partition): Committed(found.offset, found.metadata or "")
                for place, found in kept.items()
                if found.offset >= 0
            }


def committed_offsets(settings: Settings) -> dict[Place, Committed]:
    """Return what the group has committed. Raises KafkaUnavailable."""
    with admin_client(settings) as client, reaching_kafka(settings):
        return committed_of(client, settings)


def commit_offsets(settings: Settings, offsets: Mapping[Place, int]) -> None:
    """Let the group go on elsewhere. It must have no members. Raises WorkersRunning, KafkaUnavailable."""
    counts = layout(settings)
    wanted = {
        TopicPartition(*place): OffsetAndMetadata(offset, layout_note(counts[place[0]]), -1)
        for place, offset in offsets.items()
    }
    with admin_client(settings) as client, reaching_kafka(settings):
        committed_of(client, settings)
        for place, error in client.alter_group_offsets(settings.group, wanted).items():
            if error is not NoError:
                raise KafkaUnavailable(
                    f"Kafka refused to set group {settings.group} to offset {wanted[place].offset} of {place.topic}, "
                    f"partition {place.partition}: {error.__name__}"
                )


def require_no_workers(settings: Settings) -> None:
    """Make sure that the group has no members. Raises WorkersRunning, KafkaUnavailable."""
    with admin_client(settings) as client, reaching_kafka(settings):
        committed_of(client, settings)
        members = client.describe_groups([settings.group])[settings.group].get("members") or []
    if members:
        names = ", ".join(sorted(str(member["client_id"]) for member in members))
        raise WorkersRunning(
            f"group {settings.group} has workers: {names}. Stop them first; one that was killed is in the group for "
            f"{settings.session_timeout_seconds:.0f} seconds more"
        )


def check_layout(settings: Settings) -> None:
    """Make sure that the group has read its topics with as many partitions as the settings say.

    Raises PartitionsChanged, KafkaUnavailable.
    """
    counts = layout(settings)
    for (topic, partition), committed in committed_offsets(settings).items():
        noted = noted_partitions(committed.note)
        if noted is not None and topic in counts and noted != counts[topic]:
            raise PartitionsChanged(
                f"group {settings.group} has read {topic} up to offset {committed.offset} of partition {partition} "
                f"when it had {noted} partitions, and the settings say {counts[topic]}. With another number, articles "
                f"lie on other partitions than those they are compared with. Set it to {noted} again, or carry the "
                f"stream over to another number with `dateline state migrate`"
            )
