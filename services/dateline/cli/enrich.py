"""`dateline enrich`: the same enrichment without Kafka."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.errors import BadRow
from dateline.offline import enrich_source
from dateline.replayer.sources import open_sources
from dateline.settings import load_settings


def enrich(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Articles as JSON Lines or text files, folders of them, or - for standard input."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; default: standard output.")
    ] = None,
    outlet: Annotated[
        str | None, typer.Option(help="Outlet of articles that name none; default: their folder.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first row that is not an article.")] = False,
) -> None:
    """Write each article enriched, as JSON Lines in the order of the input.

    Annotated articles (a dump of articles.annotated) are matched again, all others go the whole way. The exit status
    is 0 when every row was enriched, else 1.
    """
    source = open_sources(paths or ["-"], outlet)
    failed = 0
    with output.open("wb") if output else sys.stdout.buffer as sink:
        for result in enrich_source(source, load_settings()):
            if isinstance(result, BadRow):
                if strict:
                    raise result
                failed += 1
                typer.echo(str(result), err=True)
            else:
                sink.write(result.model_dump_json().encode() + b"\n")
    if failed:
        typer.echo(f"{failed} rows were not enriched", err=True)
        raise typer.Exit(1)
