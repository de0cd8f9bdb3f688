"""What was found out about two articles: as JSON, and for people."""

from typing import TYPE_CHECKING, Any

from rich.table import Table

from dateline.cli.console import table_console
from dateline.cli.named_article import NamedArticle
from dateline.records import AnnotatedArticle, EnrichedArticle
from dateline.replayer.printable import on_one_line

if TYPE_CHECKING:
    from rich.console import Console

    from dateline.enrichment.duplicates import Alignment, Explanation

_PIPE_WIDTH = 80
_LONGEST_SHARED, _LONGEST_DIFFERENT = 240, 120
_MOST_KEYS = 4
_SIGNS = {"shared": "=", "different": "|", "left_out": "…"}

Places = tuple[NamedArticle, NamedArticle]


def as_json(places: Places, annotated: list[AnnotatedArticle], explanation: "Explanation") -> dict[str, Any]:
    """Return everything that is known, for programs."""
    one = explanation.comparison
    return {
        "earlier": _side(places[0], annotated[0]),
        "later": _side(places[1], annotated[1]),
        "duplicate": explanation.duplicate.model_dump(mode="json"),
        "redelivery": explanation.redelivery,
        "hindrances": [{"kind": str(kind), "detail": detail} for kind, detail in explanation.hindrances],
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
        "texts": _texts(explanation.alignment),
    }


def show(places: Places, annotated: list[AnnotatedArticle], explanation: "Explanation") -> None:
    """Print what a person wants to see; into a pipe it is 80 columns wide."""
    console = table_console(_PIPE_WIDTH)
    _show_sides(console, places, annotated)
    _show_texts(console, explanation.alignment)
    facts = _table("what", "found")
    for name, value in _facts(explanation).items():
        facts.add_row(name, value)
    console.print(facts)
    console.print()
    weighed = _table("what z is made of", "")
    for name, part in sorted(explanation.contributions.items(), key=lambda part: -abs(part[1])):
        if part:
            weighed.add_row(name, f"{part / 1000:+.2f}")
    console.print(weighed)
    console.print()
    for kind, detail in explanation.hindrances:
        console.print(f"hindrance ({kind}): {detail}")
    console.print(_verdict(explanation), style="bold")


def _table(*titles: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


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


def _published(one: NamedArticle) -> dict[str, Any] | None:
    enriched: EnrichedArticle | None = one.enriched
    return enriched.duplicate.model_dump(mode="json", exclude_none=True) if enriched else None


def _texts(alignment: "Alignment") -> dict[str, Any]:
    return {
        "earlier_words": alignment.earlier_words,
        "earlier_shared": alignment.earlier_shared,
        "later_words": alignment.later_words,
        "later_shared": alignment.later_shared,
        "passages": alignment.passages,
        "rows": [row._asdict() | {"kind": str(row.kind)} for row in alignment.rows],
    }


def _show_sides(console: "Console", places: Places, annotated: list[AnnotatedArticle]) -> None:
    sides = [_side(one, whole) for one, whole in zip(places, annotated, strict=True)]
    table = _table("", "earlier", "later")
    names = ("place", "id", "outlet", "headline", "url", "status", "event_time", "language", "language_group")
    for name in (*names, "content", "tokens"):
        table.add_row(name, *(on_one_line(str("-" if side[name] is None else side[name])) for side in sides))
    table.add_row("published", *(side["published"]["verdict"] if side["published"] else "-" for side in sides))
    console.print(table)
    console.print()


def _show_texts(console: "Console", alignment: "Alignment") -> None:
    console.print(
        f"shared passages: {alignment.passages}; words in them: "
        f"{alignment.earlier_shared} of {alignment.earlier_words}, {alignment.later_shared} of {alignment.later_words}"
    )
    table = Table(box=None, padding=(0, 1, 0, 0), expand=True, show_header=False)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    for row in alignment.rows:
        longest = _LONGEST_SHARED if row.kind == "shared" else _LONGEST_DIFFERENT
        left, right = _ends_of(row.earlier, longest), _ends_of(row.later, longest)
        if row.kind == "left_out":
            left = right = f"({row.passages} shorter passages)"
        sign = ">" if not left else "<" if not right else _SIGNS[row.kind]
        table.add_row(left, sign, right)
    console.print(table)
    console.print("= in both, | different, < only in the earlier one, > only in the later one")
    console.print()


def _ends_of(text: str, longest: int) -> str:
    line = on_one_line(text)
    if len(line) <= longest:
        return line
    half = (longest - 3) // 2
    begin, end = line[:half], line[-half:]
    # not in the middle of a word, where there are words
    return f"{begin.rpartition(' ')[0] or begin} … {end.partition(' ')[2] or end}"


def _facts(explanation: "Explanation") -> dict[str, str]:
    one = explanation.comparison
    keys = explanation.shared_keys
    some = " ".join(f"{key:08x}" for key in keys[:_MOST_KEYS])
    return {
        "keys that met": f"{len(keys)}" + (f" ({some}{' …' if len(keys) > _MOST_KEYS else ''})" if keys else ""),
        "same letters and digits": "yes" if explanation.same_content else "no",
        "of the shorter text in the longer": f"{one.containment / 10:.1f} %",
        "of the longer text in the shorter": f"{one.coverage / 10:.1f} %",
        "of their leads in the other text": _both(one.shorter_lead / 10, one.longer_lead / 10, ".1f", " %"),
        "longest stretch of the shorter missing": f"{one.gap / 10:.1f} %",
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
