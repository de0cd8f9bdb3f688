"""What stands between the words of a text, and how its lines are written: the signs a tagger reads beside the words."""

from collections.abc import Sequence
from functools import lru_cache

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
_SHIFTS = (0, 15, 30, 45)  # counts of a line, side by side in one number
_COUNTED = (1 << 15) - 1


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
    found = []
    last = 0
    for start, end in tokens:
        found.append(gap_of(text[last:start]) if last else gap_of("\n" + text[:start][-8:]))
        last = end
    return found


def case_of(words: Sequence[str]) -> int:
    """Return how a line of these words is written, as an index of CASES."""
    counts = sum(map(_style, words[:_COUNTED]))
    cased, capitals, longer, begun = (counts >> shift & _COUNTED for shift in _SHIFTS)
    if cased <= _FEW_WORDS:
        return 0
    if capitals > _MOST * cased:
        return 1
    return 2 if longer > _FEW_WORDS and begun > _MOST * longer else 0


@lru_cache(maxsize=1 << 15)
def _style(word: str) -> int:
    """Return, 15 bits apart, 1 where a word has case, is in capitals, is longer, and is longer and has a capital."""
    capital = word[0].isupper()
    if not capital and not word[0].islower():
        return 0
    longer = len(word) > _SHORT_WORD
    return sum(
        sign << shift for sign, shift in zip((True, word.isupper(), longer, longer and capital), _SHIFTS, strict=True)
    )


def cases(passage: Passage) -> list[int]:
    """Return for each token of a passage how its line is written."""
    found: list[int] = []
    at, tokens, words = 0, passage.tokens, passage.words
    for line in passage.lines:
        first = at
        while at < len(tokens) and tokens[at].end <= line.end:
            at += 1
        found += [case_of(words[first:at])] * (at - first)
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
