"""Places that the part of a country after them tells from others of their name: "Moscow, Idaho"."""

from collections.abc import Sequence
from itertools import pairwise

from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.names.candidate import CITY, COUNTRY, Candidate
from dateline.records import EntityType, Link


def elsewhere(mentions: Sequence[Mention], links: Sequence[Link | None]) -> list[Link | None]:
    """Return the links without those to a place in another country than the part that is named after it.

    A city so told is the same one in the rest of the article.
    """
    kept = list(links)
    cities: set[str] = set()
    for at, (mention, following) in enumerate(pairwise(mentions)):
        link = links[at]
        if link is None or not _is_before(mention, following) or not (countries := _parts_of(following)):
            continue
        if all(one.country not in {*countries, ""} for one in mention.candidates if one.id == link.id):
            kept[at] = None
            if link.id.startswith(CITY):
                cities.add(mention.passage.of(mention.span))
    if not cities:
        return kept
    return [
        None if link and link.id.startswith(CITY) and mention.passage.of(mention.span) in cities else link
        for mention, link in zip(mentions, kept, strict=True)
    ]


def _parts_of(mention: Mention) -> frozenset[str]:
    """Return the countries of which a mention may name a part."""
    if mention.type != EntityType.PLACE:
        return frozenset()
    return frozenset(one.country for one in mention.candidates if _is_part(one))


def _is_part(one: Candidate) -> bool:
    return one.source == "alias" and bool(one.country) and not one.id.startswith((COUNTRY, CITY))


def _is_before(mention: Mention, following: Mention) -> bool:
    if mention.type != EntityType.PLACE or mention.passage is not following.passage:
        return False
    return mention.passage.text[mention.span.end : following.span.start] == ", "
