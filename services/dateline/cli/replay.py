"""`dateline replay`: articles onto the raw topic."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from prometheus_client import CollectorRegistry

from dateline.cli.counting import counted
from dateline.cli.options import BootstrapServers, Rate
from dateline.cli.progress import ReplayProgress
from dateline.records.headers import Origin
from dateline.replayer.metrics import ReplayMetrics
from dateline.replayer.replay import replay as replay_articles
from dateline.replayer.sources import open_sources
from dateline.settings import Settings, load_settings
from dateline.telemetry import Health, TelemetryServer, tracing_of


def replay(
    *,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Text files (.txt), JSON Lines of articles (.jsonl, .ndjson), folders of them; - is standard input.",
        ),
    ],
    rate: Rate = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first bad row.")] = False,
    origin: Annotated[Origin, typer.Option(help="What the header dateline-origin says.")] = Origin.REPLAY,
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Outlet of articles that name none; default: their folder.")
    ] = None,
    metrics_port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="PORT", help="Serve /metrics there while it runs; 0: a free one."),
    ] = None,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """Publish articles on the raw topic.

    Their outlet is the key. Bad rows are told with file and line, and passed over.
    The exit status is 1 where any article was not published.
    """
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    source = open_sources(paths, outlet)
    started = time.monotonic()
    with (
        _serving(settings, metrics_port) as metrics,
        tracing_of(settings, "replayer") as tracing,
        ReplayProgress(source.size) as progress,
    ):
        counts = replay_articles(
            source,
            settings,
            rate=rate,
            strict=strict,
            origin=origin,
            observer=progress,
            metrics=metrics,
            tracing=tracing,
        )
    seconds = time.monotonic() - started
    typer.echo(
        f"{counted(counts.published, 'article')} published on {settings.raw} in {seconds:.1f} s "
        f"({counts.published / seconds:.0f} a second); bad rows: {counts.bad_rows}, refused: {counts.refused}"
    )
    if counts.failed:
        raise typer.Exit(1)


@contextmanager
def _serving(settings: Settings, port: int | None) -> Iterator[ReplayMetrics]:
    registry = CollectorRegistry()
    metrics = ReplayMetrics(registry)
    if port is None:
        yield metrics
        return
    server = TelemetryServer(settings.metrics_host, port, registry, Health.of_a_command())
    server.start()
    typer.echo(f"metrics: http://{server.host}:{server.port}/metrics", err=True)
    try:
        yield metrics
    finally:
        server.stop()
