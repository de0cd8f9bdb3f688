"""One reading of an article, shared by all stages: each view of the text is made at most once, when asked for."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, starmap
from typing import NamedTuple
from unicodedata import category

import regex
import xxhash

from dateline.records import Article, Field, Furniture

_OTHER_LINE_ENDS = "\r\u0085\u2028\u2029"
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_COMMON_SIGNS = ".!?…۔؟।॥"
_RARE_SIGNS = "။៕។།።։፧՞"
FULL_STOPS = ".。۔।॥။៕។།።։"
"""What sentences that state something end in, in any script."""
_WIDE_SIGNS = "。！？"
FINAL_SIGNS = _COMMON_SIGNS + _RARE_SIGNS + _WIDE_SIGNS
# of so many signs in a row the last ones end a sentence, whatever stands before
_MOST_SIGNS = 8


def _sentence_end(signs: str) -> re.Pattern[str]:
    # it begins with one character of a set, and not with a choice: such a place is found several times as fast
    common = rf"""(?<=[{signs}])[{signs}]*["'”’»)\]]*(?=\s)"""
    wide = rf"(?<=[{_WIDE_SIGNS}])[{_WIDE_SIGNS}]*[」』”’）]*"
    return re.compile(rf"([{signs}{_WIDE_SIGNS}](?:{common}|{wide}))\s*")


_SENTENCE_END = _sentence_end(_COMMON_SIGNS)
_SENTENCE_END_OF_RARE = _sentence_end(_COMMON_SIGNS + _RARE_SIGNS)
_PARAGRAPH_GAP = regex.compile(
    r"(?:\r\n|[\n\r\u0085\u2028\u2029])[^\S\n\r\u0085\u2028\u2029]*(?:\r\n|[\n\r\u0085\u2028\u2029])"
)


class Span(NamedTuple):
    """A stretch of a text: `text[start:end]`, in code points."""

    start: int
    end: int


def hash64(text: str) -> int:
    """Hash text to 64 bits, alike in every process and on every machine (XXH3)."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"))


class Passage:
    """One field of an article, and the views of it that stages share. All spans are offsets into `text`."""

    def __init__(self, field: Field, text: str) -> None:
        self.field = field
        self.text = text
        self.aside: tuple[Span, ...] = ()
        self._prose: tuple[Span, ...] | None = None

    def of(self, span: tuple[int, int]) -> str:
        """Return the text that a span selects."""
        return self.text[span[0] : span[1]]

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """Lines that are not blank, without the white space around them."""
        text = self.text
        for end in _OTHER_LINE_ENDS:
            text = text.replace(end, "\n")
        found: list[tuple[int, int]] = []
        start = 0
        for line in text.split("\n"):
            found.append((start, start + len(line)))
            start += len(line) + 1
        return tuple(self._trimmed(found))

    @cached_property
    def line_hashes(self) -> tuple[int, ...]:
        """A hash for each line, alike for lines that differ in case and inner white space only."""
        return tuple(hash64(" ".join(self.of(line).casefold().split())) for line in self.lines)

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """Blocks between blank lines, or the lines where the text has no blank line."""
        gaps = [match.span() for match in _PARAGRAPH_GAP.finditer(self.text)]
        if not gaps:
            return self.lines
        edges = zip([0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(self.text)], strict=True)
        return tuple(self._trimmed(edges))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences within lines, split after final punctuation; abbreviations may split a sentence too often."""
        return tuple(chain.from_iterable(self.stretches(line.start, line.end) for line in self.lines))

    def stretches(self, start: int, end: int, shortest: int = 1, last: int = 1, uncut: int = 0) -> list[Span]:
        """Cut a line, or a part of one, at sentence ends, but not in its first `uncut` characters.

        A stretch has `shortest` characters or more, the last one `last` or more.
        """
        found: list[Span] = []
        text, search = self.text, self._sentence_end.search
        place = start + max(uncut, shortest - _MOST_SIGNS, 0)
        while match := search(text, place, end):
            closed, following = match.end(1), match.end()
            if end - following < last:
                break
            place = following
            if closed - start < shortest:
                continue
            if category(text[following]) != "Ll" or text[match.start()] in _WIDE_SIGNS:
                found.append(Span(start, closed))
                start = following
                place = start + max(shortest - _MOST_SIGNS, 0)
        found.append(Span(start, end))
        return found

    @cached_property
    def _sentence_end(self) -> re.Pattern[str]:
        rare = any(self.text[line.end - 1] in _RARE_SIGNS for line in self.lines)
        return _SENTENCE_END_OF_RARE if rare else _SENTENCE_END

    @cached_property
    def tokens(self) -> tuple[Span, ...]:
        """Runs of letters, marks and digits."""
        return tuple(starmap(Span, [match.span() for match in _TOKEN.finditer(self.text)]))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The text of each token."""
        text = self.text
        return tuple([text[start:end] for start, end in self.tokens])

    def set_aside(self, spans: Iterable[tuple[int, int]]) -> None:
        """Mark stretches that later stages look past (page furniture)."""
        merged: list[Span] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1].end:
                merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
            else:
                merged.append(Span(start, end))
        self.aside = tuple(merged)
        self._prose = None

    def is_aside(self, span: tuple[int, int]) -> bool:
        """Tell whether a stretch touches what was set aside."""
        if not self.aside:
            return False
        before = bisect_right(self.aside, (span[1] - 1, len(self.text) + 1))
        return before > 0 and self.aside[before - 1].end > span[0]

    @property
    def prose(self) -> tuple[Span, ...]:
        """The lines, less what was set aside."""
        if not self.aside:
            return self.lines
        if self._prose is None:
            self._prose = tuple(self._trimmed(piece for line in self.lines for piece in self._around_aside(line)))
        return self._prose

    def _around_aside(self, line: Span) -> Iterator[tuple[int, int]]:
        start = line.start
        first = max(0, bisect_right(self.aside, (start, len(self.text) + 1)) - 1)
        for index in range(first, len(self.aside)):
            aside = self.aside[index]
            if aside.start >= line.end:
                break
            if aside.end > start:
                yield start, max(start, aside.start)
                start = aside.end
        yield start, line.end

    def _trimmed(self, spans: Iterable[tuple[int, int]]) -> Iterator[Span]:
        text = self.text
        for start, end in spans:
            if start < end and (text[start].isspace() or text[end - 1].isspace()):
                piece = text[start:end]
                left = len(piece) - len(piece.lstrip())
                if left < len(piece):
                    yield Span(start + left, start + len(piece.rstrip()))
            elif start < end:
                yield Span(start, end)


class Reading:
    """An article as the stages read it. `language` is set once the language stage has spoken; `und` before."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.headline = Passage(Field.HEADLINE, article.headline)
        self.body = Passage(Field.BODY_TEXT, article.body_text)
        self.language = "und"

    def set_aside(self, furniture: Iterable[Furniture]) -> None:
        """Mark page furniture in headline and body as what later stages look past."""
        pieces = tuple(furniture)
        for passage in self.passages:
            passage.set_aside((piece.start, piece.end) for piece in pieces if piece.field == passage.field)

    @property
    def passages(self) -> tuple[Passage, Passage]:
        """Headline and body, in reading order."""
        return self.headline, self.body
