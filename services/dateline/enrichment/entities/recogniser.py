"""Mentions by lexicon: aliases, territories and cities, less the words that only look like them; and full names."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from dateline.enrichment.entities.evidence import NOUNS_IN_CAPITALS, CityEvidence
from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.entities.person_names import PersonNames
from dateline.enrichment.entities.stop_names import StopNames
from dateline.enrichment.entities.surroundings import (
    beside_dot,
    follows_sentence_mark,
    in_address,
    in_compound,
    word_before,
)
from dateline.enrichment.names.candidate import Candidate, without_doubtful
from dateline.enrichment.names.inflection import Inflections
from dateline.enrichment.names.keys import fold
from dateline.enrichment.names.lexicon import Lexicon, Match
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import EntityType

# how often a name that the lexicon holds is labelled with these limits and this type, on 59,849 labelled sentences
# in 26 languages (training/gazetteer/fit.py prints it); most of the rest are names that are part of longer ones
_ALIAS = {EntityType.PERSON: 0.96, EntityType.ORGANISATION: 0.73, EntityType.PLACE: 0.7}
_ALONE = 0.75
_TERRITORY = 0.8
_TERRITORY_FOREIGN = 0.55  # a name that another language gives the territory
_COMPOUND = 0.55  # "Kreml-Sprecher": whether the corpora mark such parts differs
_FULL_NAME = 0.85
_MIN_FOREIGN = 3  # in so many languages a territory must bear a name that is taken in yet another


class _Article(NamedTuple):
    """What the names of an article say of it: its language, the countries, and the surnames of its persons."""

    language: str
    countries: frozenset[str]
    surnames: frozenset[str]


class LexiconRecogniser:
    """A `Recogniser` that finds what the lexicon holds, and persons by their first names."""

    def __init__(
        self,
        lexicon: Lexicon,
        gazetteer: Gazetteer,
        inflections: Inflections,
        evidence: CityEvidence,
        stop_names: StopNames,
    ) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._inflections = inflections
        self._evidence = evidence
        self._stop_names = stop_names
        self._persons = PersonNames(gazetteer, stop_names)
        self.models: dict[str, str] = {}

    def finder(self, _reading: Reading) -> str:
        """Return "lexicon"; see `Recogniser`."""
        return "lexicon"

    def recognise(self, reading: Reading) -> tuple[Mention, ...]:
        """Return the mentions of headline and body; see `Recogniser`."""
        language = reading.language.split("-")[0].lower()
        matches = self._without_addressed(
            {passage: list(self.matches(passage, language)) for passage in reading.passages}, language
        )
        candidates = [
            candidate for of_passage in matches.values() for match in of_passage for candidate in match.candidates
        ]
        families = frozenset(family for candidate in candidates for family in candidate.families)
        known = {passage: self._known(passage, of_passage) for passage, of_passage in matches.items()}
        persons = {passage: list(self._full_names(passage, known[passage], language, families)) for passage in matches}
        surnames = {fold(passage.words[last - 1]) for passage, found in persons.items() for _, last in found}
        countries = named_countries(match.candidates for of_passage in matches.values() for match in of_passage)
        article = _Article(language, countries, families | surnames)
        return tuple(
            mention
            for passage, of_passage in matches.items()
            for mention in self._mentions(passage, of_passage, known[passage], persons[passage], article)
        )

    def _without_addressed(self, matches: dict[Passage, list[Match]], language: str) -> dict[Passage, list[Match]]:
        """Leave out the cities that are surnames here, as an honorific tells: 野田氏 and 野田佳彦."""
        surnames = {
            passage.of(match.span)
            for passage, of_passage in matches.items()
            for match in of_passage
            if match.unspaced and _is_city(match) and self._stop_names.is_addressed(passage.text, match.span, language)
        }
        if not surnames:
            return matches
        return {
            passage: [match for match in of_passage if not _is_city(match) or passage.of(match.span) not in surnames]
            for passage, of_passage in matches.items()
        }

    def matches(self, passage: Passage, language: str) -> Iterator[Match]:
        """Yield what the lexicon finds in a passage, less ordinary words and web addresses."""
        for match in self._lexicon.matches(passage, self._inflections.of(language)):
            if not in_address(passage, match.span) and (narrowed := self._narrow(passage, match, language)):
                yield narrowed

    def _known(self, passage: Passage, matches: Sequence[Match]) -> list[Match]:
        """Return the aliases and territories, less surnames that a first name makes another person's."""
        return [match for match in matches if not _is_city(match) and not self._belongs_to_other(passage, match)]

    def _full_names(
        self, passage: Passage, known: Sequence[Match], language: str, families: Collection[str]
    ) -> Iterator[tuple[int, int]]:
        """Yield the tokens of persons whom the lexicon does not know."""
        taken = _tokens(known)
        for first, last in self._persons.find(passage, taken, language, self._inflections.of(language)):
            # "Kim" is a first name, but not in an article on Kim Jong-un
            if fold(passage.words[first]) not in families and not passage.is_aside(_span(passage, first, last)):
                yield first, last

    def _mentions(
        self,
        passage: Passage,
        matches: Sequence[Match],
        known: Sequence[Match],
        persons: Sequence[tuple[int, int]],
        article: _Article,
    ) -> list[Mention]:
        """Return what is known first, then persons, then the cities between these."""
        mentions = [_known_mention(passage, match, article.language) for match in known]
        taken = _tokens(known)
        for first, last in persons:
            mentions.append(Mention(passage, _span(passage, first, last), EntityType.PERSON, _FULL_NAME))
            taken.update(range(first, last))
        for match in matches:
            is_free = match.unspaced or taken.isdisjoint(range(match.first, match.last))
            if _is_city(match) and is_free and fold(passage.of(match.span)) not in article.surnames:
                confidence = self._evidence.confidence(passage, match, article.language, article.countries)
                mentions.append(Mention(passage, match.span, EntityType.PLACE, confidence, match.candidates))
        return sorted(mentions, key=lambda mention: mention.span)

    def _narrow(self, passage: Passage, match: Match, language: str) -> Match | None:
        """Keep the candidates that may be meant in this language; aliases and territories go before cities."""
        candidates = match.candidates
        kept = [
            candidate
            for candidate in candidates
            if not candidate.languages or language in candidate.languages or _may_be_foreign(candidate, match)
        ]
        strong = [candidate for candidate in kept if candidate.source != "city"]
        if len(strong) < len(kept) and all(_is_foreign(candidate, language) for candidate in strong):
            strong = []  # Palu is a city; that it is a name of Palau elsewhere does not matter
        if not kept or self._is_word(passage, match, language, strong=bool(strong)):
            return None
        if match.unspaced and self._stop_names.is_inside_word(passage.text, match.span, language):
            return None
        if len(strong) > 1:
            # "Guyane" is French Guiana in French, whatever other languages call so
            strong = [candidate for candidate in strong if not _is_foreign(candidate, language)] or strong
        kept = list(without_doubtful(tuple(strong))) or [one for one in kept if one.source == "city"]
        return match if len(kept) == len(candidates) else match._replace(candidates=tuple(kept))

    def _is_word(self, passage: Passage, match: Match, language: str, *, strong: bool) -> bool:
        """Tell whether what looks like a name is an ordinary word."""
        text, inflection = passage.of(match.span), self._inflections.of(language)
        are_words = self._stop_names.are_words
        if strong or are_words("cities", text, language, inflection):
            return are_words("strong" if strong else "cities", text, language, inflection)
        if not are_words("doubtful", text, language, inflection):
            return False
        if language in NOUNS_IN_CAPITALS:
            return not self._stop_names.is_preposition(word_before(passage, match.first), language)
        return follows_sentence_mark(passage, match.first)

    def _belongs_to_other(self, passage: Passage, match: Match) -> bool:
        """Tell whether a first name before a bare surname makes it another person's."""
        if match.unspaced:
            best = match.candidates[0]
            return best.type == EntityType.PERSON and beside_dot(passage.text, match.span)
        if not match.candidates[0].alone:
            return False
        before = word_before(passage, match.first)
        return before[:1].isupper() and self._gazetteer.is_given_name(before)


def _may_be_foreign(candidate: Candidate, match: Match) -> bool:
    """Tell whether a name that other languages give may be meant: that of a territory, in many of them."""
    if candidate.source == "alias":
        return False
    long_enough = match.span.end - match.span.start >= (2 if match.unspaced else 4)
    return long_enough and not match.changed and len(candidate.languages) >= _MIN_FOREIGN


def _is_city(match: Match) -> bool:
    return match.candidates[0].source == "city"


def _known_mention(passage: Passage, match: Match, language: str) -> Mention:
    best = match.candidates[0]
    confidence = _of_known(best, language)
    if in_compound(passage, match):
        confidence = min(confidence, _COMPOUND)
    kind = best.type if len({candidate.type for candidate in match.candidates}) == 1 else EntityType.PLACE
    return Mention(passage, match.span, kind, confidence, match.candidates)


def _of_known(candidate: Candidate, language: str) -> float:
    if candidate.source == "alias":
        return _ALONE if candidate.alone else _ALIAS[candidate.type]
    return _TERRITORY_FOREIGN if _is_foreign(candidate, language) else _TERRITORY


def _is_foreign(candidate: Candidate, language: str) -> bool:
    return bool(candidate.languages) and language not in candidate.languages


def _tokens(matches: Sequence[Match]) -> set[int]:
    return {token for match in matches for token in range(match.first, match.last)}


def _span(passage: Passage, first: int, last: int) -> Span:
    return Span(passage.tokens[first].start, passage.tokens[last - 1].end)


def named_countries(names: Iterable[Sequence[Candidate]]) -> frozenset[str]:
    """Return the countries that aliases and territories name. A name that may mean two of them tells nothing."""
    countries: set[str] = set()
    for candidates in filter(None, names):
        of_name = {
            candidate.country for candidate in candidates if candidate.source != "city" and not candidate.generic
        }
        if len(of_name) == 1:
            countries |= of_name
    return frozenset(countries - {""})
