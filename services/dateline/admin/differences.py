"""How topics and brokers differ from what the settings say, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.topology import TopicSpec

_UNLIMITED = -1
_AT_LEAST = {"retention.ms", "max.message.bytes"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the settings say."""

    what: str
    expected: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what} is {self.found}, expected {self.expected}; {self.remedy}"


def topic_differences(
    spec: TopicSpec, partitions: Sequence[Mapping[str, Any]], config: Mapping[str, str | None]
) -> tuple[Difference, ...]:
    """Compare a topic's partitions, replicas and configurations with what is asked for.

    A larger size or retention than asked for is no difference, nor a configuration that may not be read.
    """
    differences = []
    count = len(partitions)
    if count != spec.partitions and (spec.fixed_partitions or count < spec.partitions):
        differences.append(Difference("partitions", str(spec.partitions), str(count), _partitions_remedy(spec, count)))
    replicas = min((len(partition["replica_nodes"]) for partition in partitions), default=0)
    if replicas < spec.replication_factor:
        expected = f"{spec.replication_factor} or more"
        remedy = "reassign its partitions, or set DATELINE_REPLICATION_FACTOR"
        differences.append(Difference("replication factor", expected, str(replicas), remedy))
    for name, expected in spec.config.items():
        found = config.get(name)
        if found is not None and not _satisfies(name, found, expected):
            wanted = f"{expected} or more" if name in _AT_LEAST else expected
            differences.append(Difference(name, wanted, found, _config_remedy(spec, name)))
    return tuple(differences)


def broker_differences(brokers: Mapping[str, Mapping[str, str | None]], largest: int) -> tuple[Difference, ...]:
    """Compare the brokers' request limit with the largest record.

    Their `message.max.bytes` is not looked at: each topic has its own `max.message.bytes`, which overrides it.
    """
    name = "socket.request.max.bytes"
    return tuple(
        Difference(
            f"{name} of broker {broker}",
            f"{largest} or more",
            found,
            "raise it in the broker's configuration, or lower DATELINE_MAX_ENRICHED_BYTES",
        )
        for broker, config in brokers.items()
        if (found := config.get(name)) is not None and int(found) < largest
    )


def _satisfies(name: str, found: str, expected: str) -> bool:
    if name in _AT_LEAST:
        return int(found) == _UNLIMITED or int(found) >= int(expected)
    return found == expected


def _partitions_remedy(spec: TopicSpec, found: int) -> str:
    if spec.follows:
        return f"it must have as many as {spec.follows}: `dateline state reset` creates it anew, empty"
    setting = spec.settings.get("partitions")
    if setting is None:
        return "add partitions"
    to_what_is_found = f"set DATELINE_{setting.upper()}={found}"
    if not spec.fixed_partitions:
        return f"{to_what_is_found}, or add partitions"
    return (
        f"{to_what_is_found} or recreate the topic if no worker has read it yet; else carry the stream over to another "
        f"number with `dateline state migrate`, or articles are parted from those they are compared with"
    )


def _config_remedy(spec: TopicSpec, name: str) -> str:
    setting = spec.settings.get(name)
    alter = f"alter the topic's configuration {name}"
    return f"{alter}, or set DATELINE_{setting.upper()}" if setting else alter
