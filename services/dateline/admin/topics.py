"""Creates Dateline's topics, and compares those that exist with the settings."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, OffsetSpec
from kafka.errors import NoError, TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from dateline.admin.client import admin_client, reaching_kafka
from dateline.admin.differences import Difference, broker_differences, topic_differences
from dateline.errors import KafkaUnavailable, TopicMismatch
from dateline.settings import Settings
from dateline.topology import TopicSpec, all_specs, largest_record_bytes

RETRY_SECONDS = 0.2


class TopicState(StrEnum):
    """How a topic was found, or left."""

    CREATED = "created"
    EXISTS = "exists"
    MISSING = "missing"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class TopicReport:
    """A topic that Dateline needs, its state, and how it differs from the settings."""

    spec: TopicSpec
    state: TopicState
    differences: tuple[Difference, ...] = ()


def create_topics(settings: Settings, specs: Sequence[TopicSpec] | None = None) -> tuple[TopicReport, ...]:
    """Create the topics that are missing, and report on each. One that exists is never changed.

    Raises KafkaUnavailable where the brokers do not answer or refuse to create a topic.
    """
    specs = all_specs(settings) if specs is None else specs
    with admin_client(settings) as client:
        missing = [report.spec for report in _describe(client, specs) if report.state is TopicState.MISSING]
        created = _create(client, settings, missing) if missing else set()
        client.wait_for_topics([spec.name for spec in missing])
        return tuple(
            TopicReport(report.spec, TopicState.CREATED)
            if report.spec.name in created and not report.differences
            else report
            for report in _describe(client, specs)
        )


def describe_topics(settings: Settings, specs: Sequence[TopicSpec] | None = None) -> tuple[TopicReport, ...]:
    """Compare the topics with the settings, and change nothing. Raises KafkaUnavailable."""
    with admin_client(settings) as client:
        return _describe(client, all_specs(settings) if specs is None else specs)


def check_topics(settings: Settings, specs: Sequence[TopicSpec] | None = None) -> None:
    """Make sure that the topics are there and as the settings say, and that the brokers let the largest record pass.

    Raises TopicMismatch, which names each difference and what to do about it, or KafkaUnavailable.
    """
    with admin_client(settings) as client:
        reports = _describe(client, all_specs(settings) if specs is None else specs)
        brokers = broker_differences(_broker_configs(client), largest_record_bytes(settings))
    found = [line for report in reports for line in complaints(report)] + [str(difference) for difference in brokers]
    if found:
        raise TopicMismatch("\n".join(found))


def complaints(report: TopicReport) -> tuple[str, ...]:
    """Say in a line each what is wrong with a topic, and the remedy."""
    name = report.spec.name
    if report.state is TopicState.MISSING:
        return (f"topic {name} is missing; create it with `dateline topics create`",)
    return tuple(f"topic {name}: {difference}" for difference in report.differences)


def topic_ids(settings: Settings, names: Sequence[str]) -> dict[str, str]:
    """Return the ids of those topics that exist; one that is deleted and created again has another."""
    with admin_client(settings) as client:
        found = client.describe_topics(list(names))
    return {topic["name"]: str(topic.get("topic_id")) for topic in found if not _is_missing(topic)}


def require_topics(settings: Settings, names: Sequence[str]) -> None:
    """Make sure that a stream's topics are there, whatever they are like. Raises TopicMismatch, KafkaUnavailable."""
    found = topic_ids(settings, names)
    if missing := [name for name in names if name not in found]:
        raise TopicMismatch(
            f"Kafka at {settings.bootstrap_servers} has no topic {', '.join(missing)}: see that the settings name a "
            f"stream that is there (DATELINE_TOPIC_PREFIX, DATELINE_APPLICATION_ID); nothing was changed"
        )


def recreate_topics(settings: Settings, specs: Sequence[TopicSpec]) -> None:
    """Delete topics, where they are there, and create them empty. Raises KafkaUnavailable."""
    before = topic_ids(settings, [spec.name for spec in specs])
    if before:
        with admin_client(settings) as client, reaching_kafka(settings):
            client.delete_topics(list(before))
    # brokers learn of a deletion one after the other
    deadline = time.monotonic() + settings.request_timeout_seconds
    while True:
        create_topics(settings, specs)
        after = topic_ids(settings, [spec.name for spec in specs])
        left = [spec.name for spec in specs if after.get(spec.name) in (None, before.get(spec.name))]
        if not left:
            return
        if time.monotonic() > deadline:
            raise KafkaUnavailable(
                f"Kafka at {settings.bootstrap_servers} has not deleted and created again {', '.join(left)}; see that "
                f"delete.topic.enable is true, then run this command again"
            )
        time.sleep(RETRY_SECONDS)


def delete_before(settings: Settings, topic: str, offsets: Mapping[int, int]) -> None:
    """Delete the records of a topic before an offset of each partition. Raises KafkaUnavailable."""
    if offsets:
        with admin_client(settings) as client, reaching_kafka(settings):
            client.delete_records({TopicPartition(topic, partition): offset for partition, offset in offsets.items()})


def log_bounds(settings: Settings, topics: Iterable[str]) -> dict[tuple[str, int], tuple[int, int]]:
    """Return where the log of each partition begins and ends. Raises KafkaUnavailable."""
    with admin_client(settings) as client, reaching_kafka(settings):
        places = [
            TopicPartition(topic["name"], partition["partition_index"])
            for topic in client.describe_topics(list(topics))
            if not _is_missing(topic)
            for partition in topic["partitions"]
        ]
        begins, ends = (
            client.list_partition_offsets(dict.fromkeys(places, spec)) if places else {}
            for spec in (OffsetSpec.EARLIEST, OffsetSpec.LATEST)
        )
    return {(place.topic, place.partition): (begins[place].offset, ends[place].offset) for place in places}


def _create(client: KafkaAdminClient, settings: Settings, specs: Iterable[TopicSpec]) -> set[str]:
    wanted = {
        spec.name: {
            "num_partitions": spec.partitions,
            "replication_factor": spec.replication_factor,
            "configs": dict(spec.config),
        }
        for spec in specs
    }
    created = set()
    for topic in client.create_topics(wanted, raise_errors=False)["topics"]:
        error = for_code(topic["error_code"])
        if error is NoError:
            created.add(topic["name"])
        elif error is not TopicAlreadyExistsError:
            raise KafkaUnavailable(
                f"Kafka at {settings.bootstrap_servers} refused to create topic {topic['name']}: "
                f"{topic.get('error_message') or error.__name__}"
            )
    return created


def _describe(client: KafkaAdminClient, specs: Sequence[TopicSpec]) -> tuple[TopicReport, ...]:
    found = {topic["name"]: topic for topic in client.describe_topics([spec.name for spec in specs])}
    existing = [spec for spec in specs if not _is_missing(found.get(spec.name))]
    resources = [ConfigResource(ConfigResourceType.TOPIC, spec.name, list(spec.config)) for spec in existing]
    configs = client.describe_configs(resources, config_filter="all").get("topic", {}) if resources else {}
    reports = []
    for spec in specs:
        if spec not in existing:
            reports.append(TopicReport(spec, TopicState.MISSING))
            continue
        values = {name: entry["value"] for name, entry in configs.get(spec.name, {}).items()}
        differences = topic_differences(spec, found[spec.name]["partitions"], values)
        reports.append(TopicReport(spec, TopicState.DIFFERS if differences else TopicState.EXISTS, differences))
    return tuple(reports)


def _is_missing(topic: dict[str, Any] | None) -> bool:
    if topic is None:
        return True
    error = for_code(topic["error_code"])
    if error is NoError:
        return False
    if error is UnknownTopicOrPartitionError:
        return True
    raise error(f"topic {topic['name']}")


def _broker_configs(client: KafkaAdminClient) -> dict[str, dict[str, str | None]]:
    brokers = [str(broker["broker_id"]) for broker in client.describe_cluster()["brokers"]]
    resources = [ConfigResource(ConfigResourceType.BROKER, broker, ["socket.request.max.bytes"]) for broker in brokers]
    found = client.describe_configs(resources, config_filter="all").get("broker", {})
    return {broker: {name: entry["value"] for name, entry in configs.items()} for broker, configs in found.items()}
