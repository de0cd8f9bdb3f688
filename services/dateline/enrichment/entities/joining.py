"""What becomes of a tagged name that the lexicon knows in whole or in part, and of what the tagger passed over."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.entities.peoples import Peoples
from dateline.enrichment.entities.stop_names import StopNames
from dateline.enrichment.entities.tagger import Tagged
from dateline.enrichment.names.candidate import CITY
from dateline.enrichment.names.inflection import Inflection
from dateline.enrichment.names.lexicon import Match
from dateline.enrichment.reading import Passage, Span
from dateline.records import EntityType

ABBREVIATIONS = frozenset(
    json.loads((Path(__file__).parent / "data" / "abbreviations.json").read_text(encoding="utf-8"))
)
"""Last words of names that end with a full stop."""

# of other names that the tagger passes over, a third or less are labelled: training/entities/passed_over.py
_PASSED_OVER = {("alias", EntityType.PERSON): 0.8}
_UNSPACED = 0.75
_DESCRIBED = 0.76  # so many "Amur regions" are labelled as they stand in the list: training/entities/regions.py
_APOSTROPHES = frozenset("'’")
_NONE = Inflection()
_FEWEST_LISTED = 2
_GENITIVE = 2  # tokens of a word with its s
_DOUBTFUL = 0.6  # below it, a name that ends in a known one is that one


class Name(NamedTuple):
    """A tagged name with its span, and how sure it is."""

    passage: Passage
    tagged: Tagged
    span: Span
    confidence: float


class Joining:
    """Joins the tagger's names with the lexicon's."""

    def __init__(self, gazetteer: Gazetteer, stop_names: StopNames, peoples: Peoples) -> None:
        self._gazetteer = gazetteer
        self._stop_names = stop_names
        self._peoples = peoples

    def mentions(
        self,
        passage: Passage,
        names: Sequence[Name],
        matches: Sequence[Match],
        types: Mapping[Name, EntityType],
        language: str,
    ) -> list[Mention]:
        """Return the mentions of a passage: its tagged names, and the names of the lexicon between them."""
        found: list[Mention] = []
        taken: set[int] = set()
        at = 0
        for name in names:
            first, last = name.tagged.first, name.tagged.last
            while at < len(matches) and matches[at].last <= first:
                at += 1
            near = [match for match in matches[at : at + last - first] if match.first < last and not match.unspaced]
            for span, mention in self._of_name(name, near, types[name], language):
                if taken.isdisjoint(range(*span)):
                    found.append(mention)
                    taken.update(range(*span))
            taken.update(range(first, last))
        for match in matches:
            if not taken.isdisjoint(range(match.first, match.last)):
                continue
            best = match.candidates[0]
            share = _UNSPACED if match.unspaced else _PASSED_OVER.get((best.source, best.type), 0.0)
            if is_described(passage, match):
                share = _DESCRIBED
            if share:
                found.append(Mention(passage, match.span, best.type, share, match.candidates))
        return sorted(found, key=lambda mention: mention.span)

    def _of_name(
        self, name: Name, near: Sequence[Match], type_: EntityType, language: str
    ) -> Iterator[tuple[tuple[int, int], Mention]]:
        """Yield what a tagged name is, and its tokens: itself as a rule, or what the lexicon knows of it.

        `near` are the matches that it touches.
        """
        passage, tagged, _, confidence = name
        inside = [match for match in near if tagged.first <= match.first and match.last <= tagged.last]
        if len(listed := _listed(passage, tagged, inside)) > 1:
            # "L'Union européenne et l'OTAN"
            for match in listed:
                mention = Mention(passage, match.span, EntityType.ORGANISATION, confidence, match.candidates)
                yield (match.first, match.last), mention
            return
        if owner := _owner(passage, tagged, inside):
            # "Elon Musk's Tesla"
            yield (
                (owner.first, owner.last),
                Mention(passage, owner.span, EntityType.PERSON, confidence, owner.candidates),
            )
            rest = tagged._replace(first=owner.last + 1)
            span = Span(passage.tokens[rest.first].start, name.span.end)
            yield from self._of_name(Name(passage, rest, span, confidence), near, type_, language)
            return
        if (last := _before_described(passage, tagged)) < tagged.last:
            # "Melbourne's west"
            tagged = tagged._replace(last=last)
            name = name._replace(tagged=tagged, span=Span(name.span.start, passage.tokens[last - 1].end))
            inside = [match for match in inside if match.last <= last]
        if not near:
            yield (tagged.first, tagged.last), Mention(passage, name.span, type_, confidence)
            return
        if persons := self._known_persons(passage, tagged, near, inside, language):
            for match in persons:
                mention = Mention(passage, match.span, tagged.type, confidence, match.candidates)
                yield (match.first, match.last), mention
            return
        whole = next((match for match in inside if _is_whole(passage, tagged, match)), None)
        wider = whole or _reaching_past(passage, tagged, near)
        if wider and is_described(passage, wider):
            confidence = max(confidence, _DESCRIBED)
        if wider and whole is None:
            mention = Mention(passage, wider.span, wider.candidates[0].type, confidence, wider.candidates)
            yield (wider.first, wider.last), mention
            return
        end = inside[-1] if inside and inside[-1].last == tagged.last else None
        if whole is None and end and self._stands_for(end, name, language):
            # "Russische staatspersagentschap TASS", but not "Soichiro Honda"
            yield (end.first, end.last), Mention(passage, end.span, end.candidates[0].type, confidence, end.candidates)
            return
        type_ = self._type_of(whole, language, passage, type_)
        candidates = () if whole is None else tuple(one for one in whole.candidates if one.type == type_)
        yield (tagged.first, tagged.last), Mention(passage, name.span, type_, confidence, candidates)

    def _known_persons(
        self, passage: Passage, tagged: Tagged, near: Sequence[Match], inside: Sequence[Match], language: str
    ) -> list[Match]:
        """Return the known persons in a tagged name: full names, or a famous surname beside a title or a verb.

        "Genosse Putin" and, in a headline, "Putin Meets" are Putin; "Brigitte Macron" is nobody's husband.
        """
        if tagged.type != EntityType.PERSON:
            return []
        full_names = [match for match in near if _is_full_name(match)]
        if full_names:
            return full_names
        for match in inside:
            if match.candidates[0].alone and match.last - match.first < tagged.last - tagged.first:
                before = passage.words[tagged.first : match.first]
                after = passage.words[match.last : tagged.last]
                if not any(self._is_part_of_name(word, language) for word in before) and not ABBREVIATIONS.intersection(
                    after
                ):
                    return [match]
        return []

    def _type_of(self, match: Match | None, language: str, passage: Passage, tagged: EntityType) -> EntityType:
        """Return the type of a tagged name: the lexicon's, where it knows it better than the tagger.

        So it does of full names, countries, and known places and organisations; but "in the Kremlin" is at a place.
        """
        if match is None or len({candidate.type for candidate in match.candidates}) > 1:
            return tagged
        best = match.candidates[0]
        if best.type == tagged or best.source == "territory" or _is_full_name(match):
            return best.type
        if best.alone and tagged == EntityType.PLACE:
            return best.type  # no place is called Biden
        # persons and clubs are called as cities are
        if best.source != "alias" or best.type == EntityType.PERSON or best.id.startswith(CITY):
            return tagged
        if tagged == EntityType.PERSON and self._gazetteer.is_given_name(passage.of(match.span)):
            return tagged  # Virginia who spoke
        is_scene = tagged == EntityType.PLACE and self._stop_names.goes_before_scenes(passage, match.first, language)
        return tagged if is_scene else best.type

    def _stands_for(self, end: Match, name: Name, language: str) -> bool:
        """Tell whether a tagged name is the known one at its end: it is doubtful, or the rest says what that is."""
        if not _may_stand_for(end, name.tagged):
            return False
        if name.confidence < _DOUBTFUL:
            return True
        rest = name.passage.words[name.tagged.first : end.first]
        return (
            name.tagged.type == end.candidates[0].type == EntityType.ORGANISATION
            and any(map(str.islower, rest))
            and all(word.islower() or self._peoples.hold((word,), language) for word in rest)
        )

    def _is_part_of_name(self, word: str, language: str) -> bool:
        if len(word) > 1 and self._stop_names.are_words("given", word, language, _NONE):
            return False  # "Per Salvini" is nobody's name in Italian
        return len(word) == 1 or self._gazetteer.is_given_name(word)


def _listed(passage: Passage, tagged: Tagged, inside: Sequence[Match]) -> Sequence[Match]:
    """Return the known organisations of which a tagged one is a list, with words in small letters between them."""
    if tagged.type != EntityType.ORGANISATION or len(inside) < _FEWEST_LISTED:
        return ()
    known = [
        match
        for match in inside
        if match.candidates[0].source == "alias" and match.candidates[0].type == EntityType.ORGANISATION
    ]
    if len(known) < _FEWEST_LISTED or known[-1].last != tagged.last:
        return ()
    held = {at for match in known for at in range(match.first, match.last)}
    rest = [passage.words[at] for at in range(tagged.first, tagged.last) if at not in held]
    between = [at for at in range(known[0].last, tagged.last) if at not in held]
    return known if between and all(len(word) == 1 or word.islower() for word in rest) else ()


def _is_genitive(passage: Passage, at: int) -> bool:
    return passage.words[at] == "s" and passage.text[passage.tokens[at].start - 1] in _APOSTROPHES


def _owner(passage: Passage, tagged: Tagged, inside: Sequence[Match]) -> Match | None:
    """Return the known person to whom, by a genitive, the rest of a tagged name belongs."""
    if tagged.type == EntityType.PLACE or not inside or inside[0].first != tagged.first:
        return None
    match = inside[0]
    is_known = _is_full_name(match) or match.candidates[0].alone
    is_owner = is_known and match.last + 1 < tagged.last and _is_genitive(passage, match.last)
    return match if is_owner and passage.words[match.last + 1][0].isupper() else None


def _before_described(passage: Passage, tagged: Tagged) -> int:
    """Return the token after a place and its genitive s where words in small letters follow, else the last."""
    if tagged.type == EntityType.PLACE and tagged.last - tagged.first > _GENITIVE:
        for at in range(tagged.first + 1, tagged.last - 1):
            if _is_genitive(passage, at) and all(map(str.islower, passage.words[at + 1 : tagged.last])):
                return at + 1
    return tagged.last


def _is_whole(passage: Passage, tagged: Tagged, match: Match) -> bool:
    """Tell whether a match is all of a tagged name, but for a genitive s ("USA's")."""
    rest = passage.words[match.last : tagged.last]
    return match.first == tagged.first and (not rest or (len(rest) == 1 and rest[0] in {"s", "S"}))


def _reaching_past(passage: Passage, tagged: Tagged, near: Sequence[Match]) -> Match | None:
    """Return the longer known name that a tagged name is a part of: "Amur region" of "Amur"."""
    for match in near:
        best = match.candidates[0]
        covers = match.first <= tagged.first and tagged.last <= match.last
        alike = best.type == tagged.type != EntityType.PERSON
        if covers and best.source == "alias" and (alike or is_described(passage, match)):
            return match
    return None


def _may_stand_for(end: Match, tagged: Tagged) -> bool:
    """Tell whether a tagged name may be the known one at its end; no person is a firm."""
    best = end.candidates[0]
    return best.source == "alias" and (tagged.type != EntityType.PERSON or best.type == EntityType.PERSON)


def is_described(passage: Passage, match: Match) -> bool:
    """Tell whether a word in small letters says of a known place what it is: "Amur region"."""
    best = match.candidates[0]
    if match.last - match.first == 1 or best.source != "alias" or best.type != EntityType.PLACE:
        return False
    return any(map(str.islower, passage.words[match.first : match.last]))


def _is_full_name(match: Match) -> bool:
    """Tell whether a match is a known person in full."""
    best = match.candidates[0]
    return best.type == EntityType.PERSON and best.source == "alias" and not best.alone and match.last - match.first > 1
