"""Two texts side by side: the passages that both hold, and what stands between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

import regex

from dateline.enrichment.duplicates.folding import INSIDE_WORDS, SINGLE_CHARACTERS, Folder

_LETTER = rf"(?![{SINGLE_CHARACTERS}])[\p{{L}}\p{{M}}\p{{N}}]"
_WORD = regex.compile(
    rf"(?P<single>[{SINGLE_CHARACTERS}])\p{{M}}*|(?:{_LETTER}|(?<=\p{{L}})[{INSIDE_WORDS}](?=\p{{L}}))+"
)
_WORDS, _UNSPACED_WORDS = 4, 8  # fewer in a row are a turn of phrase
_PLACES_LOOKED_AT = 32


class RowKind(StrEnum):
    """What a row of an alignment holds."""

    SHARED = "shared"
    DIFFERENT = "different"
    LEFT_OUT = "left_out"


class Row(NamedTuple):
    """A stretch of each text, side by side. `words`: how many of them are in both, in `passages` passages."""

    kind: RowKind
    earlier: str
    later: str
    words: int = 0
    passages: int = 0


@dataclass(frozen=True)
class Alignment:
    """Two texts as rows, in the order of the later one.

    A stretch of the earlier text that is not in the later one stands before the passage that follows it there.
    `earlier_words` and `later_words` count all words, the shared ones those that lie in a passage of both; where
    words are not spaced, a character counts as one. `passages` counts all passages, also those left out.
    """

    rows: tuple[Row, ...]
    passages: int
    earlier_words: int
    earlier_shared: int
    later_words: int
    later_shared: int


class _Passage(NamedTuple):
    earlier: int
    later: int
    words: int


class _Words:
    """The words of a text: where each stands, and a number that is the same for words that fold alike."""

    def __init__(self, text: str, folder: Folder, numbers: dict[bytes, int]) -> None:
        self._text = text
        self._spans: list[tuple[int, int]] = []
        self.numbers: list[int] = []
        folded: dict[str, int] = {}
        self.unspaced = 0
        for match in _WORD.finditer(text):
            word = match.group()
            if word not in folded:
                letters = folder.fold(word).codes.tobytes()
                folded[word] = numbers.setdefault(letters, len(numbers)) if letters else -1
            if folded[word] >= 0:
                self.numbers.append(folded[word])
                self._spans.append(match.span())
                self.unspaced += match.lastgroup is not None

    def __len__(self) -> int:
        return len(self.numbers)

    def of(self, start: int, end: int) -> str:
        """Return the text from one word to before another, with the punctuation behind it."""
        if start >= end:
            return ""
        last = self._spans[end][0] if end < len(self) else len(self._text)
        first = self._spans[start][0] if start else 0
        return self._text[first:last].strip()


def aligned(earlier: str, later: str, folder: Folder, most: int) -> Alignment:
    """Align two texts, with at most `most` passages that both hold; the longest ones are kept."""
    numbers: dict[bytes, int] = {}
    ours, theirs = _Words(earlier, folder, numbers), _Words(later, folder, numbers)
    passages = list(_passages(ours, theirs))
    kept = frozenset(sorted(passages, key=attrgetter("words"), reverse=True)[:most])
    held = {place for one in passages for place in range(one.earlier, one.earlier + one.words)}
    return Alignment(
        rows=tuple(_shortened(_rows(ours, theirs, passages, held), kept)),
        passages=len(passages),
        earlier_words=len(ours),
        earlier_shared=len(held),
        later_words=len(theirs),
        later_shared=sum(one.words for one in passages),
    )


def _passages(ours: _Words, theirs: _Words) -> Iterator[_Passage]:
    unspaced = 2 * (ours.unspaced + theirs.unspaced) > len(ours) + len(theirs)
    width = min(_UNSPACED_WORDS if unspaced else _WORDS, len(ours), len(theirs))
    if not width:
        return
    places: dict[tuple[int, ...], list[int]] = {}
    for start in range(len(ours) - width + 1):
        places.setdefault(tuple(ours.numbers[start : start + width]), []).append(start)
    at = following = 0
    while at <= len(theirs) - width:
        found = places.get(tuple(theirs.numbers[at : at + width]), ())
        if not found:
            at += 1
            continue
        near = found[:_PLACES_LOOKED_AT] + [following] * (following in found)
        words, _, place = max((_alike(ours.numbers, one, theirs.numbers, at), one == following, -one) for one in near)
        yield _Passage(-place, at, words)
        following = words - place
        at += words


def _alike(ours: Sequence[int], start: int, theirs: Sequence[int], at: int) -> int:
    words, most = 0, min(len(ours) - start, len(theirs) - at)
    while words < most and ours[start + words] == theirs[at + words]:
        words += 1
    return words


def _rows(
    ours: _Words, theirs: _Words, passages: Sequence[_Passage], held: set[int]
) -> Iterator[tuple[Row, _Passage | None]]:
    told: set[int] = set()
    reached = 0
    for one in passages:
        first = one.earlier
        while first and first - 1 not in held and first - 1 not in told:
            first -= 1
        if first < one.earlier or reached < one.later:
            yield Row(RowKind.DIFFERENT, ours.of(first, one.earlier), theirs.of(reached, one.later)), None
            told.update(range(first, one.earlier))
        reached = one.later + one.words
        same = ours.of(one.earlier, one.earlier + one.words), theirs.of(one.later, reached)
        yield Row(RowKind.SHARED, *same, words=one.words, passages=1), one
    last = len(ours)
    while last and last - 1 not in held and last - 1 not in told:
        last -= 1
    if last < len(ours) or reached < len(theirs):
        yield Row(RowKind.DIFFERENT, ours.of(last, len(ours)), theirs.of(reached, len(theirs))), None


def _shortened(rows: Iterator[tuple[Row, _Passage | None]], kept: frozenset[_Passage]) -> Iterator[Row]:
    """Put one row in the place of those between two kept passages, where a passage is left out there."""
    between: list[Row] = []
    for row, passage in rows:
        if passage not in kept:
            between.append(row)
            continue
        yield from _run(between)
        between = []
        yield row
    yield from _run(between)


def _run(rows: list[Row]) -> Sequence[Row]:
    passages = sum(row.passages for row in rows)
    return [Row(RowKind.LEFT_OUT, "", "", sum(row.words for row in rows), passages)] if passages else rows
