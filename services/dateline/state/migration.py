"""Carries a stream over to other numbers of partitions, with all that it remembers.

Whether articles meet depends on their partition, and what is remembered of one on its offset. So the records are
copied to new topics, each partition in its order; what was processed goes before what was not; and every entry of the
tables follows the record that it came of. Of each language group, and of each outlet, the order stays, and with it the
verdicts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dateline.admin import check_topics, create_topics
from dateline.admin.groups import Place, commit_offsets, committed_offsets, require_no_workers
from dateline.admin.topics import log_bounds, require_topics
from dateline.errors import SettingsError, StreamNotAtRest
from dateline.settings import Settings
from dateline.state.copy import TopicCopy, copy_changelog
from dateline.state.dealers import GroupDealer, OutletDealer
from dateline.state.moves import Starts
from dateline.state.volumes import Volumes
from dateline.topology import OUTLETS, STORIES, changelog_specs

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Migration:
    """From which settings to which, and the records on the topics that are copied, by role: raw, annotated."""

    source: Settings
    target: Settings
    copied: Mapping[str, int]

    @property
    def changed(self) -> dict[str, str]:
        """The settings that differ, as environment variables."""
        before, after = self.source.model_dump(), self.target.model_dump()
        return {f"DATELINE_{name.upper()}": str(after[name]) for name in after if before[name] != after[name]}


def plan_migration(source: Settings, target: Settings) -> Migration:
    """Say what would be carried over. Raises SettingsError, TopicMismatch, WorkersRunning, KafkaUnavailable."""
    if source.group == target.group:
        raise SettingsError(
            f"application_id (DATELINE_APPLICATION_ID): choose another than {source.application_id!r}, which keeps "
            f"what the stream remembers now"
        )
    roles = [role for role in ("raw", "annotated") if getattr(source, role) != getattr(target, role)]
    for role in ("raw", "annotated"):
        counts = [getattr(settings, f"{role}_partitions") for settings in (source, target)]
        if role not in roles and counts[0] != counts[1]:
            raise SettingsError(
                f"topic_{role} (DATELINE_TOPIC_{role.upper()}): choose another than {getattr(source, role)}: its "
                f"records are copied to a topic of {counts[1]} partitions, and the old one stays until you delete it"
            )
    if not roles:
        raise SettingsError("there is nothing to carry over: neither topic is another than now")
    require_topics(source, [source.raw, source.annotated, *(spec.name for spec in changelog_specs(source))])
    for settings in (source, target):
        require_no_workers(settings)
    fresh = [*(getattr(target, role) for role in roles), *(spec.name for spec in changelog_specs(target))]
    held = sorted({topic for (topic, _), (_, end) in log_bounds(target, fresh).items() if end})
    if held:
        raise SettingsError(
            f"{', '.join(held)}: not empty. Choose other names; or delete what an earlier try has left, and do it again"
        )
    if committed_offsets(target):
        raise SettingsError(f"group {target.group} has committed offsets already; choose another application id")
    bounds = log_bounds(source, [getattr(source, role) for role in roles])
    copied = dict.fromkeys(roles, 0)
    for (topic, _), (begin, end) in bounds.items():
        copied[next(role for role in roles if getattr(source, role) == topic)] += end - begin
    return Migration(source, target, copied)


def migrate(plan: Migration, report: Report) -> None:
    """Copy topics and tables, and let the new group go on where the old one stood. The old ones are left as they are.

    The offsets come last: a migration that was broken off has left no group that could go on.
    Raises WorkersRunning, StreamNotAtRest, KafkaUnavailable, WriteRefused.
    """
    source, target = plan.source, plan.target
    create_topics(target)
    check_topics(target)
    before = log_bounds(source, [source.raw, source.annotated])
    committed = {place: found.offset for place, found in committed_offsets(source).items()}
    starts: Starts = {}
    volumes = Volumes.read(source)
    for role, table in (("raw", OUTLETS), ("annotated", STORIES)):
        topic = getattr(source, role)
        if role not in plan.copied:
            starts |= {place: offset for place, offset in committed.items() if place[0] == topic}
            copy_changelog(source, target, table)
            continue
        dealer = OutletDealer(target, volumes.outlets) if role == "raw" else GroupDealer(source, target)
        bounds = {partition: bound for (name, partition), bound in before.items() if name == topic}
        copy = TopicCopy(source, target, role, dealer, bounds)
        copy.run({partition: committed.get((topic, partition), bound[0]) for partition, bound in bounds.items()})
        report(f"{topic}: {copy.count} records are on {getattr(target, role)}")
        starts |= {(getattr(target, role), partition): offset for partition, offset in copy.starts.items()}
        report(f"{table}: {copy.move_entries()} entries have followed their records")
    volumes.write(target, starts if "raw" in plan.copied else None)
    _require_rest(source, plan, before)
    commit_offsets(target, starts)


def _require_rest(source: Settings, plan: Migration, before: Mapping[Place, tuple[int, int]]) -> None:
    after = log_bounds(source, [getattr(source, role) for role in plan.copied])
    for place, (_, end) in after.items():
        if end != before.get(place, (0, 0))[1]:
            topics = [getattr(plan.target, role) for role in plan.copied]
            topics += [spec.name for spec in changelog_specs(plan.target)]
            raise StreamNotAtRest(
                f"articles came on {place[0]}, partition {place[1]}, meanwhile: they are not carried over. Stop who "
                f"publishes there, delete {', '.join(topics)}, and do it again"
            )
    require_no_workers(source)
