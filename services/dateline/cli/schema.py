"""`dateline schema`: the contract with consumers in any language."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.contract import write

app = typer.Typer(help="Export JSON Schemas, AsyncAPI and examples.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def schema() -> None:
    """Export JSON Schemas, AsyncAPI and examples."""


@app.command()
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to write; made if it is missing.", show_default=True)
    ] = Path("schemas"),
) -> None:
    """Write the contract's files, over older ones."""
    for path in write(folder):
        typer.echo(path)
