"""Mentions by the trained tagger, joined with what the lexicon knows."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.entities.recogniser import LexiconRecogniser
from dateline.enrichment.entities.surroundings import in_address
from dateline.enrichment.entities.tagger import Tagged, Tagger
from dateline.enrichment.names.keys import fold
from dateline.enrichment.names.lexicon import Match
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import EntityType

# how often a name of the lexicon that the tagger passes over is labelled as such, by what it is; measured on the
# held-out sentences by training/entities/merge.py. Cities and organisations are left to the tagger.
_UNSPACED = 0.75
_ABBREVIATIONS = frozenset(
    json.loads((Path(__file__).parent / "data" / "abbreviations.json").read_text(encoding="utf-8"))
)
"""Last words of names that end with a full stop."""
_PASSED_OVER = {("alias", EntityType.PERSON): 0.8, ("territory", EntityType.PLACE): 0.7}


class _Name(NamedTuple):
    """A tagged name with its span, and how sure it is."""

    passage: Passage
    tagged: Tagged
    span: Span
    confidence: float


class TaggerRecogniser:
    """A `Recogniser`: the tagger says where names are and of which type, the lexicon adds what only a list can know.

    Where the words of an article are in scripts that the tagger was not trained on, the lexicon alone speaks.
    """

    def __init__(self, tagger: Tagger, lexicon: LexiconRecogniser) -> None:
        self._tagger = tagger
        self._lexicon = lexicon
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
        tagged = self._tagger.tag(matches, language)
        names = [name for passage, of_passage in tagged.items() for name in self._names(passage, of_passage)]
        types = _types(names)
        mentions: list[Mention] = []
        for passage in reading.passages:
            own = [name for name in names if name.passage is passage]
            mentions += _joined(passage, own, matches[passage], types)
        return tuple(mentions)

    def _names(self, passage: Passage, tagged: Iterable[Tagged]) -> Iterator[_Name]:
        for one in tagged:
            span = _span(passage, one)
            if not passage.is_aside(span) and not in_address(passage, span):
                yield _Name(passage, one, span, self._tagger.confidence(one))


def _types(names: Collection[_Name]) -> dict[str, EntityType]:
    """Return the type of each form in an article: the one with the most evidence for it.

    The surname of somebody whom the article names in full is that person, though it may be a city elsewhere.
    """
    weights: dict[str, dict[EntityType, float]] = defaultdict(lambda: defaultdict(float))
    for name in names:
        weights[_form(name)][name.tagged.type] += max(0.1, name.tagged.margin)
    types = {form: max(of_form, key=lambda type_: of_form[type_]) for form, of_form in weights.items()}
    full_names = [form for form, type_ in types.items() if type_ == EntityType.PERSON and " " in form]
    return types | {form.rpartition(" ")[2]: EntityType.PERSON for form in full_names}


def _form(name: _Name) -> str:
    return " ".join(map(fold, name.passage.words[name.tagged.first : name.tagged.last]))


def _joined(
    passage: Passage, names: Sequence[_Name], matches: Sequence[Match], types: dict[str, EntityType]
) -> list[Mention]:
    """Return the tagged names with what bears them, and the names of the lexicon that stand between."""
    by_place = {(match.first, match.last): match for match in matches if not match.unspaced}
    full_names = [match for match in matches if _is_full_name(match)]
    taken: set[int] = set()
    mentions = []
    for name in names:
        tagged = name.tagged
        within = [match for match in full_names if tagged.first <= match.first and match.last <= tagged.last]
        if not within and (begun := _begun_by_surname(passage, tagged, matches)):
            within = [begun]
        if within and tagged.type == EntityType.PERSON:
            mentions += [
                Mention(passage, match.span, tagged.type, name.confidence, match.candidates) for match in within
            ]
        else:
            match = by_place.get((tagged.first, tagged.last))
            type_ = _type_of(match) or types[_form(name)]
            candidates = () if match is None else tuple(one for one in match.candidates if one.type == type_)
            mentions.append(Mention(passage, name.span, type_, name.confidence, candidates))
        taken.update(range(tagged.first, tagged.last))
    for match in matches:
        best = match.candidates[0]
        share = _UNSPACED if match.unspaced else _PASSED_OVER.get((best.source, best.type), 0.0)
        if share and taken.isdisjoint(range(match.first, match.last)):
            mentions.append(Mention(passage, match.span, best.type, share, match.candidates))
    return sorted(mentions, key=lambda mention: mention.span)


def _is_full_name(match: Match) -> bool:
    """Tell whether a match is a known person in full."""
    best = match.candidates[0]
    return best.type == EntityType.PERSON and best.source == "alias" and not best.alone and match.last - match.first > 1


def _begun_by_surname(passage: Passage, tagged: Tagged, matches: Sequence[Match]) -> Match | None:
    """Return the famous surname that a name begins with, as in the headline "Putin Meets Kim"."""
    if tagged.last - tagged.first < 2 or passage.words[tagged.first + 1] in _ABBREVIATIONS:
        return None
    found = (match for match in matches if match.first == tagged.first and match.candidates[0].alone)
    return next((match for match in found if match.last < tagged.last), None)


def _type_of(match: Match | None) -> EntityType | None:
    """Return the type that the lexicon knows better than the tagger: of full names, countries and known places."""
    if match is None or len({candidate.type for candidate in match.candidates}) > 1:
        return None
    best = match.candidates[0]
    knows = _is_full_name(match) or best.source == "territory"
    return best.type if knows or (best.source == "alias" and best.type == EntityType.PLACE) else None


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
    return last in _ABBREVIATIONS
