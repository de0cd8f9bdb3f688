"""`dateline state`: what the stream remembers."""

from typing import Annotated

import typer

from dateline.cli.counting import counted
from dateline.cli.options import BootstrapServers
from dateline.settings import load_settings
from dateline.state import ResetPlan, plan_migration, plan_reset
from dateline.state import migrate as migrate_state
from dateline.state import reset as reset_state
from dateline.topology import OUTLETS, STORIES, VOLUMES

app = typer.Typer(
    help="Forget what the stream remembers, or carry it over.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
TABLES = (OUTLETS, STORIES, VOLUMES)

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.callback()
def state() -> None:
    """Forget what the stream remembers, or carry it over."""


@app.command()
def reset(
    *,
    table: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help=f"{', '.join(TABLES)}; default: {OUTLETS} and {STORIES}."),
    ] = None,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="Read again all that lies on the topics the tables follow.")
    ] = False,
    yes: Yes = False,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """Forget what was seen: the next start begins empty.

    The tables' changelogs are deleted and created again; workers then empty their folders.
    The group goes on where it stands. No worker of it may run.

    Articles are then compared with none that came before: copies of earlier stories are new stories.
    """
    settings = load_settings(bootstrap_servers=bootstrap_servers)
    tables = table or [OUTLETS, STORIES]
    if unknown := sorted({*tables} - {*TABLES}):
        raise typer.BadParameter(f"{', '.join(unknown)}: no such table; there are {', '.join(TABLES)}")
    if from_beginning and VOLUMES in tables and OUTLETS not in tables:
        raise typer.BadParameter(
            f"--from-beginning reads the raw topic again, which `{OUTLETS}` may not remember so far back: "
            f"add --table {OUTLETS}"
        )
    plan = plan_reset(settings, tables, from_beginning=from_beginning)
    _print_plan(plan)
    if not yes:
        typer.confirm("Do it?", abort=True)
    reset_state(settings, plan)
    typer.echo("Done. The workers can be started.")


@app.command()
def migrate(
    *,
    application_id: Annotated[str, typer.Option(metavar="NAME", help="The new one; the old one's state stays.")],
    raw_partitions: Annotated[int | None, typer.Option(min=1, metavar="N", help="Of the new raw topic.")] = None,
    topic_raw: Annotated[str | None, typer.Option(metavar="NAME", help="The new raw topic.")] = None,
    annotated_partitions: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Of the new annotated topic.")
    ] = None,
    topic_annotated: Annotated[str | None, typer.Option(metavar="NAME", help="The new annotated topic.")] = None,
    yes: Yes = False,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """Carry the stream over to more or fewer partitions.

    The settings say how it is now, the options how it shall be. No worker may run, and where the raw topic is carried
    over, no producer.

    Records and what is remembered of them are copied to new topics, and a new group goes on where the old one stood:
    verdicts are those of a stream that was never touched. What is there now is left as it is.
    """
    source = load_settings(bootstrap_servers=bootstrap_servers)
    target = load_settings(
        bootstrap_servers=bootstrap_servers,
        application_id=application_id,
        raw_partitions=raw_partitions,
        topic_raw=topic_raw,
        annotated_partitions=annotated_partitions,
        topic_annotated=topic_annotated,
    )
    plan = plan_migration(source, target)
    for role, records in plan.copied.items():
        old, new = getattr(source, role), getattr(target, role)
        partitions = counted(getattr(target, f"{role}_partitions"), "partition")
        typer.echo(f"{old}: {counted(records, 'record')} are copied to {new}, of {partitions}")
    typer.echo(f"group {source.group} has no workers; group {target.group} goes on where it stands")
    if not yes:
        typer.confirm("Do it?", abort=True)
    migrate_state(plan, typer.echo)
    typer.echo("Done. Start the workers, and everything else that reads these settings, with")
    for variable, value in plan.changed.items():
        typer.echo(f"{variable}={value}")


def _print_plan(plan: ResetPlan) -> None:
    typer.echo(f"group {plan.group} has no workers")
    for spec, records in plan.changelogs:
        typer.echo(f"{spec.name}: {counted(records, 'record')} on {counted(spec.partitions, 'partition')} are deleted")
    for (topic, partition), (committed, start) in plan.starts.items():
        stood = "nothing was committed" if committed is None else f"stood at {committed}"
        typer.echo(f"{topic}, partition {partition}: goes on at {start}, {stood}")
