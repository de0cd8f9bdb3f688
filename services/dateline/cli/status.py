"""`dateline status`: how the stream stands."""

import http.client
import json as json_module
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Annotated, cast

import typer
from rich.table import Table

from dateline.admin.status import ClusterStatus, read_status
from dateline.cli.console import table_console
from dateline.cli.options import BootstrapServers, Json
from dateline.errors import TopicMismatch
from dateline.replayer.dead_letters import count_letters, newest_letters
from dateline.settings import Settings, load_settings

ANSWER_SECONDS = 5.0
LETTERS_AT_MOST = 2_000
"""Dead letters that are looked at: after a bad archive there may be a million, and reading them takes minutes."""


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """What a worker says of itself at an address; `alive` is None where it does not answer."""

    address: str
    alive: bool | None
    ready: bool | None
    reasons: dict[str, str]


def status(
    *,
    interval: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="For how long rates are measured.")] = 2.0,
    worker: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST:PORT", help="A worker to ask, as often as there are; default: that of the settings."
        ),
    ] = None,
    json: Json = False,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """Show how topics, group and workers stand.

    Rates, lag by partition, members of the group, and the newest dead letters by reason are shown.

    Workers are asked whether they are alive and ready.
    The exit status is 1 where a topic is missing or nobody reads.
    """
    asked = [_address(address) for address in worker or ()]
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    first, begun = read_status(settings), time.monotonic()
    time.sleep(interval)
    second, seconds = read_status(settings), time.monotonic() - begun
    rates = {
        after.name: (after.end - before.end) / seconds
        for before, after in zip(first.topics, second.topics, strict=True)
    }
    letters = _letters(settings, second)
    own = [f"{settings.metrics_host}:{settings.metrics_port}"] if settings.metrics_port else []
    workers = [_ask(address) for address in asked or own]
    if json:
        facts = asdict(second) | {
            "rates": {name: round(rate, 2) for name, rate in rates.items()},
            "lag": _lag(second),
            "dead_letters": {f"{reason}/{stage}": count for (reason, stage), count in letters.items()},
            "dead_letters_looked_at": letters.total(),
            "workers": [asdict(one) for one in workers],
        }
        typer.echo(json_module.dumps(facts, ensure_ascii=False))
    else:
        _print(second, rates, letters, workers)
    if not second.members or any(topic.partitions is None for topic in second.topics):
        raise typer.Exit(1)


def _letters(settings: Settings, cluster: ClusterStatus) -> Counter[tuple[str, str]]:
    if not next(topic.records for topic in cluster.topics if topic.name == settings.dead):
        return Counter()
    try:
        counts = count_letters(newest_letters(settings, LETTERS_AT_MOST))
    except TopicMismatch:
        return Counter()
    return Counter({kind: states.total() for kind, states in counts.items()})


def _address(text: str) -> str:
    try:
        parts = urllib.parse.urlsplit(f"http://{text}")
        usable = bool(parts.hostname and parts.port) and parts.netloc == text and not text.count(" ")
    except ValueError:
        usable = False
    if not usable:
        raise typer.BadParameter(f"--worker {text!r}: expected HOST:PORT, such as 127.0.0.1:9464")
    return text


def _ask(address: str) -> WorkerReport:
    alive, why_dead = _check(address, "/livez")
    ready, why_not = _check(address, "/readyz")
    return WorkerReport(address, alive, ready, why_dead | why_not)


def _check(address: str, path: str) -> tuple[bool | None, dict[str, str]]:
    try:
        with _answer(address, path) as answer:
            return not isinstance(answer, urllib.error.HTTPError), json_module.load(answer)["reasons"]
    except (OSError, ValueError, LookupError, TypeError, http.client.HTTPException):
        # nothing listens there, or something that is no worker
        return None, {}


def _answer(address: str, path: str) -> http.client.HTTPResponse | urllib.error.HTTPError:
    try:
        answer = urllib.request.urlopen(f"http://{address}{path}", timeout=ANSWER_SECONDS)
        return cast(http.client.HTTPResponse, answer)
    except urllib.error.HTTPError as error:
        return error


def _lag(cluster: ClusterStatus) -> int:
    return sum(place.lag for place in cluster.partitions)


def _print(
    cluster: ClusterStatus,
    rates: dict[str, float],
    letters: Counter[tuple[str, str]],
    workers: list[WorkerReport],
) -> None:
    console = table_console()
    topics = Table("topic", "partitions", "records", "a second", box=None)
    for topic in cluster.topics:
        missing = topic.partitions is None
        topics.add_row(
            topic.name,
            "missing" if missing else str(topic.partitions),
            f"{topic.records:,}",
            f"{rates[topic.name]:.1f}",
            style="bold red" if missing else None,
        )
    console.print(topics)
    typer.echo(f"\ngroup {cluster.group}: {cluster.group_state}, lag {_lag(cluster):,}, brokers {cluster.brokers}")
    partitions = Table("topic", "partition", "committed", "end", "lag", "read by", box=None)
    for place in cluster.partitions:
        partitions.add_row(
            place.topic,
            str(place.partition),
            "-" if place.committed is None else f"{place.committed:,}",
            f"{place.end:,}",
            f"{place.lag:,}",
            place.member or "nobody",
            style=None if place.member else "bold red",
        )
    console.print(partitions)
    members = Table("member", "host", "partitions", box=None)
    for member in cluster.members:
        members.add_row(member.name, member.host, str(member.partitions))
    console.print(members)
    dead = Table("dead letters", "stage", "count", box=None)
    for (reason, stage), count in letters.most_common():
        dead.add_row(reason, stage, f"{count:,}")
    console.print(dead)
    if letters.total() >= LETTERS_AT_MOST:
        typer.echo(f"Counted among the newest {LETTERS_AT_MOST:,}; `dateline dead-letters list` counts them all.")
    for one in workers:
        typer.echo(f"worker {one.address}: {_told(one)}")


def _told(one: WorkerReport) -> str:
    if one.alive is None:
        return "does not answer"
    words = ("alive" if one.alive else "not alive", "ready" if one.ready else "not ready")
    return "; ".join([", ".join(words), *(f"{name}: {why}" for name, why in one.reasons.items())])
