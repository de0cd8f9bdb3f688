"""Lets a group forget what it has seen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dateline.admin import recreate_topics
from dateline.admin.groups import Place, commit_offsets, committed_offsets, require_no_workers
from dateline.admin.topics import log_bounds, require_topics
from dateline.errors import TopicMismatch
from dateline.replayer.publisher import Publisher
from dateline.settings import Settings
from dateline.table_keys import horizon_key, horizon_value
from dateline.topology import (
    VOLUMES,
    TopicSpec,
    changelog_name,
    changelog_specs,
    followed_topic,
    largest_record_bytes,
    layout,
)


@dataclass(frozen=True, slots=True)
class ResetPlan:
    """Which changelogs are made empty, how many records they hold, and where the group goes on.

    `starts` are the offsets by topic and partition, each with the one that is committed; None: nothing is.
    """

    group: str
    changelogs: tuple[tuple[TopicSpec, int], ...]
    starts: dict[Place, tuple[int | None, int]]
    tables: tuple[str, ...]


def plan_reset(settings: Settings, tables: Sequence[str], *, from_beginning: bool) -> ResetPlan:
    """Say what a reset would do. The group goes on where it stands, or at the beginning of what its tables follow.

    Raises WorkersRunning, TopicMismatch, KafkaUnavailable.
    """
    require_no_workers(settings)
    names = {changelog_name(settings, table) for table in tables}
    specs = [spec for spec in changelog_specs(settings) if spec.name in names]
    followed = {followed_topic(settings, table) for table in tables}
    # a changelog may be missing, where a reset was broken off
    require_topics(settings, sorted(followed))
    bounds = log_bounds(settings, [*names, *followed])
    _require_partitions(settings, followed, bounds)
    committed = {place: found.offset for place, found in committed_offsets(settings).items()}
    records = {spec.name: 0 for spec in specs}
    for (topic, _), (begin, end) in bounds.items():
        if topic in records:
            records[topic] += end - begin
    return ResetPlan(
        group=settings.group,
        changelogs=tuple((spec, records[spec.name]) for spec in specs),
        starts={
            place: (committed.get(place), begin if from_beginning else max(begin, committed.get(place, begin)))
            for place, (begin, _) in sorted(bounds.items())
            if place[0] in followed
        },
        tables=tuple(tables),
    )


def reset(settings: Settings, plan: ResetPlan) -> None:
    """Empty the changelogs, and let the group go on where the plan says. To do it again does no harm.

    Workers empty their folders when they find other changelogs. Raises WorkersRunning, KafkaUnavailable.
    """
    require_no_workers(settings)
    recreate_topics(settings, [spec for spec, _ in plan.changelogs])
    commit_offsets(settings, {place: start for place, (_, start) in plan.starts.items()})
    # what lies before is not remembered: a group that is set back there must be refused; volumes decide no verdict
    with Publisher(settings, largest_record_bytes(settings)) as publisher:
        for table in sorted({*plan.tables} - {VOLUMES}):
            for (topic, partition), (_, start) in plan.starts.items():
                if start and topic == followed_topic(settings, table):
                    publisher.publish(
                        changelog_name(settings, table),
                        horizon_value(start),
                        key=horizon_key(partition, start),
                        headers=[],
                        name=f"horizon {start} of {table}, partition {partition}",
                        partition=partition,
                    )


def _require_partitions(settings: Settings, topics: Collection[str], places: Collection[Place]) -> None:
    """Make sure that changelogs are not made with another number of partitions than what they follow."""
    for topic, wanted in layout(settings).items():
        found = sum(place[0] == topic for place in places)
        if topic in topics and found != wanted:
            raise TopicMismatch(
                f"topic {topic} has {found} partitions, and the settings say {wanted}: set them to what it has, or "
                f"carry the stream over to another number with `dateline state migrate`; nothing was changed"
            )
