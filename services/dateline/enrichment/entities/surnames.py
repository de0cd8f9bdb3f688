"""Persons whom an article names in full once, and by their surname elsewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.person_names import PARTICLES
from dateline.enrichment.entities.surroundings import word_after, word_before
from dateline.enrichment.names.inflection import Inflection
from dateline.enrichment.names.keys import LONGEST_TOKEN, TOKEN, fold, key_of
from dateline.enrichment.reading import Passage, Span
from dateline.records import Link

_LONGEST_SURNAME = 3
_SHORTEST_SURNAME = 2
_FEWEST_WORDS = 2
_LONGEST_SYLLABLE = 4
_YOUNGER = frozenset({"jr", "sr", "ii", "iii"})
_MONTHS = frozenset({"march", "april", "may", "june", "august", "mai", "mars", "mei", "agosto"})


@dataclass(frozen=True)
class Person:
    """A person whom an article names in full: the name as it stands there, and the keys of the surname if known."""

    link: Link | None
    written: str
    words: tuple[str, ...]
    families: tuple[str, ...]

    @cached_property
    def surnames(self) -> tuple[str, ...]:
        """The keys of the surname: the last word, where no list knows it; an article or particle is none."""
        if self.families or len(self.words) < _FEWEST_WORDS or self.words[-1].casefold() in PARTICLES:
            return self.families
        words = self.words[:-1] if self.words[-1].casefold() in _YOUNGER else self.words
        return (key_of(words[-1:]),)


class Surname(NamedTuple):
    """A bare surname, its key, and the persons of the article who bear it."""

    span: Span
    family: str
    persons: tuple[Person, ...]


class SurnameFinder:
    """Finds the bare surnames of persons whom the article names in full, before or after."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def find(
        self,
        passage: Passage,
        persons: Sequence[Person],
        taken: Sequence[Span],
        inflection: Inflection,
    ) -> Iterator[Surname]:
        """Yield surnames in a passage. `taken` are the spans of its other mentions, in order."""
        bearers: dict[str, dict[str, Person]] = defaultdict(dict)
        for person in persons:
            for family in person.surnames:
                if len(family) >= _SHORTEST_SURNAME:
                    bearers[family].setdefault(person.link.id if person.link else person.written, person)
        beginnings = {family.partition(" ")[0] for family in bearers}
        initials = {sign for beginning in beginnings for sign in (beginning[0], beginning[0].upper())}
        initials |= {word[0] for person in persons for word in TOKEN.findall(person.written)}
        capitals = {sign for sign in initials if not sign.islower()}
        if not bearers:
            return
        tokens, words, last, mention = passage.tokens, passage.words, 0, 0
        for at in [at for at, word in enumerate(words) if word[0] in capitals or word in beginnings]:
            if at < last or len(words[at]) > LONGEST_TOKEN:
                continue
            start, end = tokens[at]
            while mention < len(taken) and taken[mention].end <= start:
                mention += 1
            is_free = mention == len(taken) or taken[mention].start >= end
            if is_free and (family := self._family_at(passage, at, bearers, beginnings, inflection)):
                last = at + family.count(" ") + 1
                span = Span(start, tokens[last - 1].end)
                found = tuple(bearers[family].values())
                is_free = mention == len(taken) or taken[mention].start >= span.end
                if is_free and not passage.is_aside(span) and not self._is_part(passage, at, last, family, found):
                    yield Surname(span, family, found)

    def _family_at(
        self,
        passage: Passage,
        first: int,
        bearers: Mapping[str, object],
        beginnings: set[str],
        inflection: Inflection,
    ) -> str:
        for form in inflection.forms(passage.words[first]):
            if form.left or form.right or form.key not in beginnings:
                continue
            names = [form.key]
            for following in passage.words[first + 1 : first + _LONGEST_SURNAME]:
                names.append(f"{names[-1]} {fold(following[:LONGEST_TOKEN])}")
            for name in reversed(names):
                if name in bearers:
                    return name
        return ""

    def _is_part(self, passage: Passage, first: int, last: int, family: str, persons: Sequence[Person]) -> bool:
        """Tell whether a surname is part of the name of somebody else, or of something."""
        initial = passage.words[last - 1][0]
        if initial.islower() and initial.title() != initial:
            return True  # Theresa May may; "le maire de Lyon" is not Bruno Le Maire
        before, after = word_before(passage, first), word_after(passage, last)
        if family in _MONTHS and (before[:1].islower() or before.isdigit() or after.isdigit()):
            return True  # Theresa May resigned in May
        if before and before[0].isupper() and self._gazetteer.is_given_name(before):
            return True
        text, end = passage.text, passage.tokens[last - 1].end
        if text[end : end + 1] in ("@", "_") or text[max(0, passage.tokens[first].start - 1)] in "@/_-":
            return True
        family_first = any(key_of(TOKEN.findall(person.written)).startswith(f"{family} ") for person in persons)
        return family_first and bool(after) and after[0].isupper() and len(after) <= _LONGEST_SYLLABLE
