"""What becomes of a tagged name that the lexicon knows in whole or in part, and of what the tagger passed over."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.entities.tagger import Tagged
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
_DOUBTFUL = 0.6  # below it, a name that ends in a known one is that one


class Name(NamedTuple):
    """A tagged name with its span, and how sure it is."""

    passage: Passage
    tagged: Tagged
    span: Span
    confidence: float


class Joining:
    """Joins the tagger's names with the lexicon's."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def mentions(
        self, passage: Passage, names: Sequence[Name], matches: Sequence[Match], types: Mapping[Name, EntityType]
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
            for span, mention in self._of_name(name, near, types[name]):
                if taken.isdisjoint(range(*span)):
                    found.append(mention)
                    taken.update(range(*span))
            taken.update(range(first, last))
        for match in matches:
            best = match.candidates[0]
            share = _UNSPACED if match.unspaced else _PASSED_OVER.get((best.source, best.type), 0.0)
            if share and taken.isdisjoint(range(match.first, match.last)):
                found.append(Mention(passage, match.span, best.type, share, match.candidates))
        return sorted(found, key=lambda mention: mention.span)

    def _of_name(
        self, name: Name, near: Sequence[Match], type_: EntityType
    ) -> Iterator[tuple[tuple[int, int], Mention]]:
        """Yield what a tagged name is, and its tokens: itself as a rule, or what the lexicon knows of it.

        `near` are the matches that it touches.
        """
        passage, tagged, _, confidence = name
        inside = [match for match in near if tagged.first <= match.first and match.last <= tagged.last]
        if tagged.type == EntityType.PERSON and (persons := self._known_persons(passage, tagged, near, inside)):
            for match in persons:
                mention = Mention(passage, match.span, tagged.type, confidence, match.candidates)
                yield (match.first, match.last), mention
            return
        whole = next((match for match in inside if _is_whole(passage, tagged, match)), None)
        end = inside[-1] if inside and inside[-1].last == tagged.last else None
        ends_in_alias = end is not None and end.candidates[0].source == "alias"
        if end and whole is None and ends_in_alias and confidence < _DOUBTFUL and tagged.type != EntityType.PERSON:
            # "Russische staatspersagentschap TASS", but not "Soichiro Honda"
            yield (end.first, end.last), Mention(passage, end.span, end.candidates[0].type, confidence, end.candidates)
            return
        type_ = _type_of(whole) or type_
        candidates = () if whole is None else tuple(one for one in whole.candidates if one.type == type_)
        yield (tagged.first, tagged.last), Mention(passage, name.span, type_, confidence, candidates)

    def _known_persons(
        self, passage: Passage, tagged: Tagged, near: Sequence[Match], inside: Sequence[Match]
    ) -> list[Match]:
        """Return the known persons in a tagged name: full names, or a famous surname beside a title or a verb.

        "Genosse Putin" and, in a headline, "Putin Meets" are Putin; "Brigitte Macron" is nobody's husband.
        """
        full_names = [match for match in near if _is_full_name(match)]
        if full_names:
            return full_names
        for match in inside:
            if match.candidates[0].alone and match.last - match.first < tagged.last - tagged.first:
                before = passage.words[tagged.first : match.first]
                after = passage.words[match.last : tagged.last]
                if not any(map(self._is_part_of_name, before)) and not ABBREVIATIONS.intersection(after):
                    return [match]
        return []

    def _is_part_of_name(self, word: str) -> bool:
        return len(word) == 1 or self._gazetteer.is_given_name(word)


def _is_whole(passage: Passage, tagged: Tagged, match: Match) -> bool:
    """Tell whether a match is all of a tagged name, but for a genitive s ("USA's")."""
    rest = passage.words[match.last : tagged.last]
    return match.first == tagged.first and (not rest or (len(rest) == 1 and rest[0] in {"s", "S"}))


def _is_full_name(match: Match) -> bool:
    """Tell whether a match is a known person in full."""
    best = match.candidates[0]
    return best.type == EntityType.PERSON and best.source == "alias" and not best.alone and match.last - match.first > 1


def _type_of(match: Match | None) -> EntityType | None:
    """Return the type that the lexicon knows better than the tagger: of full names, countries and known places."""
    if match is None or len({candidate.type for candidate in match.candidates}) > 1:
        return None
    best = match.candidates[0]
    knows = _is_full_name(match) or best.source == "territory"
    return best.type if knows or (best.source == "alias" and best.type == EntityType.PLACE) else None
