"""Where a consumer group stands, and where it is set back to."""

from kafka import TopicPartition
from kafka.errors import NoError
from kafka.structs import OffsetAndMetadata

from dateline.admin import admin_client
from dateline.admin.groups import committed_offsets
from dateline.admin.topics import log_bounds
from dateline.settings import Settings


def committed(settings: Settings, topic: str) -> dict[int, int]:
    """Return the offsets that the group has committed on a topic, by partition."""
    with admin_client(settings) as client:
        kept = client.list_group_offsets(settings.group)[settings.group]
    return {place.partition: found.offset for place, found in kept.items() if place.topic == topic}


def is_at_end(settings: Settings) -> bool:
    """Tell whether the group has committed all that lies on the raw and the annotated topic."""
    # the offsets first: once the raw topic is committed to its end, nothing more is annotated
    kept = {place: found.offset for place, found in committed_offsets(settings).items()}
    bounds = log_bounds(settings, [settings.raw, settings.annotated])
    return all(kept.get(place, begin) == end for place, (begin, end) in bounds.items())


def set_group(settings: Settings, topic: str, offset: int, partition: int = 0) -> None:
    """Commit an offset for the group, as `kafka-consumer-groups.sh --reset-offsets` does."""
    place = TopicPartition(topic, partition)
    with admin_client(settings) as client:
        assert client.alter_group_offsets(settings.group, {place: OffsetAndMetadata(offset, "", -1)})[place] is NoError
