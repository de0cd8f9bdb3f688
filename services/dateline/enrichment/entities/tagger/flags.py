"""What the gazetteer says of a single word, as bits: the tagger's knowledge of names."""

from collections.abc import Callable

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.names.keys import LONGEST_TOKEN, fold
from dateline.enrichment.reading import hash64

_GIVEN_NAME, _BEGINS_PLACE, _TERRITORY = 1, 2, 4
_CITY = (8, 16, 24)
_LARGE, _LARGEST = 100_000, 1_000_000


def flags_of(gazetteer: Gazetteer) -> Callable[[str], int]:
    """Return a function from words to bits."""

    def flags(word: str) -> int:
        if not word[0].isalpha() or len(word) > LONGEST_TOKEN:
            return 0
        node = hash64(fold(word))
        found = _GIVEN_NAME if gazetteer.is_given(node) else 0
        if not gazetteer.holds(node):
            return found
        found |= _BEGINS_PLACE
        cities = [-1]
        for candidate in gazetteer.find(node):
            if candidate.source == "territory":
                found |= _TERRITORY
            else:
                cities.append(candidate.population)
        largest = max(cities)
        return found if largest < 0 else found | _CITY[(largest > _LARGE) + (largest > _LARGEST)]

    return flags
