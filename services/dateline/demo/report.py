"""What a person wants to see of enriched articles."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from dateline.records import ContentKind, DeadLetter, EnrichedArticle, EntityType, Field, Verdict

TYPE_STYLES = {EntityType.PERSON: "magenta", EntityType.ORGANISATION: "yellow", EntityType.PLACE: "cyan"}
MAIN_ENTITIES = 4
HEADLINE_CHARACTERS = 60


def article_table(articles: Sequence[EnrichedArticle], rows: int) -> Table:
    """Return a table of the first `rows` articles: outlet, headline, language, main entities, what it is a copy of."""
    table = Table(title=f"{len(articles)} enriched articles", title_justify="left", header_style="bold")
    table.add_column("outlet", no_wrap=True, max_width=20)
    table.add_column("headline", ratio=5)
    table.add_column("lang", no_wrap=True)
    table.add_column("main entities", ratio=5)
    table.add_column("story", ratio=3)
    for article in articles[:rows]:
        table.add_row(
            article.article.outlet,
            _shortened(article.article.headline or _without_furniture(article)),
            _languages(article),
            _entities(article),
            _story(article),
        )
    return table


def totals(articles: Sequence[EnrichedArticle], letters: Iterable[DeadLetter]) -> list[str]:
    """Return, a line each, what was found in all of them."""
    languages = Counter(article.language.tag for article in articles)
    verdicts = Counter(article.duplicate.verdict for article in articles)
    kinds = Counter(article.content.kind for article in articles)
    types = Counter(entity.type for article in articles for entity in article.entities)
    linked = sum(entity.link is not None for article in articles for entity in article.entities)
    furniture = sum(len(article.furniture) for article in articles)
    reasons = Counter(letter.reason.value for letter in letters)
    return [
        f"languages     {len(languages)}: {_listed(languages)}",
        f"stories       {_listed(verdicts)}",
        f"content       {_listed(kinds)}",
        f"entities      {_listed(types)}; {linked} linked to an id",
        f"furniture     {furniture} stretches marked",
        f"dead letters  {_listed(reasons) or 'none'}",
    ]


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
    return Text(", ").join(Text(names[key], style=TYPE_STYLES.get(EntityType(key[0]), "")) for key in main)


def _story(article: EnrichedArticle) -> Text:
    duplicate = article.duplicate
    if article.content.kind not in {ContentKind.FULL, ContentKind.TEASER}:
        return Text(article.content.kind, style="dim")
    if duplicate.verdict == Verdict.UNIQUE:
        return Text("")
    if duplicate.verdict == Verdict.UPDATE:
        return Text(f"update of {duplicate.of}", style="blue")
    score = "" if duplicate.score is None else f" {duplicate.score:.2f}"
    return Text(f"copy of {duplicate.of} ({duplicate.verdict}{score})", style="red")


def _without_furniture(article: EnrichedArticle) -> str:
    text, kept, end = article.article.body_text, [], 0
    for piece in article.furniture:
        if piece.field == Field.BODY_TEXT:
            kept.append(text[end : piece.start])
            end = piece.end
    return "".join([*kept, text[end:]])


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= HEADLINE_CHARACTERS else line[: HEADLINE_CHARACTERS - 1] + "…"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())
