"""Agencies in a line of text, by all the names that they go by."""

from pathlib import Path
from typing import NamedTuple

from dateline.enrichment.names.aliases import FILES, AliasTable, read_aliases
from dateline.enrichment.names.candidate import Candidate
from dateline.enrichment.names.inflection import Inflection
from dateline.enrichment.names.lexicon import Lexicon
from dateline.enrichment.reading import Passage, Span

FILE = next(path for path in FILES if path.stem == "agencies")


class Agency(NamedTuple):
    """A place where a text names an agency."""

    span: Span
    id: str
    name: str


class AgencyFinder:
    """Finds the names of agencies."""

    def __init__(self, path: Path = FILE) -> None:
        self._lexicon = Lexicon(AliasTable(read_aliases([path]), in_credits=True))
        self._uninflected = Inflection()

    def within(self, passage: Passage, span: Span, language: str) -> tuple[Agency, ...]:
        """Return the agencies that a stretch of a passage names; an ambiguous abbreviation is none."""
        stretch = Passage(passage.field, passage.of(span))
        found = []
        for match in self._lexicon.matches(stretch, self._uninflected):
            meant = _meant(match.candidates, language)
            if meant:
                place = Span(span.start + match.span.start, span.start + match.span.end)
                found.append(Agency(place, meant.id, meant.name))
        return tuple(found)


def _meant(candidates: tuple[Candidate, ...], language: str) -> Candidate | None:
    # where an agency is credited its short name holds in any language; the language decides between two
    of_language = [candidate for candidate in candidates if language in candidate.languages]
    chosen = of_language or list(candidates)
    return chosen[0] if len({candidate.id for candidate in chosen}) == 1 else None
