"""`dateline enrich`: the same enrichment without Kafka."""

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.counting import counted
from dateline.cli.output import open_output
from dateline.errors import BadRow
from dateline.replayer.sources import open_sources
from dateline.settings import load_settings


def enrich(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH", help="Articles as JSON Lines or text files, folders of them, or - for standard input."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write; default: standard output."),
    ] = None,
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Outlet of articles that name none; default: their folder.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first row that is not an article.")] = False,
) -> None:
    """Enrich articles without Kafka.

    They are written as JSON Lines, in the order of the input.
    Annotated articles (a dump of articles.annotated) are matched again, all others go the whole way.
    The exit status is 0 when every row was enriched, else 1.
    """
    # what enriches takes long to import, and the other commands do without
    from dateline.offline import enrich_source  # noqa: PLC0415

    settings = load_settings()
    source = open_sources(paths or ["-"], outlet)
    failed = 0
    with open_output(output) as sink:
        for result in enrich_source(source, settings):
            if isinstance(result, BadRow):
                if strict:
                    raise result
                failed += 1
                typer.echo(str(result), err=True)
            else:
                sink.write(result.model_dump_json().encode() + b"\n")
    if failed:
        typer.echo(f"{counted(failed, 'row')} could not be enriched", err=True)
        raise typer.Exit(1)
