"""`dateline explain`: why one article is, or is not, taken for a copy of another."""

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from dateline.cli.console import table_console
from dateline.cli.named_article import NamedArticle, find_article
from dateline.cli.options import BootstrapServers, Json
from dateline.records import AnnotatedArticle, EnrichedArticle
from dateline.replayer.printable import on_one_line
from dateline.settings import load_settings

if TYPE_CHECKING:
    from dateline.enrichment.duplicates import Explanation

_HELP = "A file with one article, FILE:LINE, an id, or PARTITION:OFFSET on articles.annotated."
_LONGEST_TEXT = 300


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

    The two stand side by side, with what decides.

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
        typer.echo(json_module.dumps(_as_json((earlier, later), annotated, explanation), ensure_ascii=False, indent=2))
    else:
        _print((earlier, later), annotated, explanation)


def _article(one: NamedArticle) -> Any:
    return one.row.article if one.row else None


def _published(one: NamedArticle) -> dict[str, Any] | None:
    enriched: EnrichedArticle | None = one.enriched
    return enriched.duplicate.model_dump(mode="json", exclude_none=True) if enriched else None


def _side(one: NamedArticle, annotated: AnnotatedArticle) -> dict[str, Any]:
    article = annotated.article
    return {
        "place": one.place,
        "id": article.id,
        "outlet": article.outlet,
        "headline": article.headline,
        "url": article.url,
        "status": str(article.status),
        "event_time": annotated.event_time.isoformat() if annotated.event_time else None,
        "language": annotated.language.tag,
        "language_group": annotated.language_group,
        "content": str(annotated.content.kind),
        "tokens": annotated.fingerprint.tokens,
        "published": _published(one),
    }


def _as_json(
    places: tuple[NamedArticle, NamedArticle], annotated: list[AnnotatedArticle], explanation: "Explanation"
) -> dict[str, Any]:
    one = explanation.comparison
    return {
        "earlier": _side(places[0], annotated[0]),
        "later": _side(places[1], annotated[1]),
        "duplicate": explanation.duplicate.model_dump(mode="json"),
        "redelivery": explanation.redelivery,
        "hindrances": list(explanation.hindrances),
        "shared_keys": [f"{key:08x}" for key in explanation.shared_keys],
        "same_content": explanation.same_content,
        "containment": one.containment / 1000,
        "coverage": one.coverage / 1000,
        "lead_of_shorter": one.shorter_lead / 1000,
        "lead_of_longer": one.longer_lead / 1000,
        "longest_gap": one.gap / 1000,
        "headline_words": one.headline / 1000,
        "numbers": one.numbers,
        "numbers_agreeing": one.agreeing,
        "numbers_conflicting": one.numbers - one.agreeing,
        "conflicts_in_leads": [one.shorter_lead_conflicts, one.longer_lead_conflicts],
        "z": explanation.score / 1000,
        "threshold": explanation.threshold / 1000,
        "probability": explanation.probability / 1000,
        "threshold_probability": explanation.threshold_probability / 1000,
        "contributions": {name: part / 1000 for name, part in explanation.contributions.items()},
    }


def _print(
    places: tuple[NamedArticle, NamedArticle], annotated: list[AnnotatedArticle], explanation: "Explanation"
) -> None:
    console = table_console()
    sides = [_side(one, whole) for one, whole in zip(places, annotated, strict=True)]
    table = Table("", "earlier", "later", box=None)
    for name in ("place", "id", "outlet", "headline", "url", "status", "event_time", "language", "content", "tokens"):
        table.add_row(name, *(on_one_line(str("-" if side[name] is None else side[name])) for side in sides))
    table.add_row("text", *(on_one_line(whole.article.body_text, _LONGEST_TEXT) for whole in annotated))
    for side in sides:
        side["said"] = side["published"]["verdict"] if side["published"] else "-"
    table.add_row("published verdict", *(side["said"] for side in sides))
    console.print(table)
    console.print()
    facts = Table("what", "found", box=None)
    for name, value in _facts(explanation).items():
        facts.add_row(name, value)
    console.print(facts)
    console.print()
    parts = sorted(explanation.contributions.items(), key=lambda part: -abs(part[1]))
    weighed = Table("what z is made of", "", box=None)
    for name, part in parts:
        if part:
            weighed.add_row(name, f"{part / 1000:+.2f}")
    console.print(weighed)
    console.print()
    for hindrance in explanation.hindrances:
        console.print(f"hindrance: {hindrance}")
    console.print(_verdict(explanation), style="bold")


def _facts(explanation: "Explanation") -> dict[str, str]:
    one = explanation.comparison
    return {
        "keys that met": f"{len(explanation.shared_keys)}  "
        + " ".join(f"{key:08x}" for key in explanation.shared_keys),
        "same letters and digits": "yes" if explanation.same_content else "no",
        "of the shorter text in the longer": f"{one.containment / 10:.1f} %",
        "of the longer text in the shorter": f"{one.coverage / 10:.1f} %",
        "of their leads in the other text": _both(one.shorter_lead / 10, one.longer_lead / 10, ".1f", " %"),
        "longest stretch of the shorter that is missing": f"{one.gap / 10:.1f} %",
        "words of the headline alike": f"{one.headline / 10:.1f} %",
        "numbers of the shorter": f"{one.agreeing} agree, {one.numbers - one.agreeing} conflict",
        "numbers of the leads that conflict": _both(one.shorter_lead_conflicts, one.longer_lead_conflicts),
        "same outlet": "yes" if one.same_outlet else "no",
        "z": f"{explanation.score / 1000:.2f}, threshold {explanation.threshold / 1000:.2f}",
        "probability": f"{explanation.probability / 10:.1f} %, needed {explanation.threshold_probability / 10:.1f} %",
    }


def _both(shorter: float, longer: float, style: str = "", unit: str = "") -> str:
    return f"{shorter:{style}}{unit} (shorter), {longer:{style}}{unit} (longer)"


def _verdict(explanation: "Explanation") -> str:
    duplicate = explanation.duplicate
    if explanation.redelivery:
        return "verdict: the later one is a redelivery, the same id, outlet, headline, body and status"
    if duplicate.of is None:
        return "verdict: unique; the later one is not attached to the earlier one"
    met_by = duplicate.evidence.met_by if duplicate.evidence else None
    return f"verdict: {duplicate.verdict} of {on_one_line(duplicate.of)}, met by {met_by}"
