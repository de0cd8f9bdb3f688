"""What two enrichments of one article see differently among its entities."""

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.records import EnrichedArticle, Entity


@dataclass(frozen=True)
class Named:
    """What an entity was taken for; `id`, `name` and `method` are None where it has no link."""

    type: str
    id: str | None
    name: str | None
    method: str | None


@dataclass(frozen=True)
class Change:
    """An entity that is another, or no entity (None), in one of two enrichments."""

    article: str
    field: str
    start: int
    end: int
    text: str
    before: Named | None
    after: Named | None


def changes(before: EnrichedArticle, after: EnrichedArticle) -> Iterator[Change]:
    """Yield what differs, in reading order."""
    old, new = _by_place(before), _by_place(after)
    for place in sorted(old.keys() | new.keys(), key=lambda place: (place[0] != "headline", place[1:])):
        one, other = old.get(place), new.get(place)
        if _named(one) != _named(other):
            entity = one or other
            text = entity.text if entity else ""
            yield Change(before.article.id, *place, text, _named(one), _named(other))


def _by_place(article: EnrichedArticle) -> dict[tuple[str, int, int], Entity]:
    return {(str(entity.field), entity.start, entity.end): entity for entity in article.entities}


def _named(entity: Entity | None) -> Named | None:
    if entity is None:
        return None
    link = entity.link
    return Named(str(entity.type), *((link.id, link.name, str(link.method)) if link else (None, None, None)))
