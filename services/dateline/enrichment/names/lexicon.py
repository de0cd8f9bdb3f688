"""Aliases and gazetteer as one dictionary, searched for the longest name at each place of a text."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import regex

from dateline.enrichment.names.candidate import Candidate
from dateline.enrichment.names.inflection import Form, Inflection
from dateline.enrichment.names.keys import LONGEST_TOKEN, UNSPACED, unspaced_key
from dateline.enrichment.reading import Passage, Span, hash64

_JOINTS = frozenset(
    [
        " ",
        "\u00a0",
        "\u202f",
        "-",
        "\u2010",
        "\u2011",
        "'",
        "’",
        "ʼ",
        "\u05f3",
        "\u05f4",
        ".",
        ". ",
        ".-",
        "·",
        "・",
        "\u200c",
        "=",
        "＝",
        "/",
    ]
) | {" - ", "&", " & "}
_LONGEST_JOINT = 3
_MOST_TOKENS = 8
_MOST_STATES = 12
_KATAKANA = regex.compile(r"[\p{Katakana}ー]")


class Match(NamedTuple):
    """A name of the lexicon in a text: the span, the tokens `first` to `last` (exclusive) and what it may mean.

    `changed` says that it was found through an ending or without a particle; `unspaced` that the script has no
    spaces to bound it.
    """

    span: Span
    first: int
    last: int
    candidates: tuple[Candidate, ...]
    changed: bool
    unspaced: bool


class _Start(NamedTuple):
    """What a lexicon knows of a word: the forms of it that names begin with, and the name that it is by itself."""

    forms: tuple[Form, ...]
    alone: tuple[Form, tuple[Candidate, ...]] | None


_NO_START = _Start((), None)


class Names(Protocol):
    """Names by the hashes of their keys. A key is a node: it may also be the beginning of longer ones."""

    @property
    def pairs(self) -> Mapping[str, int]:
        """First two signs of names in scripts without spaces -> the lengths of such names, as bits."""
        ...

    @property
    def small_starts(self) -> Collection[str]:
        """Keys of tokens with which a name may begin in small letters."""
        ...

    def holds(self, node: int) -> bool:
        """Tell whether a name begins with the key of this hash."""
        ...

    def find(self, node: int) -> tuple[Candidate, ...]:
        """Return what bears the name of this hash."""
        ...


class Lexicon:
    """Finds names, those of the first source first."""

    def __init__(self, *sources: Names) -> None:
        self._sources = sources
        self._small_starts = frozenset(key for source in sources for key in source.small_starts)
        self._pairs: dict[str, int] = {}
        for source in sources:
            for pair, lengths in source.pairs.items():
                self._pairs[pair] = self._pairs.get(pair, 0) | lengths
        # texts repeat their words: what was looked up once is kept
        self._starts = lru_cache(maxsize=1 << 16)(self._find_starts)
        self._holds = lru_cache(maxsize=1 << 14)(self._look_up_beginning)
        self.find = lru_cache(maxsize=1 << 14)(self._look_up)

    def _look_up_beginning(self, key: str) -> bool:
        node = hash64(key)
        return any(source.holds(node) for source in self._sources)

    def _look_up(self, key: str) -> tuple[Candidate, ...]:
        """Return everything that bears the name of this key (see `keys`)."""
        node = hash64(key)
        return tuple(candidate for source in self._sources for candidate in source.find(node))

    def candidates(self, passage: Passage, span: Span, inflection: Inflection) -> tuple[Candidate, ...]:
        """Return everything that bears the name which a span of a passage selects."""
        first = bisect_left(passage.tokens, (span.start, 0))
        if first == len(passage.tokens):
            return ()
        start = self._starts(passage.of(passage.tokens[first]), inflection)
        if start is None:
            return self.find(unspaced_key(passage.of(span)))
        if start is _NO_START:
            return ()
        match = self._longest(passage, first, start, inflection)
        return match.candidates if match and match.span == span else ()

    def matches(self, passage: Passage, inflection: Inflection) -> Iterator[Match]:
        """Yield the longest names, from left to right, without overlaps; furniture is passed over."""
        tokens = passage.tokens
        free = 0  # the first token that no name has taken
        for at, start in self._places(passage.words, inflection):
            if at < free:
                continue
            if start is None:
                stop = tokens[at].end
                for piece in self._pieces(passage.text, *tokens[at]):
                    stop = max(stop, piece.end)
                    yield from self._inside(passage, at, piece, inflection)
                free = bisect_left(tokens, (stop, 0), lo=at)
                continue
            match = self._longest(passage, at, start, inflection)
            if match and not (passage.aside and passage.is_aside(match.span)):
                yield match
                free = match.last

    def _places(self, words: Sequence[str], inflection: Inflection) -> Sequence[tuple[int, _Start | None]]:
        """Return the tokens at which names may begin, with what is known of them (see `_find_starts`)."""
        look_up = self._starts
        return [
            (at, start)
            for at, word in enumerate(words)
            # a long token is a sentence of a script without spaces, or no name
            if (start := look_up(word, inflection) if len(word) <= LONGEST_TOKEN else None) is not _NO_START
        ]

    def _find_starts(self, word: str, inflection: Inflection) -> _Start | None:
        """Return how names begin with a word; None where the script has no spaces."""
        if not word.isascii() and UNSPACED.search(word):
            return None
        forms = inflection.read(word)
        # Georgian has small letters, and no capitals that begin a word
        if word[0].islower() and word[0].title() != word[0]:
            forms = tuple(form for form in forms if form.key in self._small_starts)
        forms = tuple(form for form in forms if self._holds(form.key))
        if not forms:
            return _NO_START
        named = ((form, self._fitting(form.key, [word], form.left)) for form in sorted(forms, key=_is_changed))
        return _Start(forms, next((alone for alone in named if alone[1]), None))

    def _longest(self, passage: Passage, first: int, start: _Start, inflection: Inflection) -> Match | None:
        """Return the longest name that begins with a token."""
        tokens = passage.tokens
        found = self._continued(passage, first, start.forms, inflection)
        for last in range(first + len(found) + 1, first + 1, -1):
            states = found[last - first - 2]
            if len(states) > 1:
                states = sorted(states, key=_is_changed)
            for key, left, right, changed in states:
                if candidates := self._fitting(key, passage.words[first:last], left):
                    span = Span(tokens[first].start + left, tokens[last - 1].end - right)
                    return Match(span, first, last, candidates, changed, unspaced=False)
        if start.alone is None:
            return None
        (_, left, right, changed), candidates = start.alone
        begin, end = tokens[first]
        return Match(Span(begin + left, end - right), first, first + 1, candidates, changed, False)

    def _continued(
        self, passage: Passage, first: int, states: Sequence[Form], inflection: Inflection
    ) -> list[list[Form]]:
        """Return how names that begin with forms of a token go on, by the number of further tokens."""
        text, tokens, words, holds = passage.text, passage.tokens, passage.words, self._holds
        found: list[list[Form]] = []
        for at in range(first + 1, min(len(tokens), first + _MOST_TOKENS)):
            gap, (start, end) = tokens[at - 1].end, tokens[at]
            if start - gap > _LONGEST_JOINT or end - start > LONGEST_TOKEN or text[gap:start] not in _JOINTS:
                break
            forms = inflection.forms(words[at])
            states = [
                Form(key, left, form.right, changed or form.changed)
                for prefix, left, right, changed in states
                if not right
                for form in forms
                if not form.left and holds(key := f"{prefix} {form.key}")
            ][:_MOST_STATES]
            if not states:
                break
            found.append(states)
        return found

    def _fitting(self, key: str, words: Sequence[str], left: int) -> tuple[Candidate, ...]:
        """Return what bears the name of a key, of those that are written as these words are."""
        candidates = self.find(key)
        unfit = [candidate for candidate in candidates if not _fits(candidate, words, left)]
        return tuple(candidate for candidate in candidates if candidate not in unfit) if unfit else candidates

    def _pieces(self, text: str, start: int, end: int) -> Iterator[Span]:
        """Split a token where scripts with and without spaces meet; the last piece may reach over middle dots."""
        while start < end:
            run = UNSPACED.search(text, start)
            if run is None or run.start() >= end:
                yield Span(start, end)
                return
            if run.start() > start:
                yield Span(start, run.start())
            yield Span(*run.span())
            start = run.end()

    def _inside(self, passage: Passage, at: int, piece: Span, inflection: Inflection) -> Iterator[Match]:
        """Yield the names in a piece of a token."""
        text = passage.text
        if not UNSPACED.match(text, piece.start):
            if piece.end - piece.start <= LONGEST_TOKEN and not passage.is_aside(piece):
                word = passage.of(piece)
                start = self._starts(word, inflection)
                for form in start.forms if start else ():
                    candidates = self._fitting(form.key, [word], 0)
                    if candidates and not form.left and not form.right:
                        yield Match(piece, at, at + 1, candidates, form.changed, unspaced=True)
                        return
            return
        position = piece.start
        while position < piece.end - 1:
            match = self._unspaced_at(passage, at, position, piece.end)
            if match:
                yield match
            position = match.span.end if match else position + 1

    def _unspaced_at(self, passage: Passage, at: int, start: int, stop: int) -> Match | None:
        text = passage.text
        lengths = self._pairs.get(text[start : start + 2], 0)
        while lengths:
            length = lengths.bit_length() - 1
            lengths ^= 1 << length
            end = start + length
            if end > stop:
                continue
            candidates = self.find(text[start:end])
            if candidates and not _cuts_katakana(text, start, end) and not passage.is_aside((start, end)):
                return Match(Span(start, end), at, at + 1, candidates, changed=False, unspaced=True)
        return None


def _is_changed(form: Form) -> bool:
    return form.changed


def _fits(candidate: Candidate, words: Sequence[str], left: int) -> bool:
    """Tell whether words are written with the capitals that a name asks for."""
    if candidate.acronym:
        return all(word[left if not at else 0 :].isupper() for at, word in enumerate(words))
    capitals = candidate.capitals
    if capitals & 1 and words[0][left].islower():
        return False
    return capitals < 2 or not any(capitals >> at & 1 and words[at][0].islower() for at in range(1, min(7, len(words))))


def _cuts_katakana(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch begins or ends inside a word in Katakana."""
    before = start > 0 and _KATAKANA.match(text[start - 1]) and _KATAKANA.match(text[start])
    after = end < len(text) and _KATAKANA.match(text[end - 1]) and _KATAKANA.match(text[end])
    return bool(before or after)
