"""How likely it is that a word which is the name of a city means the city.

A logistic regression over what stands around the word; `data/city_weights.json` holds the weights, which
training/gazetteer/fit.py fits.
"""

import json
import math
from collections.abc import Collection, Mapping
from pathlib import Path

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.surroundings import (
    beside_dot,
    follows_sentence_mark,
    in_compound,
    word_after,
    word_before,
)
from dateline.enrichment.names.candidate import Candidate
from dateline.enrichment.names.keys import LONGEST_TOKEN
from dateline.enrichment.names.lexicon import Match
from dateline.enrichment.reading import Passage

# languages that write every noun with a capital: a capital beside a name says nothing there
NOUNS_IN_CAPITALS = frozenset({"de", "lb", "nds", "gsw"})
_DATELINE = frozenset((" (", " -", " –", " —", ". "))


class CityEvidence:
    """Judges matches whose candidates are cities."""

    def __init__(self, weights: Path, gazetteer: Gazetteer) -> None:
        self._weights: Mapping[str, float] = json.loads(weights.read_text(encoding="utf-8"))
        self._gazetteer = gazetteer

    def is_home(self, city: Candidate, language: str) -> bool:
        """Tell whether a language is at home in the country of a city."""
        return city.country in self._gazetteer.homes.get(language, ())

    def weigh(self, city: Candidate, language: str, countries: Collection[str]) -> float:
        """Return how much speaks for one city of a name rather than another, in log10 of its population."""
        home = self.is_home(city, language)
        return math.log10(city.population) + city.primary * 0.5 + home * 0.5 + (city.country in countries) * 1.5

    def confidence(self, passage: Passage, match: Match, language: str, countries: Collection[str]) -> float:
        """Return the probability, 0 to 1, that a match means a city."""
        found = self.features(passage, match, language, countries)
        return 1 / (1 + math.exp(-sum(self._weights.get(name, 0.0) * value for name, value in found.items())))

    def features(self, passage: Passage, match: Match, language: str, countries: Collection[str]) -> dict[str, float]:
        """Return what speaks for and against a city; each feature is 0 or about 1."""
        best = max(match.candidates, key=lambda city: self.weigh(city, language, countries))
        nouns = language in NOUNS_IN_CAPITALS
        start, end = passage.tokens[match.first]
        # a token of a script without spaces may be a whole text
        first_word = passage.text[start : min(end, start + LONGEST_TOKEN + 1)]
        before, after = word_before(passage, match.first), word_after(passage, match.last)
        initial = follows_sentence_mark(passage, match.first) and not match.unspaced
        # the capital of a word that begins a sentence says nothing of the next word
        in_capitals = before[:1].isupper() and not nouns and not follows_sentence_mark(passage, match.first - 1)
        single = match.last - match.first == 1
        size = math.log10(best.population) - 5
        return {
            "bias": 1.0,
            "population": size,
            "population of a single word": size * single,
            "main name": best.primary,
            "home country": self.is_home(best, language),
            "country named": best.country in countries,
            "several words": not single,
            "changed by an ending": match.changed,
            "first of sentence": initial,
            "population, first of sentence": size * initial,
            "first of a dateline": initial and passage.text[match.span.end : match.span.end + 2] in _DATELINE,
            "given name": single and self._gazetteer.is_given_name(first_word),
            "after a given name": bool(before) and self._gazetteer.is_given_name(before),
            "after a capital": in_capitals,
            "before a capital": bool(after) and after[0].isupper() and not nouns,
            "in a compound": in_compound(passage, match),
            "four letters": single and len(first_word) <= 4 and not match.unspaced,
            "language of nouns in capitals": nouns and single,
            "no spaces": match.unspaced,
            "two signs": match.unspaced and match.span.end - match.span.start == 2,
            "no capitals": not match.unspaced and not first_word[0].isupper(),
            "beside a middle dot": match.unspaced and beside_dot(passage.text, match.span),
            "all in capitals": first_word.isupper() and len(first_word) > 1,
        }
