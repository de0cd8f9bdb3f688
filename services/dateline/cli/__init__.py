"""The command `dateline`."""

import logging
import sys
from typing import Annotated

import typer

from dateline import __version__
from dateline.cli import aliases, config, dead_letters, replay, schema, state, tail, topics
from dateline.cli.broker import broker
from dateline.cli.demo import demo
from dateline.cli.enrich import enrich
from dateline.cli.explain import explain
from dateline.cli.outlets import outlets
from dateline.cli.status import status
from dateline.cli.trace import trace
from dateline.cli.worker import worker
from dateline.errors import DatelineError

app = typer.Typer(
    name="dateline",
    help="Enrich a stream of multilingual news articles on Apache Kafka.",
    no_args_is_help=True,
    # an error is a line of its own, and help is as it stands
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command()(worker)
app.command()(enrich)
app.command()(explain)
app.command()(broker)
app.command()(replay.replay)
app.command()(tail.tail)
app.command()(trace)
app.command()(status)
app.command()(outlets)
app.command()(config.config)
app.add_typer(aliases.app, name="aliases")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(schema.app, name="schema")
app.add_typer(state.app, name="state")
app.add_typer(topics.app, name="topics")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dateline {__version__}")
        raise typer.Exit


@app.callback()
def dateline(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version, and exit.")
    ] = False,
) -> None:
    """Enrich a stream of multilingual news articles on Apache Kafka."""


def main() -> None:
    """Run the command line. Exit status: 0, 1 for what failed, 2 for wrong usage, 130 after Ctrl-C."""
    # what the Kafka client logs as warnings comes out as our errors
    logging.getLogger("kafka").addHandler(logging.NullHandler())
    try:
        app(prog_name="dateline")
    except DatelineError as error:
        typer.echo(f"dateline: {error}", err=True)
        sys.exit(1)
