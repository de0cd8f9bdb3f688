"""Mentions by the trained tagger, joined with what the lexicon knows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from dateline.enrichment.entities.joining import ABBREVIATIONS, Joining, Name
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.entities.peoples import Peoples
from dateline.enrichment.entities.recogniser import LexiconRecogniser
from dateline.enrichment.entities.surroundings import in_address
from dateline.enrichment.entities.tagger import Tagged, Tagger
from dateline.enrichment.names.keys import fold
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import EntityType

_LONGEST = 12  # a "name" of more words is a list
_LEAST_WEIGHT = 0.1


class TaggerRecogniser:
    """A `Recogniser`: the tagger says where names are and of which type, the lexicon adds what only a list can know.

    Where the words of an article are in scripts that the tagger was not trained on, the lexicon alone speaks.
    """

    def __init__(self, tagger: Tagger, lexicon: LexiconRecogniser, joining: Joining, peoples: Peoples) -> None:
        self._tagger = tagger
        self._lexicon = lexicon
        self._joining = joining
        self._peoples = peoples
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
        types = _types([name for of_passage in names.values() for name in of_passage])
        return tuple(
            mention
            for passage, of_passage in names.items()
            for mention in self._joining.mentions(passage, of_passage, matches[passage], types, language)
        )

    def _names(self, passage: Passage, tagged: Iterable[Tagged], language: str) -> Iterator[Name]:
        for one in tagged:
            span = _span(passage, one)
            if (
                one.last - one.first <= _LONGEST
                and not passage.is_aside(span)
                and not in_address(passage, span)
                and not self._peoples.hold(passage.words[one.first : one.last], language)
            ):
                yield Name(passage, one, span, self._tagger.confidence(one))


def _types(names: Collection[Name]) -> dict[Name, EntityType]:
    """Return the type of each name: for a form that an article names several times, the one with most evidence.

    The surname of somebody whom the article names in full is that person, though it may be a city elsewhere.
    """
    weights: dict[str, dict[EntityType, float]] = defaultdict(lambda: defaultdict(float))
    forms = {name: " ".join(map(fold, name.passage.words[name.tagged.first : name.tagged.last])) for name in names}
    for name, form in forms.items():
        weights[form][name.tagged.type] += max(_LEAST_WEIGHT, name.tagged.margin)
    types = {form: max(of_form, key=lambda type_: of_form[type_]) for form, of_form in weights.items()}
    full_names = [form for form, type_ in types.items() if type_ == EntityType.PERSON and " " in form]
    types |= {form.rpartition(" ")[2]: EntityType.PERSON for form in full_names}
    return {name: types[form] for name, form in forms.items()}


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
