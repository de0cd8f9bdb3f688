"""Where a consumer group stands, and where it is set back to."""

from kafka import TopicPartition
from kafka.errors import NoError
from kafka.structs import OffsetAndMetadata

from dateline.admin import admin_client
from dateline.settings import Settings


def committed(settings: Settings, topic: str) -> dict[int, int]:
    """Return the offsets that the group has committed on a topic, by partition."""
    with admin_client(settings) as client:
        kept = client.list_group_offsets(settings.group)[settings.group]
    return {place.partition: found.offset for place, found in kept.items() if place.topic == topic}


def set_group(settings: Settings, topic: str, offset: int, partition: int = 0) -> None:
    """Commit an offset for the group, as `kafka-consumer-groups.sh --reset-offsets` does."""
    place = TopicPartition(topic, partition)
    with admin_client(settings) as client:
        assert client.alter_group_offsets(settings.group, {place: OffsetAndMetadata(offset, "", -1)})[place] is NoError
