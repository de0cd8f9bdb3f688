"""What an article names again in another way: a surname alone, initials, another case, a title, an acronym.

It works from mentions and their links, whoever found them. What could be two of the article's entities stays unlinked.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from dateline.enrichment.entities.acronyms import introduced
from dateline.enrichment.entities.full_names import (
    are_forms_of_one,
    dictionary_form,
    is_initial,
    is_variant,
    name_words,
    stems,
)
from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.entities.person_names import PARTICLES
from dateline.enrichment.entities.surnames import Person, SurnameFinder
from dateline.enrichment.names.inflection import Inflection
from dateline.enrichment.names.keys import fold
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import EntityType, Link, LinkMethod

# how sure each way is at most: set by hand, and never above the link that is repeated
_SURNAME = 0.9
_VARIANT = 0.9
_ACRONYM = 0.95
_FOUND = 0.9  # that a bare surname or acronym which the recogniser passed over is a name
_MOST_PERSONS = 200  # an article that names more is a list


class Resolved(NamedTuple):
    """A mention and its link."""

    mention: Mention
    link: Link | None


class Coreference:
    """Links the other names of what an article names in full, before or after."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._surnames = SurnameFinder(gazetteer)

    def resolve(
        self,
        reading: Reading,
        found: Sequence[Resolved],
        inflection: Inflection,
        blocked: Mapping[Passage, Sequence[Span]],
    ) -> list[Resolved]:
        """Return the mentions in order, with those that only their names elsewhere tell; `blocked` are no names."""
        resolved = self._acronyms(reading, self._join_cases(found, inflection), blocked)
        if 0 < len(persons := _persons(resolved)) <= _MOST_PERSONS:
            cast = _Cast(persons, inflection)
            varied = [self._variant(one, cast) for one in resolved]
            if any(one is not before for one, before in zip(varied, resolved, strict=True)):
                resolved = varied
                cast = _Cast(_persons(resolved), inflection)
            resolved = [_surname(one, cast) for one in resolved]
            resolved += self._bare_surnames(reading, resolved, cast, blocked)
        order = {passage: at for at, passage in enumerate(reading.passages)}
        return sorted(resolved, key=lambda one: (order[one.mention.passage], one.mention.span))

    def _join_cases(self, found: Sequence[Resolved], inflection: Inflection) -> list[Resolved]:
        """Give a person whom the article names in several cases the id of the dictionary form."""
        places: dict[tuple[str, ...], list[int]] = {}
        for at, one in enumerate(found):
            if one.link is not None and one.link.method == LinkMethod.NAME_KEY:
                places.setdefault(name_words(_text(one.mention)), []).append(at)
        groups: list[list[tuple[str, ...]]] = []
        for words in list(places)[:_MOST_PERSONS]:
            group = next((group for group in groups if are_forms_of_one(words, group[0], inflection)), None)
            if group is None:
                groups.append([words])
            else:
                group.append(words)
        joined = list(found)
        for group in groups:
            best = found[places[group[dictionary_form(group, inflection)]][0]].link
            for at in (at for words in group for at in places[words]):
                link = found[at].link
                if link and best and link.id != best.id:
                    joined[at] = Resolved(found[at].mention, _again_link(best, _VARIANT))
        return joined

    def _variant(self, one: Resolved, cast: "_Cast") -> Resolved:
        """Link a full name that no list knows to the one that it is a variant of, or that a title stands before."""
        mention, link = one
        if mention.type != EntityType.PERSON or not (link is None or link.method == LinkMethod.NAME_KEY):
            return one
        written = _text(mention)
        words = name_words(written)
        if len(words) < 2:
            return one
        known = cast.variants
        if (key := (written, link is None)) not in known:  # a key is made of what is written, and nothing else
            known[key] = self._variant_of(words, link, cast)
        return one if known[key] is link else Resolved(mention, known[key])

    def _variant_of(self, words: tuple[str, ...], link: Link | None, cast: "_Cast") -> Link | None:
        firmer = [person for person in cast.persons if _is_firmer(person, link, words)]
        same = [person for person in firmer if is_variant(words, person.words, cast.inflection)]
        if not same and self._may_be_title(words[0]):
            named = [person for person in cast.persons if person in firmer or not self._may_be_title(person.words[0])]
            same = [person for person in _Cast(named, cast.inflection).who(words[-1]) if words[0] not in person.words]
            link = None if same else link  # a title and a surname are no key of a person
        target = _one_of(same)
        return _again_link(target, _VARIANT) if target else link

    def _may_be_title(self, word: str) -> bool:
        return not is_initial(word) and not self._gazetteer.is_given_name(word)

    def _bare_surnames(
        self,
        reading: Reading,
        resolved: Sequence[Resolved],
        cast: "_Cast",
        blocked: Mapping[Passage, Sequence[Span]],
    ) -> Iterator[Resolved]:
        for passage in reading.passages:
            taken = _taken(passage, resolved, blocked)
            for surname in self._surnames.find(passage, cast.persons, taken, cast.inflection):
                # a surname of several words is found by all of them
                who = [] if " " in surname.family else cast.who(passage.of(surname.span))
                target = _one_of(who or surname.persons)
                link = _again_link(target, _SURNAME) if target else None
                yield Resolved(Mention(passage, surname.span, EntityType.PERSON, _FOUND), link)

    def _acronyms(
        self, reading: Reading, resolved: Sequence[Resolved], blocked: Mapping[Passage, Sequence[Span]]
    ) -> list[Resolved]:
        """Link acronyms to the names that introduce them, and those names to what the acronym is known for."""
        found = list(resolved)
        introductions: list[tuple[str, int]] = []
        for passage in reading.passages:
            places = [
                at
                for at, one in enumerate(found)
                if one.mention.passage is passage and one.mention.type == EntityType.ORGANISATION
            ]
            acronyms = introduced(passage, [found[at].mention.span for at in places])
            introductions += [(acronym.text, places[acronym.mention]) for acronym in acronyms]
        if not introductions:
            return found
        meant: dict[str, Link | None] = {}
        linked = {_text(mention): link for mention, link in reversed(resolved) if link}
        for text, at in introductions:
            known = linked.get(text)
            if found[at].link is None and known:
                found[at] = Resolved(found[at].mention, _again_link(known, _ACRONYM))
            elif (link := found[at].link) and not known:
                # one acronym for two names says nothing
                meant[text] = link if meant.get(text, link) == link else None
        found = [
            Resolved(one.mention, _again_link(link, _ACRONYM))
            if one.link is None and (link := meant.get(_text(one.mention)))
            else one
            for one in found
        ]
        for passage in reading.passages:
            found += _written(passage, meant, _taken(passage, found, blocked))
        return found


def _written(passage: Passage, meant: Mapping[str, Link | None], taken: Sequence[Span]) -> Iterator[Resolved]:
    """Yield the acronyms of a passage that are no mentions yet."""
    links = {text: link for text, link in meant.items() if link}
    if not links:
        return
    pattern = regex.compile(r"(?<![\p{L}\p{N}])(?:\L<texts>)(?![\p{L}\p{N}])", texts=list(links))
    mention = 0
    for match in pattern.finditer(passage.text):
        span = Span(*match.span())
        while mention < len(taken) and taken[mention].end <= span.start:
            mention += 1
        if (mention == len(taken) or taken[mention].start >= span.end) and not passage.is_aside(span):
            yield Resolved(
                Mention(passage, span, EntityType.ORGANISATION, _FOUND), _again_link(links[match[0]], _ACRONYM)
            )


def _persons(resolved: Sequence[Resolved]) -> list[Person]:
    """Return whom the article names in full; those without a link count, too, where a surname may mean them."""
    persons = []
    for mention, link in resolved:
        if mention.type != EntityType.PERSON:
            continue
        words = name_words(_text(mention))
        if link is None and words and words[0].casefold() in PARTICLES:
            continue  # "de Villepin" alone is no name in full
        families = next((one.families for one in mention.candidates if link and one.id == link.id), ())
        # a bare surname that means somebody wherever it stands is no name in full
        if len(words) > 1 or (link and families and not any(one.alone for one in mention.candidates)):
            persons.append(Person(link, _text(mention), words, families))
    return list(dict.fromkeys(persons))


class _Cast:
    """The persons of an article, and whom a word names among them; what was asked once is kept."""

    def __init__(self, persons: Sequence[Person], inflection: Inflection) -> None:
        self.persons = persons
        self.inflection = inflection
        self.variants: dict[tuple[str, bool], Link | None] = {}
        self._who: dict[str, list[Person]] = {}
        self._of_family: dict[tuple[str, ...], list[Person]] = {}

    def who(self, word: str) -> list[Person]:
        """Return who bears a word as a surname and, if there are any, who bears it as another name."""
        if word not in self._who:
            self._who[word] = self._look_up(word)
        return self._who[word]

    def of_family(self, words: tuple[str, ...]) -> list[Person]:
        """Return who bears a surname of several words: "Le Pen", "Ocasio-Cortez"."""
        if words not in self._of_family:
            self._of_family[words] = [person for person in self.persons if self._bears(person, words)]
        return self._of_family[words]

    def _bears(self, person: Person, words: tuple[str, ...]) -> bool:
        if len(person.words) <= len(words):
            return False
        if person.families:
            families = [family.split() for family in person.families]
        else:
            families = [[fold(word) for word in person.words[-len(words) :]]]
        # "de Villepin" and "Dominique de Villepin", but no second first name: "Luisa Maier" and "Anna Luisa Maier"
        is_double = bool(person.families) or person.written.endswith("-".join(person.words[-len(words) :]))
        is_double = is_double or person.words[-len(words)].casefold() in PARTICLES
        return is_double and any(
            len(family) == len(words)
            and all(part in stems(word, self.inflection) for part, word in zip(family, words, strict=True))
            for family in families
        )

    def _look_up(self, word: str) -> list[Person]:
        forms = stems(word, self.inflection)
        bearers = [person for person in self.persons if not forms.isdisjoint(person.surnames)]
        others = [person for person in self.persons if bearers and any(fold(other) in forms for other in person.words)]
        return bearers + [
            person
            for person in others
            if person not in bearers
            and not any(is_variant(person.words, bearer.words, self.inflection) for bearer in bearers)
        ]


def _surname(one: Resolved, cast: _Cast) -> Resolved:
    """Link a surname alone to the one person who bears it."""
    mention, link = one
    if mention.type != EntityType.PERSON:
        return one
    words = name_words(_text(mention))
    if len(words) > 1 and (link is None or link.method == LinkMethod.NAME_KEY):
        target = _one_of(cast.of_family(words))
        return Resolved(mention, _again_link(target, _SURNAME)) if target else one
    if len(words) != 1:
        return one
    who = cast.who(words[0])
    if link is None:
        target = _one_of(who)
        return Resolved(mention, _again_link(target, _SURNAME) if target else None)
    is_famous = any(candidate.alone for candidate in mention.candidates)
    if is_famous and who and not any(person.link and person.link.id == link.id for person in who):
        return Resolved(mention, None)  # the article speaks of another person of that surname
    return one


def _is_firmer(person: Person, link: Link | None, words: Sequence[str]) -> bool:
    """Tell whether a person is better known than a name: by a list, or by a key of fewer words."""
    if person.link is None or link is None:
        return person.link is not None
    if person.link.method != LinkMethod.NAME_KEY:
        return True
    return person.link.id != link.id and len(person.words) < len(words)


def _one_of(persons: Sequence[Person]) -> Link | None:
    """Return the link of the one person that all these are; None where they are several, or have no link."""
    ids = {person.link.id if person.link else person.written for person in persons}
    return persons[0].link if len(ids) == 1 else None


def _taken(passage: Passage, resolved: Sequence[Resolved], blocked: Mapping[Passage, Sequence[Span]]) -> Sequence[Span]:
    own = [one.mention.span for one in resolved if one.mention.passage is passage]
    return sorted([*own, *blocked.get(passage, ())])


def _again_link(link: Link, confidence: float) -> Link:
    return link.model_copy(
        update={"method": LinkMethod.COREFERENCE, "confidence": round(min(confidence, link.confidence), 3)}
    )


def _text(mention: Mention) -> str:
    return mention.passage.of(mention.span)
