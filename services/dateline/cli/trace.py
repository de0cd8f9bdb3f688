"""`dateline trace`: where is my article?"""

import json as json_module
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from dateline.cli.console import table_console
from dateline.cli.options import BootstrapServers, Json
from dateline.replayer.printable import on_one_line
from dateline.replayer.whereabouts import Station, Trace, find
from dateline.settings import load_settings

_AGO = re.compile(r"(\d+)\s*([smhd])")
_OUT = "It came out."
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def trace(
    article: Annotated[str, typer.Argument(metavar="ID|URL", help="The article's id or its URL.")],
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Look at records from then on: 90m, 24h, 7d, or an RFC 3339 time."),
    ] = None,
    json: Json = False,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """Find an article on all topics.

    Its positions, times, versions, verdicts and dead letters are shown.

    It reads the topics from --since on, or all that they hold.
    The exit status is 1 where the article was never received.
    """
    begin = None if since is None else _time(since)
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    found = list(find(settings, article, begin))
    versions = _versions(found)
    if json:
        for one in found:
            typer.echo(json_module.dumps(_facts(one, versions), ensure_ascii=False))
    elif found:
        _print(found, versions)
    if not found:
        held = "" if since is None else f" since {since}"
        typer.echo(f"never received{held}: no record of {on_one_line(article)} on any topic", err=True)
        raise typer.Exit(1)
    if not json:
        typer.echo(_verdict(found))


def _versions(found: Sequence[Trace]) -> dict[int, int]:
    """Number the different contents in the order in which they came."""
    raw = sorted((one for one in found if one.content is not None), key=lambda one: (one.timestamp, one.offset))
    numbers: dict[int, int] = {}
    for one in raw:
        if one.content is not None:
            numbers.setdefault(one.content, len(numbers) + 1)
    return numbers


def _facts(one: Trace, versions: dict[int, int]) -> dict[str, Any]:
    return {
        "station": one.station.value,
        "topic": one.topic,
        "partition": one.partition,
        "offset": one.offset,
        "time": _written(one.timestamp),
        "id": one.article,
        "outlet": one.outlet,
        "url": one.url,
        "version": versions.get(one.content) if one.content is not None else None,
        **one.facts,
    }


def _print(found: Sequence[Trace], versions: dict[int, int]) -> None:
    table = Table("topic", "position", "time", "id", "version", "what", box=None)
    for one in found:
        what = ", ".join(f"{name} {on_one_line(str(fact))}" for name, fact in one.facts.items())
        table.add_row(
            one.topic,
            f"{one.partition}:{one.offset}",
            _written(one.timestamp),
            on_one_line(one.article or "-"),
            str(versions.get(one.content, "-")) if one.content is not None else "-",
            what,
            style="bold red" if one.station is Station.DEAD else None,
        )
    table_console().print(table)


def _verdict(found: Sequence[Trace]) -> str:
    raw = [one for one in found if one.station is Station.RAW and "deletion" not in one.facts]
    newest = max(raw, key=lambda one: (one.timestamp, one.offset), default=None)
    came_of_it = [one for one in found if newest is not None and one.origin == newest.origin]
    # what it came of may have left its topic by now
    what = _became({one.station for one in came_of_it or found})
    earlier = [one for one in found if one not in came_of_it] if came_of_it else []
    if what != _OUT and any(one.station is Station.ENRICHED for one in earlier):
        return f"An earlier record of it came out. Of the newest: {what}"
    return what


def _became(stations: set[Station]) -> str:
    if Station.ENRICHED in stations:
        return _OUT
    if Station.DEAD in stations:
        return "It is a dead letter: `dateline dead-letters show POSITION` says what to do."
    if Station.ANNOTATED in stations:
        return "It is annotated, and waits for the matching of copies: `dateline status` shows the lag."
    return "It was received, and waits: `dateline status` shows the lag."


def _time(text: str) -> int:
    """Return the time in milliseconds since 1970, which no record is older than."""
    ago = _AGO.fullmatch(text.strip())
    if ago:
        return max(0, round(time.time() * 1000) - int(ago[1]) * _SECONDS[ago[2]] * 1000)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"--since {text!r}: expected 90m, 24h, 7d, or a time such as 2026-09-13T08:30Z"
        ) from error
    return max(0, round((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000))


def _written(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp / 1000, UTC).isoformat(timespec="milliseconds")
