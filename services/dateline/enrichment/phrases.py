"""Fixed phrases with gaps, looked for in short lines: many patterns of many languages at the price of one."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import regex

NUMBER = "#"
GAP = "*"
MAYBE = "#?"
COLON = ":"
# no first word is longer, with the signs that may stand before it
_HEAD = 48

# scripts written without spaces between words are read a character at a time
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
_WORD = regex.compile(
    rf"(?V1)(?P<char>[{_UNSPACED}]\p{{M}}*)|(?P<number>\p{{N}}+(?:[.,]\p{{N}}+)*)"
    rf"|(?P<word>[[\p{{L}}\p{{M}}]--[{_UNSPACED}]]+)|(?P<colon>:)"
)
_PATTERN_WORD = regex.compile(_WORD.pattern + r"|[#*]")
# accents and Arabic vowel signs: left out in capitals, and at the writer's pleasure; and where a word may be broken
_OPTIONAL_MARK = re.compile(r"[\u00ad\u0300-\u036f\u064b-\u0655]+")


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _OPTIONAL_MARK.sub("", unicodedata.normalize("NFKD", text.casefold()))


def words_of(text: str) -> list[str]:
    """Return a line's words, folded: a number is `#`, a colon is `:`, other punctuation is left out."""
    return [_normal(match) for match in _WORD.finditer(_folded(text))]


def _normal(match: "regex.Match[str]") -> str:
    if match.lastgroup == "number":
        return NUMBER
    return COLON if match.lastgroup == "colon" else match.group()


def _first_word(line: str) -> str | None:
    """Return the first of a line's words, None where it has none."""
    head = line[:_HEAD]
    written = head.partition(" ")[0]
    if written.isascii() and written.isalpha():
        return written.lower()
    first = _WORD.search(_folded(written)) or _WORD.search(_folded(head))
    return _normal(first) if first else None


class Phrase(NamedTuple):
    """A pattern: stretches of words with gaps between them.

    `name` is what it is reported as; it matches lines of at most `longest` characters. `anchor` is its first word as it
    is written, in lower case.
    """

    name: str
    longest: int
    anchor: str
    stretches: tuple[tuple[str, ...], ...]
    open_start: bool
    open_end: bool

    @classmethod
    def parse(cls, name: str, pattern: str, longest: int) -> Iterator["Phrase"]:
        """Read `word word * word`: `*` any number of words, `#` a number, `#?` perhaps one; for a whole line.

        Raises:
            ValueError: the pattern holds no word.

        """
        variants = (pattern,) if MAYBE not in pattern else (pattern.replace(MAYBE, ""), pattern.replace(MAYBE, NUMBER))
        for variant in variants:
            yield cls._parse_one(name, variant, longest)

    @classmethod
    def _parse_one(cls, name: str, pattern: str, longest: int) -> "Phrase":
        words = [_normal(match) for match in _PATTERN_WORD.finditer(_folded(pattern))]
        stretches: list[list[str]] = [[]]
        for word in words:
            if word == GAP:
                stretches.append([])
            else:
                stretches[-1].append(word)
        filled = tuple(tuple(stretch) for stretch in stretches if stretch)
        if not filled:
            raise ValueError(f"pattern {pattern!r} of {name!r} holds no word")
        anchor = next(_WORD.finditer(pattern.casefold())).group()
        return cls(name, longest, anchor, filled, open_start=not stretches[0], open_end=not stretches[-1])

    def matches(self, words: Sequence[str], start: int) -> bool:
        """Tell whether the line matches, its first stretch beginning at word `start`."""
        first, *rest = self.stretches
        if tuple(words[start : start + len(first)]) != first:
            return False
        place = start + len(first)
        for index, stretch in enumerate(rest, start=2):
            closing = index == len(self.stretches) and not self.open_end
            found = len(words) - len(stretch) if closing else _find(words, stretch, place)
            if found < place or tuple(words[found : found + len(stretch)]) != stretch:
                return False
            place = found + len(stretch)
        return self.open_end or place == len(words)


def _find(words: Sequence[str], stretch: Sequence[str], start: int) -> int:
    for place in range(start, len(words) - len(stretch) + 1):
        if tuple(words[place : place + len(stretch)]) == stretch:
            return place
    return -1


class PhraseBook:
    """Patterns indexed by their first word, so that a line is compared with the few that can match it."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._at_start: defaultdict[str, list[Phrase]] = defaultdict(list)
        self._anywhere: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            (self._anywhere if phrase.open_start else self._at_start)[phrase.stretches[0][0]].append(phrase)
        # what a line must hold: the first word as it is written, and the longest as it is read
        self._telling = sorted(
            {
                (phrase.longest, phrase.anchor, _longest_word(phrase.stretches[0]))
                for phrase in chain.from_iterable(self._anywhere.values())
            },
            reverse=True,
        )

    def find(self, line: str) -> str | None:
        """Return the name of the first pattern that matches a whole line."""
        length = len(line)
        first = _first_word(line)
        if first is None:
            return None
        candidates = [phrase for phrase in self._at_start.get(first, ()) if length <= phrase.longest]
        anywhere = self._anywhere if self._may_match_anywhere(line) else {}
        if not candidates and not anywhere:
            return None
        words = words_of(line)
        bare = words[:-1] if words[-1] == COLON else words
        for phrase in candidates:
            if phrase.matches(words, 0) or phrase.matches(bare, 0):
                return phrase.name
        for place, word in enumerate(words):
            for phrase in anywhere.get(word, ()):
                if length <= phrase.longest and (phrase.matches(words, place) or phrase.matches(bare, place)):
                    return phrase.name
        return None

    def _may_match_anywhere(self, line: str) -> bool:
        lower = ""
        for longest, anchor, word in self._telling:
            if len(line) > longest:
                break
            lower = lower or line.casefold()
            if anchor in lower and word in _folded(line):
                return True
        return False


def _longest_word(words: Sequence[str]) -> str:
    return max((word for word in words if word != NUMBER), key=len, default="")
