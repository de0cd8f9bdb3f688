"""What must exist on Kafka for Dateline to run: its topics as data, and the sizes that hang together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dateline.settings import Settings

RECORD_OVERHEAD = 64 * 1024
"""Bytes kept free beside a value, for its key, its headers and Kafka's framing."""

OUTLETS = "outlets"
"""The table of what each outlet published: versions and repeated lines."""
VOLUMES = "volumes"
"""The table of how much each outlet publishes."""
STORIES = "stories"
"""The table of the articles that later ones are matched with."""

_HOUR_MS = 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as the settings want it.

    `config` are Kafka's topic configurations. `settings` names, for `partitions` and for configurations, the setting
    that decides it. `fixed_partitions` is False where more partitions than asked for do no harm. `follows` is the topic
    whose articles a changelog's table remembers.
    """

    name: str
    partitions: int
    replication_factor: int
    config: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)
    fixed_partitions: bool = True
    follows: str | None = None


def raw_record_bytes(settings: Settings) -> int:
    """Largest record on the raw topic, in bytes."""
    return settings.max_article_bytes + RECORD_OVERHEAD


def enriched_record_bytes(settings: Settings) -> int:
    """Largest record on the annotated and the enriched topic, in bytes."""
    return settings.max_enriched_bytes + RECORD_OVERHEAD


def dead_record_bytes(settings: Settings) -> int:
    """Largest dead letter, in bytes: any record of the other topics, and the headers that say what was wrong."""
    return enriched_record_bytes(settings) + RECORD_OVERHEAD


def largest_record_bytes(settings: Settings) -> int:
    """What producers, consumers and brokers must let pass in one request, in bytes."""
    return dead_record_bytes(settings)


def topic_specs(settings: Settings) -> tuple[TopicSpec, ...]:
    """The topics that carry articles."""
    return (
        _articles(
            settings,
            "raw",
            partitions_setting="raw_partitions",
            retention_setting="raw_retention_hours",
            size=("max_article_bytes", raw_record_bytes(settings)),
        ),
        _articles(
            settings,
            "annotated",
            partitions_setting="annotated_partitions",
            retention_setting="annotated_retention_hours",
            size=("max_enriched_bytes", enriched_record_bytes(settings)),
            # entries expire by this topic's time: the brokers' clock, which no client can set
            config={"message.timestamp.type": "LogAppendTime"},
        ),
        _articles(
            settings,
            "enriched",
            partitions_setting="enriched_partitions",
            retention_setting="enriched_retention_hours",
            size=("max_enriched_bytes", enriched_record_bytes(settings)),
            fixed_partitions=False,
        ),
        _articles(
            settings,
            "dead",
            partitions_setting=None,
            retention_setting="dead_retention_hours",
            size=("max_enriched_bytes", dead_record_bytes(settings)),
            fixed_partitions=False,
        ),
    )


def changelog_specs(settings: Settings) -> tuple[TopicSpec, ...]:
    """The topics that the worker's tables are restored from; their partitions are those of the topics they follow."""
    return (
        _changelog(settings, OUTLETS, "raw_partitions"),
        _changelog(settings, STORIES, "annotated_partitions"),
        _changelog(settings, VOLUMES, "raw_partitions"),
    )


def all_specs(settings: Settings) -> tuple[TopicSpec, ...]:
    """Every topic that Dateline needs."""
    return topic_specs(settings) + changelog_specs(settings)


def layout(settings: Settings) -> dict[str, int]:
    """Return the topics whose partitions decide which articles meet, and how many partitions they have."""
    return {settings.raw: settings.raw_partitions, settings.annotated: settings.annotated_partitions}


def layout_note(partitions: int) -> str:
    """Return what is noted beside a committed offset: how many partitions its topic has."""
    return f"partitions={partitions}"


def noted_partitions(note: str) -> int | None:
    """Read a note; None where it says nothing, as after a group was set back by other programs."""
    name, _, number = note.partition("=")
    return int(number) if name == "partitions" and number.isdecimal() else None


def followed_topic(settings: Settings, table: str) -> str:
    """Return the topic whose articles a table remembers."""
    return settings.annotated if table == STORIES else settings.raw


def _articles(
    settings: Settings,
    topic: str,
    *,
    partitions_setting: str | None,
    retention_setting: str,
    size: tuple[str, int],
    config: Mapping[str, str] | None = None,
    fixed_partitions: bool = True,
) -> TopicSpec:
    size_setting, largest = size
    decided_by = {"retention.ms": retention_setting, "max.message.bytes": size_setting}
    if partitions_setting:
        decided_by["partitions"] = partitions_setting
    return TopicSpec(
        name=getattr(settings, topic),
        partitions=getattr(settings, partitions_setting) if partitions_setting else 1,
        replication_factor=settings.replication_factor,
        config={
            "cleanup.policy": "delete",
            "retention.ms": str(getattr(settings, retention_setting) * _HOUR_MS),
            "max.message.bytes": str(largest),
            **(config or {}),
        },
        settings=decided_by,
        fixed_partitions=fixed_partitions,
    )


def changelog_name(settings: Settings, table: str) -> str:
    """Return the name of the topic that a table is restored from; Faust makes it so."""
    return f"{settings.group}-{table}-changelog"


def _changelog(settings: Settings, table: str, partitions_setting: str) -> TopicSpec:
    return TopicSpec(
        name=changelog_name(settings, table),
        partitions=getattr(settings, partitions_setting),
        replication_factor=settings.replication_factor,
        config={"cleanup.policy": "compact"},
        settings={"partitions": partitions_setting},
        follows=followed_topic(settings, table),
    )
