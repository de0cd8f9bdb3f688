"""Mentions by the trained tagger, joined with what the lexicon knows."""

from collections.abc import Iterable, Iterator

from dateline.enrichment.entities.joining import ABBREVIATIONS, Joining, Name
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.entities.name_types import NameTypes
from dateline.enrichment.entities.peoples import Peoples
from dateline.enrichment.entities.recogniser import LexiconRecogniser
from dateline.enrichment.entities.surroundings import in_address
from dateline.enrichment.entities.tagger import Tagged, Tagger
from dateline.enrichment.entities.titles import Titles
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import EntityType

_ENDS_OF_SENTENCES = frozenset((". ", "! ", "? "))
_NO_ABBREVIATION = 5
_APOSTROPHES = frozenset(("'", "’"))
_SUFFIXED = frozenset(("az", "tr"))
_AT = frozenset(("da", "de", "ta", "te"))
_LONGEST = 12  # a "name" of more words is a list


class TaggerRecogniser:
    """A `Recogniser`: the tagger says where names are and of which type, the lexicon adds what only a list can know.

    Where the words of an article are in scripts that the tagger was not trained on, the lexicon alone speaks.
    """

    def __init__(
        self,
        tagger: Tagger,
        lexicon: LexiconRecogniser,
        *,
        joining: Joining,
        name_types: NameTypes,
        peoples: Peoples,
        titles: Titles,
    ) -> None:
        self._tagger = tagger
        self._lexicon = lexicon
        self._joining = joining
        self._name_types = name_types
        self._peoples = peoples
        self._titles = titles
        self.models = {"entities/tagger": tagger.version}

    def finder(self, reading: Reading) -> str:
        """Return "tagger", or "lexicon" where an article is in a script that the tagger was not trained on."""
        return "tagger" if self._tagger.reads(reading.body.text or reading.headline.text) else "lexicon"

    def recognise(self, reading: Reading) -> tuple[Mention, ...]:
        """Return the mentions of headline and body; see `Recogniser`."""
        if self.finder(reading) == "lexicon":
            return self._lexicon.recognise(reading)
        language = reading.language.split("-")[0].lower()
        matches = {passage: list(self._lexicon.matches(passage, language)) for passage in reading.passages}
        names = {
            passage: list(self._names(passage, tagged, language))
            for passage, tagged in self._tagger.tag(matches, language).items()
        }
        types = self._name_types.of(names, matches, language)
        return tuple(
            mention
            for passage, of_passage in names.items()
            for mention in self._joining.mentions(passage, of_passage, matches[passage], types, language)
        )

    def _names(self, passage: Passage, tagged: Iterable[Tagged], language: str) -> Iterator[Name]:
        for part in (part for whole in tagged for part in _cut(passage, whole, language)):
            for one in self._without_titles(passage, part, language):
                span = _span(passage, one)
                words = passage.words[one.first : one.last]
                if (
                    len(words) <= _LONGEST
                    and not passage.is_aside(span)
                    and not in_address(passage, span)
                    and not self._peoples.hold(words, language)
                    and not (len(words) == 1 and self._titles.is_office(words[0], language))
                ):
                    yield Name(passage, one, span, self._tagger.confidence(one))

    def _without_titles(self, passage: Passage, tagged: Tagged, language: str) -> Iterator[Tagged]:
        """Yield the persons of a tagged name without their titles; other names as they are."""
        if tagged.type != EntityType.PERSON:
            yield tagged
            return
        words = passage.words[tagged.first : tagged.last]
        for first, last in self._titles.persons(words, language):
            is_whole = last - first == len(words)
            yield tagged if is_whole else tagged._replace(first=tagged.first + first, last=tagged.first + last)


def _cut(passage: Passage, tagged: Tagged, language: str) -> Iterator[Tagged]:
    """Yield the parts of a tagged name: the end of a sentence, a comma between persons or a Turkish ending ends one."""
    first, at = tagged.first, tagged.first + 1
    if at == tagged.last:
        yield tagged
        return
    while at < tagged.last:
        gap = passage.text[passage.tokens[at - 1].end : passage.tokens[at].start]
        is_end = gap in _ENDS_OF_SENTENCES and len(passage.words[at - 1]) >= _NO_ABBREVIATION
        is_listed = "," in gap and tagged.type == EntityType.PERSON and passage.words[at] not in ABBREVIATIONS
        if is_end or is_listed:
            yield tagged._replace(first=first, last=at)
            first = at
        elif gap in _APOSTROPHES and language in _SUFFIXED and passage.words[at].islower():
            place = passage.words[at] in _AT and tagged.type == EntityType.PERSON and at - first == 1
            yield tagged._replace(first=first, last=at, type=EntityType.PLACE if place else tagged.type)
            at += 1
            while at < tagged.last and passage.words[at].islower():
                at += 1
            first = at
        at += 1
    if first < tagged.last:
        yield tagged if first == tagged.first else tagged._replace(first=first)


def _span(passage: Passage, tagged: Tagged) -> Span:
    """Return the characters of a name, with the full stop that belongs to an abbreviation: "U.S.", "Inc."."""
    start, end = passage.tokens[tagged.first].start, passage.tokens[tagged.last - 1].end
    return Span(start, end + 1 if _is_abbreviated(passage, tagged, end) else end)


def _is_abbreviated(passage: Passage, tagged: Tagged, end: int) -> bool:
    if passage.text[end : end + 1] != "." or tagged.last - tagged.first < 2:
        return False
    last, before = passage.words[tagged.last - 1], passage.tokens[tagged.last - 2]
    start = passage.tokens[tagged.last - 1].start
    if len(last) == 1 and last.isupper():
        return passage.text[before.end : start] == "." and before.end - before.start == 1
    return last in ABBREVIATIONS
