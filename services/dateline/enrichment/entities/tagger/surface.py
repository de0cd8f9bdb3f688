"""What stands between the words of a text, and how its lines are written: the signs a tagger reads beside the words."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import regex

from dateline.enrichment.reading import Passage, Span

KINDS = (
    "space",
    "comma",
    "sentence",
    "line",
    "hyphen",
    "dash",
    "dot",
    "apostrophe",
    "colon",
    "slash",
    "and",
    "address",
)
MARKS = ("none", "quote", "bracket")
GAPS = len(KINDS) * len(MARKS) * len(MARKS)
"""Gaps are numbered by kind, by what closes before them and by what opens after them."""

CASES = ("mixed", "capitals", "title")
"""How a line is written: as sentences are, in capitals throughout, or with a capital on each longer word."""

_QUOTES = frozenset('"“”„‟«»‹›‘‚「」『』')
_OPENING, _CLOSING = frozenset("([{<【（"), frozenset(")]}>】）")
_LINE = regex.compile(r"[\n\r\u0085\u2028\u2029]")
# what stands between two words, the first that applies; and its kind with and without a space beside it
_SIGNS = (
    (frozenset(".!?…。؟।"), "sentence", "dot"),
    (frozenset(":;"), "colon", "colon"),
    (frozenset(",،、"), "comma", "comma"),
    (frozenset("-‐‑–—−"), "dash", "hyphen"),
    (frozenset("@#_\\"), "address", "address"),
    (frozenset("/|"), "slash", "slash"),
    (frozenset("&+"), "and", "and"),
    (frozenset("'’ʼ`´"), "space", "apostrophe"),
)
_SHORT_WORD = 3
_FEW_WORDS = 2
_MOST = 0.8
_MOST_WORDS = (1 << 15) - 1  # of a longer line, so many are looked at


@lru_cache(maxsize=1 << 12)
def gap_of(between: str) -> int:
    """Return the number of what stands between two words."""
    kind = KINDS.index(_kind_of(between))
    closes = opens = 0
    seen_space = False
    for sign in between:
        if sign.isspace():
            seen_space = True
        elif sign in _OPENING:
            opens = 2
        elif sign in _CLOSING:
            closes = 2
        elif sign in _QUOTES:
            if seen_space or (sign in "„«“‘‚「『" and between[0] == sign):
                opens = opens or 1
            else:
                closes = closes or 1
    return (kind * len(MARKS) + closes) * len(MARKS) + opens


def _kind_of(between: str) -> str:
    if _LINE.search(between):
        return "line"
    signs = set(between)
    spaced = any(map(str.isspace, between))
    for of_kind, with_space, without in _SIGNS:
        if signs & of_kind:
            return with_space if spaced else without
    return "space"


def gaps(text: str, tokens: Sequence[Span]) -> list[int]:
    """Return the number of the gap before each token, the first of which stands at the beginning of a line."""
    if not tokens:
        return []
    between = [text[before.end : token.start] for before, token in pairwise(tokens)]
    return [gap_of("\n" + text[: tokens[0].start][-8:]), *map(gap_of, between)]


def case_of(words: Sequence[str]) -> int:
    """Return how a line of these words is written, as an index of CASES."""
    small = longer_small = begun = capitals = longer_begun = 0
    for word in words[:_MOST_WORDS]:
        first = word[0]
        if first.islower():
            small += 1
            longer_small += len(word) > _SHORT_WORD
        elif first.isupper():
            begun += 1
            capitals += word.isupper()
            longer_begun += len(word) > _SHORT_WORD
    cased, longer = small + begun, longer_small + longer_begun
    if cased <= _FEW_WORDS:
        return 0
    if capitals > _MOST * cased:
        return 1
    return 2 if longer > _FEW_WORDS and longer_begun > _MOST * longer else 0


def cases(passage: Passage) -> list[int]:
    """Return for each token of a passage how its line is written."""
    found: list[int] = []
    first, words = 0, passage.words
    ends = [token.end for token in passage.tokens]
    for line in passage.lines:
        last = bisect_right(ends, line.end, first)
        found += [case_of(words[first:last])] * (last - first)
        first = last
    return found


_PARTS = frozenset({"line", "colon"})
_BRACKET = MARKS.index("bracket")
_BREAKS = tuple(
    KINDS[gap // len(MARKS) ** 2] in _PARTS or _BRACKET in (gap // len(MARKS) % len(MARKS), gap % len(MARKS))
    for gap in range(GAPS)
)


def breaks(gaps_before: Sequence[int]) -> list[bool]:
    """Tell of each gap whether no name reaches over it: between lines, at colons and brackets."""
    return [_BREAKS[gap] for gap in gaps_before]
