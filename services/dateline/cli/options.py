"""Options that several commands share."""

from typing import Annotated

import typer

BootstrapServers = Annotated[
    str | None,
    typer.Option(
        "--bootstrap-servers",
        metavar="HOST:PORT,...",
        help="Brokers to ask first; default: DATELINE_BOOTSTRAP_SERVERS.",
    ),
]
Rate = Annotated[float | None, typer.Option(min=0.001, metavar="N", help="At most N a second.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
