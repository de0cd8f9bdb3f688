"""What a person wants to see of enriched articles."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table
from rich.text import Text

from dateline.records import ContentKind, DeadLetter, EnrichedArticle, EntityType, Field, Verdict
from dateline.records.article import Status
from dateline.replayer.printable import on_one_line

TYPE_STYLES = {EntityType.PERSON: "magenta", EntityType.ORGANISATION: "yellow", EntityType.PLACE: "cyan"}
MAIN_ENTITIES = 4
HEADLINE_CHARACTERS = 60
LABEL_CHARACTERS = 14
UNDETERMINED = "und"


def article_table(articles: Sequence[EnrichedArticle], rows: int) -> Table:
    """Return a table of the first `rows` articles: outlet, headline, language, main entities, what it is a copy of."""
    title = "1 enriched article" if len(articles) == 1 else f"{len(articles)} enriched articles"
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column("outlet", no_wrap=True, max_width=20)
    table.add_column("headline", ratio=5)
    table.add_column("lang", no_wrap=True)
    table.add_column("main entities", ratio=5)
    # an id that is cut cannot be looked up
    table.add_column("story", ratio=3, overflow="fold")
    for article in articles[:rows]:
        table.add_row(
            Text(on_one_line(article.article.outlet)),
            Text(on_one_line(article.article.headline or _without_furniture(article), HEADLINE_CHARACTERS)),
            _languages(article),
            _entities(article),
            _story(article),
        )
    return table


def totals(articles: Sequence[EnrichedArticle], letters: Iterable[DeadLetter], width: int) -> list[str]:
    """Return what was found in all of them, in lines of at most `width` columns; what is counted stays on one line."""
    languages = Counter(article.language.tag for article in articles)
    verdicts = Counter(article.duplicate.verdict for article in articles)
    kinds = Counter(article.content.kind for article in articles)
    types = Counter(entity.type for article in articles for entity in article.entities)
    linked = sum(entity.link is not None for article in articles for entity in article.entities)
    furniture = sum(len(article.furniture) for article in articles)
    reasons = Counter(letter.reason.value for letter in letters)
    undetermined = languages.pop(UNDETERMINED, 0)
    count = f"{len(languages)} and {undetermined} undetermined" if undetermined else str(len(languages))
    told = _listed(languages)
    facts = {
        "languages": [": ".join([count, *told[:1]]), *told[1:]],
        "stories": _listed(verdicts),
        "content": _listed(kinds),
        "entities": [*_listed(types), f"{linked} linked to an id"],
        "furniture": [f"{furniture} stretches marked"],
        "dead letters": _listed(reasons),
    }
    return [line for label, items in facts.items() for line in _hanging(label, items or ["none"], width)]


def _languages(article: EnrichedArticle) -> Text:
    parts = sorted({span.tag for span in article.language.spans} - {article.language.tag})
    return Text(article.language.tag, style="green").append("".join(f"+{tag}" for tag in parts), style="dim")


def _entities(article: EnrichedArticle) -> Text:
    weights: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], str] = {}
    for entity in article.entities:
        key = (entity.type, entity.link.id if entity.link else entity.text.casefold())
        names.setdefault(key, entity.text)
        weights[key] += 3 if entity.field == Field.HEADLINE else 1
    main = sorted(weights, key=lambda key: (-weights[key], list(weights).index(key)))[:MAIN_ENTITIES]
    return Text(", ").join(Text(on_one_line(names[key]), style=TYPE_STYLES.get(EntityType(key[0]), "")) for key in main)


def _story(article: EnrichedArticle) -> Text:
    parts: list[Text] = []
    if article.article.status != Status.USABLE:
        parts.append(Text(article.article.status, style="bold"))
    if article.content.kind != ContentKind.FULL:
        parts.append(Text(article.content.kind, style="dim"))
    duplicate = article.duplicate
    of = on_one_line(duplicate.of or duplicate.cluster)
    if duplicate.verdict == Verdict.UPDATE:
        parts.append(Text(f"update of {of}", style="blue"))
    elif duplicate.verdict != Verdict.UNIQUE:
        share = duplicate.evidence.containment if duplicate.evidence else None
        held = "" if share is None else f", {share:.0%} of the text".replace("%", " %")
        parts.append(Text(f"copy of {of} ({duplicate.verdict}{held})", style="red"))
    return Text(", ").join(parts)


def _without_furniture(article: EnrichedArticle) -> str:
    text, kept, end = article.article.body_text, [], 0
    for piece in article.furniture:
        if piece.field == Field.BODY_TEXT:
            kept.append(text[end : piece.start])
            end = piece.end
    return "".join([*kept, text[end:]])


def _listed(counts: Counter[str]) -> list[str]:
    return [f"{name} {count}" for name, count in counts.most_common()]


def _hanging(label: str, items: Sequence[str], width: int) -> Iterator[str]:
    # a no-break space is what textwrap does not break at
    text = ", ".join(item.replace(" ", "\xa0") for item in items)
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=label.ljust(LABEL_CHARACTERS),
        subsequent_indent=" " * LABEL_CHARACTERS,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return (line.replace("\xa0", " ") for line in lines)
