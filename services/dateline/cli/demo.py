"""`dateline demo`: everything at once, on this machine."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

WIDTH_WITHOUT_TERMINAL = 160


def demo(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Your own articles: JSON Lines, text files, folders; default: the seeds."),
    ] = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="Folder for the enriched articles, the metrics, the log."),
    ] = Path("dateline-demo"),
    rows: Annotated[int, typer.Option(min=0, metavar="N", help="How many articles the table shows.")] = 100,
    keep: Annotated[bool, typer.Option("--keep", help="Keep Kafka and the worker running until Ctrl-C.")] = False,
) -> None:
    """Show everything at once, on this machine.

    A Kafka and a worker start, articles are replayed through them, what came out is shown, and everything stops.
    """
    # Kafka's and the worker's parts take long to import, and the other commands do without
    from dateline.demo import DemoOptions, run_demo  # noqa: PLC0415

    known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    console = Console(width=None if known else WIDTH_WITHOUT_TERMINAL, markup=False, highlight=False, emoji=False)
    raise typer.Exit(run_demo(DemoOptions(paths or (), output, rows, keep), console))
