"""Acronyms that an article introduces: "Korean Central News Agency (KCNA)", and KCNA from there on."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from dateline.enrichment.names.keys import TOKEN
from dateline.enrichment.reading import Passage, Span

_INTRODUCED = regex.compile(r"\s?[(（][\"“„»«]?\s?([\p{Lu}\p{N}][\p{Lu}\p{N}.&-]{1,9})[\"”“«»]?\s?[)）,;]")
_BRACKET = regex.compile(r"\s?[(（][\"“„»«]?\s?")
_MOST_WORDS = 10


class Acronym(NamedTuple):
    """A short name, where it is introduced, and the long name that it stands for, as the place in the mentions."""

    text: str
    span: Span
    mention: int


def introduced(passage: Passage, spans: Sequence[Span]) -> Iterator[Acronym]:
    """Yield the acronyms that follow a mention in brackets, or that a mention explains in brackets.

    `spans` are the mentions of a passage, in order.
    """
    text = passage.text
    for at, span in enumerate(spans):
        long = passage.of(span)
        after = _INTRODUCED.match(text, span.end)
        if after and stands_for(after[1], long):
            yield Acronym(after[1], Span(*after.span(1)), at)
        if at + 1 < len(spans):
            following = spans[at + 1]
            bracket = _BRACKET.fullmatch(text, span.end, following.start)
            if bracket and long.isupper() and stands_for(long, passage.of(following)):
                yield Acronym(long, span, at + 1)


def stands_for(acronym: str, long: str) -> bool:
    """Tell whether the letters of an acronym begin words of a name, in order, or follow inside its words."""
    words = [word.casefold() for word in TOKEN.findall(long)]
    letters = [letter for letter in acronym.casefold() if letter.isalnum()]
    if len(letters) < 2 or not 2 <= len(words) <= _MOST_WORDS or long.isupper():
        return False
    initials = "".join(word[0] for word in words)
    return initials[0] == letters[0] and _in_order(letters, "".join(words)) and _share(letters, initials) >= 0.5


def _in_order(letters: Sequence[str], text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _share(letters: Sequence[str], initials: str) -> float:
    """Return how many of the letters are initials."""
    return sum(letter in initials for letter in letters) / len(letters)
