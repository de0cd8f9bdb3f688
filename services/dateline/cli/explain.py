"""`dateline explain`: why one article is, or is not, taken for a copy of another."""

import json as json_module
from pathlib import Path
from typing import Annotated, Any

import typer

from dateline.cli.explained import as_json, show
from dateline.cli.named_article import NamedArticle, find_article
from dateline.cli.options import BootstrapServers, Json
from dateline.settings import load_settings

_HELP = "A file with one article, FILE:LINE, FILE#ID, an id, or PARTITION:OFFSET on articles.annotated."


def explain(
    first: Annotated[str, typer.Argument(metavar="ARTICLE", help=_HELP)],
    second: Annotated[str, typer.Argument(metavar="ARTICLE", help="The other one.")],
    *,
    file: Annotated[
        Path | None,
        typer.Option(
            "--in", metavar="FILE", help="Where to look ids up, in JSON Lines; default: the topic articles.annotated."
        ),
    ] = None,
    json: Json = False,
    bootstrap_servers: BootstrapServers = None,
) -> None:
    """Show why one article is a copy of another, or is not.

    The two stand side by side, with what decides and the passages that both hold.

    Of one file, or one partition, the later is the one that comes later there; else it is the second one named.
    They are matched alone: in the stream, a third article may be a better match, and with many that share a key
    one key is not enough.
    """
    # what enriches takes long to import, and the other commands do without
    from dateline.offline import explain_pair  # noqa: PLC0415

    settings = load_settings(bootstrap_servers=bootstrap_servers)
    earlier, later = find_article(first, settings, file), find_article(second, settings, file)
    if earlier.series == later.series and earlier.order > later.order:
        earlier, later = later, earlier
    given = [one.annotated or one.enriched or _article(one) for one in (earlier, later)]
    annotated, explanation = explain_pair(given, [earlier.appended, later.appended], settings)
    if json:
        typer.echo(json_module.dumps(as_json((earlier, later), annotated, explanation), ensure_ascii=False, indent=2))
    else:
        show((earlier, later), annotated, explanation)


def _article(one: NamedArticle) -> Any:
    return one.row.article if one.row else None
