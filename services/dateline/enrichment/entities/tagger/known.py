"""Which words of a text stand in names that the lexicon knows, as a sign for each word."""

from collections.abc import Iterable

from dateline.enrichment.names.candidate import Candidate
from dateline.enrichment.names.lexicon import Match
from dateline.records import EntityType

KNOWN = ("person", "surname", "organisation", "place", "abroad", "village", "city", "metropolis")
SIGNS = 1 + 2 * len(KNOWN)
"""0 is no known name; the first word of a name of kind `k` is `2 k + 1`, the others are `2 k + 2`."""

_CITY, _METROPOLIS = 100_000, 1_000_000


def signs_of(count: int, matches: Iterable[Match], language: str) -> list[int]:
    """Return a sign for each of `count` tokens."""
    signs = [0] * count
    for match in matches:
        if match.unspaced:
            continue
        sign = 2 * KNOWN.index(_kind_of(match.candidates[0], language)) + 1
        signs[match.first] = sign
        for at in range(match.first + 1, match.last):
            signs[at] = sign + 1
    return signs


def _kind_of(best: Candidate, language: str) -> str:
    if best.type == EntityType.PERSON:
        return "surname" if best.alone else "person"
    if best.type == EntityType.ORGANISATION:
        return "organisation"
    if best.source == "city":
        return "village" if best.population < _CITY else "city" if best.population < _METROPOLIS else "metropolis"
    return "abroad" if best.languages and language not in best.languages else "place"
