"""Persons whom no list knows: a first name, perhaps more of them or initials, and a surname."""

from collections.abc import Collection, Iterator
from functools import lru_cache

from dateline.enrichment.entities.evidence import NOUNS_IN_CAPITALS
from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.stop_names import StopNames
from dateline.enrichment.names.inflection import Inflection
from dateline.enrichment.names.keys import LONGEST_TOKEN
from dateline.enrichment.reading import Passage
from dateline.records import Field

PARTICLES = frozenset(
    {
        "van",
        "von",
        "vom",
        "zu",
        "zum",
        "zur",
        "de",
        "der",
        "den",
        "del",
        "dela",
        "della",
        "degli",
        "di",
        "da",
        "das",
        "do",
        "dos",
        "du",
        "des",
        "la",
        "le",
        "las",
        "los",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "ten",
        "ter",
        "te",
        "af",
        "av",
        "of",
        "фон",
        "ван",
        "де",
        "дер",
        "аль",
        "эль",
        "бин",
        "φον",
        "βαν",
        "ντε",
        "ντερ",
    }
)
_MOST_SURNAMES = 2
_MOST_WORDS = 7
_LONG_WORD = 4
_MOST_IN_CAPITALS = 0.6
_SURNAME_FIRST = frozenset({"hu"})


class PersonNames:
    """Finds full names by their first names."""

    def __init__(self, gazetteer: Gazetteer, stop_names: StopNames) -> None:
        self._gazetteer = gazetteer
        self._stop_names = stop_names
        self._is_first_name = lru_cache(maxsize=1 << 16)(self._look_up)

    def find(
        self, passage: Passage, taken: Collection[int], language: str, inflection: Inflection
    ) -> Iterator[tuple[int, int]]:
        """Yield the first token and the one after the last of each name. `taken` are tokens of other names."""
        at = 0
        tokens = passage.tokens
        if language in _SURNAME_FIRST or _is_title_case(passage, language):
            return
        words = passage.words
        while at < len(tokens) - 1:
            word, last = words[at], 0
            if word[0].isupper() and self._is_first_name(word[:LONGEST_TOKEN], language, inflection):
                last = 0 if at in taken else self._end_of(passage, at, taken, language, inflection)
            if last:
                yield at, last
            at = last or at + 1

    def _end_of(
        self, passage: Passage, first: int, taken: Collection[int], language: str, inflection: Inflection
    ) -> int:
        """Return the token after a full name that begins with a first name, 0 where no surname follows."""
        surnames, at = 0, first + 1
        most = 1 if language in NOUNS_IN_CAPITALS else _MOST_SURNAMES
        end = 0
        while at < min(len(passage.tokens), first + _MOST_WORDS) and at not in taken:
            joint, word = self._joint(passage, at), passage.words[at]
            initial = self._is_initial(passage, at - 1)
            if joint == "-" and end == at and word[:1].isupper():
                end = at + 1  # the other half of a double name
            elif joint == " " and (word in PARTICLES or self._is_initial(passage, at)):
                pass  # it belongs to the name if a surname follows
            elif (
                (joint == " " or (joint == ". " and initial))
                and _is_name(word)
                and len(word) <= LONGEST_TOKEN
                and surnames < most
            ):
                if surnames or not self._is_first_name(word, language, inflection):
                    surnames += 1
                end = at + 1
            else:
                break
            at += 1
        return end

    def _look_up(self, word: str, language: str, inflection: Inflection) -> bool:
        """Tell whether a word is a first name, and not an ordinary word or a place of the language."""
        if not _is_name(word) or word.casefold() in PARTICLES or not self._gazetteer.is_given_name(word):
            return False
        return not self._stop_names.are_words("given", word, language, inflection)

    def _is_initial(self, passage: Passage, at: int) -> bool:
        word = passage.words[at]
        return len(word) == 1 and word.isupper() and passage.text.startswith(".", passage.tokens[at].end)

    def _joint(self, passage: Passage, at: int) -> str:
        return passage.text[passage.tokens[at - 1].end : passage.tokens[at].start].replace("\u00a0", " ")


def _is_title_case(passage: Passage, language: str) -> bool:
    """Tell whether capitals say nothing because a headline writes every word with one."""
    if passage.field != Field.HEADLINE or language in NOUNS_IN_CAPITALS:
        return False
    words = [passage.text[token.start] for token in passage.tokens if token.end - token.start >= _LONG_WORD]
    return sum(map(str.isupper, words)) > _MOST_IN_CAPITALS * len(words)


def _is_name(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and word[1:].islower()
