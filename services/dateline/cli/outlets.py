"""`dateline outlets`: what each outlet publishes, and which behave unlike themselves."""

import json as json_module
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import typer
from rich.table import Table

from dateline.admin.status import read_status
from dateline.cli.console import table_console
from dateline.cli.options import BootstrapServers, Json
from dateline.replayer.printable import on_one_line
from dateline.replayer.reader import TopicReader
from dateline.settings import Settings, load_settings
from dateline.telemetry.volumes import DAY_HOURS, HOUR_MS, Day, Outlet, Volumes, day_of
from dateline.topology import VOLUMES, changelog_name

SHARE_DAYS = 7


@dataclass(frozen=True, slots=True)
class OutletReport:
    """An outlet, for people and programs. Volumes are of this hour and the 23 before, shares of the last seven days.

    `expected` is the median of the same hours on the same weekdays before; None where it was not known then.
    """

    outlet: str
    state: str
    last_seen: str
    volume: int
    expected: float | None
    empty: float
    wall: float
    und: float
    dead_lettered: float


def outlets(json: Json = False, bootstrap_servers: BootstrapServers = None) -> None:
    """List the outlets, and which are silent.

    When each was last seen, and its volume against the same weekdays before.
    What waits on the raw topic is not taken for missing.

    Shares are of the last seven days: empty texts, walls, articles whose language is not to be told, dead letters.
    Workers write this once a minute.
    """
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    reports = list_outlets(settings, round(time.time() * 1000))
    if json:
        for report in reports:
            typer.echo(json_module.dumps(asdict(report), ensure_ascii=False))
        return
    table = Table("outlet", "state", "last seen", "24 h", "expected", "empty", "wall", "und", "dead", box=None)
    for report in reports:
        table.add_row(
            on_one_line(report.outlet),
            report.state,
            report.last_seen,
            str(report.volume),
            "-" if report.expected is None else f"{report.expected:.0f}",
            *(f"{share:.0%}" for share in (report.empty, report.wall, report.und, report.dead_lettered)),
            style="bold red" if report.state in {"silent", "walled"} else None,
        )
    table_console().print(table)
    if not reports:
        typer.echo("No outlet has been seen yet.", err=True)


def list_outlets(settings: Settings, now: int) -> list[OutletReport]:
    """Return all outlets, the conspicuous first; `now` in milliseconds since 1970.

    Raises TopicMismatch, KafkaUnavailable.
    """
    by_partition = _read(settings)
    read = [place for place in read_status(settings).partitions if place.topic == settings.raw]
    waiting = {place.partition for place in read if place.lag}
    known: dict[str, Outlet] = {}
    until: dict[str, int] = {}
    for partition, volumes in by_partition.items():
        # what waits on the topic is not missing
        end = volumes.newest if partition in waiting else now
        for name, outlet in volumes.outlets.items():
            until[name] = min(end, until.get(name, end))
            # an outlet whose records have other keys lies on several partitions
            for day, counts in outlet.days.items():
                known.setdefault(name, Outlet()).days.setdefault(day, Day()).add(counts)
    found = [_report(name, outlet, now // HOUR_MS, until[name] // HOUR_MS) for name, outlet in known.items()]
    return sorted(found, key=lambda report: (report.state not in {"silent", "walled"}, report.outlet))


def _read(settings: Settings) -> dict[int, Volumes]:
    entries: dict[tuple[int, bytes], bytes] = {}
    with TopicReader(settings, changelog_name(settings, VOLUMES)) as reader:
        for message in reader.to_end():
            place = (message.partition, message.key or b"")
            if message.value is None:
                entries.pop(place, None)
            else:
                entries[place] = message.value
    found: defaultdict[int, Volumes] = defaultdict(Volumes)
    for (partition, key), value in entries.items():
        found[partition].put(*day_of(key), Day.load(value))
    return found


def _report(name: str, outlet: Outlet, end: int, known_until: int) -> OutletReport:
    today = end // DAY_HOURS
    lately = outlet.total(range(today - SHARE_DAYS + 1, today + 2))
    state = "silent" if outlet.is_silent(known_until) else "walled" if outlet.is_walled(known_until) else "as ever"

    def share(count: int) -> float:
        return round(count / lately.articles, 4) if lately.articles else 0.0

    return OutletReport(
        outlet=name,
        state=state,
        last_seen=datetime.fromtimestamp(outlet.last_seen / 1000, UTC).isoformat(timespec="seconds"),
        volume=outlet.volume(end + 1, DAY_HOURS),
        expected=outlet.expected(end + 1, DAY_HOURS),
        empty=share(lately.empty),
        wall=share(lately.wall),
        und=share(lately.und),
        dead_lettered=share(lately.dead_lettered),
    )
