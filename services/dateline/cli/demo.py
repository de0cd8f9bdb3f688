"""`dateline demo`: everything at once, on this machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dateline.demo import DemoOptions, run_demo

WIDTH_WITHOUT_TERMINAL = 160


def demo(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Your own articles: JSON Lines, text files, folders; default: the seeds.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for the enriched articles, the metrics and the log.")
    ] = Path("dateline-demo"),
    rows: Annotated[int, typer.Option(min=0, help="How many articles the table shows.")] = 100,
    keep: Annotated[bool, typer.Option("--keep", help="Keep Kafka and the worker running until Ctrl-C.")] = False,
) -> None:
    """Start a Kafka and a worker, replay articles through them, show what came out, and stop everything."""
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH_WITHOUT_TERMINAL)
    raise typer.Exit(run_demo(DemoOptions(paths or (), output, rows, keep), console))
