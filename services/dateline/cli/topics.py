"""`dateline topics`: what must exist on Kafka."""

import typer
from rich.table import Table

from dateline.admin import TopicReport, TopicState, complaints
from dateline.admin import check_topics as check_all
from dateline.admin import create_topics as create_all
from dateline.admin import describe_topics as describe_all
from dateline.cli.console import table_console
from dateline.cli.options import BootstrapServers
from dateline.settings import load_settings

app = typer.Typer(
    help="Create, check and list the topics on Kafka.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def create(bootstrap_servers: BootstrapServers = None) -> None:
    """Create the topics that are missing. One that exists is never changed; where it differs the exit status is 1."""
    reports = create_all(load_settings(bootstrap_servers=bootstrap_servers))
    for report in reports:
        typer.echo(f"{report.state.value:8} {report.spec.name}")
    differing = [line for report in reports for line in complaints(report)]
    for line in differing:
        typer.echo(line, err=True)
    if differing:
        raise typer.Exit(1)


@app.command()
def check(bootstrap_servers: BootstrapServers = None) -> None:
    """Compare topics and brokers with the settings. Where they differ, it says what to do, with exit status 1."""
    check_all(load_settings(bootstrap_servers=bootstrap_servers))
    typer.echo("All topics are as the settings say.")


@app.command(name="list")
def list_(bootstrap_servers: BootstrapServers = None) -> None:
    """List the topics: what settings want, and state."""
    table = Table("topic", "partitions", "replicas", "configuration", "state", box=None)
    for report in describe_all(load_settings(bootstrap_servers=bootstrap_servers)):
        table.add_row(*_cells(report), style=None if report.state is TopicState.EXISTS else "bold red")
    table_console().print(table)


def _cells(report: TopicReport) -> tuple[str, ...]:
    spec = report.spec
    replicas = "default" if spec.replication_factor < 1 else str(spec.replication_factor)
    config = "\n".join(f"{name}={value}" for name, value in spec.config.items())
    return spec.name, str(spec.partitions), replicas, config, report.state.value
