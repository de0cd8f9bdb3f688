"""The furniture stage: marks what is on the page and not of the article. Nothing is cut."""

from collections.abc import Collection, Iterable, Iterator

from dateline.enrichment.furniture.agencies import AgencyNames
from dateline.enrichment.furniture.options import FurnitureOptions
from dateline.enrichment.furniture.rules import longest_lines, rules, rules_version
from dateline.enrichment.furniture.structure import (
    bracketed,
    outlet_suffix,
    repeated_lines,
    stray_prefix,
    structural_rule,
)
from dateline.enrichment.phrases import Phrase, PhraseBook
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import Furniture

REPEATED = "repeated"
_INLINE = ("advertisement/", "source-link/")
_SOURCE = "source-line/"
_CLOSING_LINES = 4


class FurnitureStage:
    """Finds furniture by phrase, by form, and by the lines that the outlet repeats.

    The rules of all languages are looked for in every article: the language is told later, of what is left, and a
    page mixes languages just in its furniture. A phrase must fill a line, so that a word of one language within a
    sentence of another is no match.
    """

    def __init__(self, options: FurnitureOptions = FurnitureOptions()) -> None:
        self._options = options
        longest = longest_lines()
        self._phrases = PhraseBook(
            phrase for rule in rules() for phrase in Phrase.parse(rule.name, rule.pattern, longest[rule.kind])
        )
        self._agencies = AgencyNames()
        self._version = rules_version()

    @property
    def models(self) -> dict[str, str]:
        """The rule files, by their hash."""
        return {"furniture.rules": self._version}

    def annotate(self, reading: Reading, repeated: Collection[int] = ()) -> tuple[Furniture, ...]:
        """Return the furniture of an article, in reading order.

        `repeated` holds the hashes, as in `Passage.line_hashes`, of the lines that the outlet repeats.
        """
        suffix = outlet_suffix(reading.headline.text, reading.article.outlet)
        found = dict(self._by_rule(reading.body))
        found.update(dict.fromkeys(self._repeated(reading.body, repeated, found), REPEATED))
        headline = reading.headline.field
        return (
            *((Furniture(field=headline, start=suffix.start, end=suffix.end, rule="outlet-name"),) if suffix else ()),
            *(
                Furniture(field=reading.body.field, start=span.start, end=span.end, rule=found[span])
                for span in _apart(found)
            ),
        )

    def _by_rule(self, passage: Passage) -> Iterator[tuple[Span, str]]:
        prefix = stray_prefix(passage.text)
        if prefix:
            yield Span(0, prefix), "stray-prefix"
        closing = len(passage.lines) - _CLOSING_LINES
        for place, line in enumerate(passage.lines):
            if line.start < prefix:
                continue
            text = passage.of(line)
            short = len(text) <= self._options.longest_line
            rule = (self._phrases.find(text) or structural_rule(text)) if short else None
            if rule and rule.startswith(_SOURCE) and (place < closing or self._agencies.are_named_in(text)):
                continue
            if rule:
                yield line, rule
            elif "[" in text or "【" in text:
                yield from self._inline(line.start, text)
        for line in repeated_lines(passage):
            if line.start >= prefix and not self._phrases.find(passage.of(line)):
                yield line, "repeated-within"

    def _inline(self, start: int, line: str) -> Iterator[tuple[Span, str]]:
        for span, inside in bracketed(line):
            rule = self._phrases.find(inside)
            if rule and rule.startswith(_INLINE):
                yield Span(start + span.start, start + span.end), rule

    def _repeated(self, passage: Passage, repeated: Collection[int], found: dict[Span, str]) -> list[Span]:
        if not repeated:
            return []
        lines = [
            line
            for line, mark in zip(passage.lines, passage.line_hashes, strict=True)
            if mark in repeated and line not in found
        ]
        # an archive that is replayed would else turn its own articles into furniture
        text = len(passage.text.strip()) - sum(span.end - span.start for span in found)
        remaining = text - sum(line.end - line.start for line in lines)
        if remaining < self._options.minimum_characters or remaining < self._options.minimum_share * text:
            return []
        return lines


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order; of two that overlap the one that begins first, of these the longer."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
