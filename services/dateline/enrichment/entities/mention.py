"""Mentions, and who finds them."""

from typing import NamedTuple, Protocol

from dateline.enrichment.names.candidate import Candidate
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import EntityType


class Mention(NamedTuple):
    """A stretch of a passage that names an entity of a type; `candidates` are what a lexicon knows by that name."""

    passage: Passage
    span: Span
    type: EntityType
    confidence: float
    candidates: tuple[Candidate, ...] = ()


class Recogniser(Protocol):
    """Finds mentions: in reading order, without overlaps, not in furniture. Linking them is the linker's."""

    @property
    def models(self) -> dict[str, str]:
        """Name and version of each model or data file that decides something."""
        ...

    def finder(self, reading: Reading) -> str:
        """Return by what name `pipeline` knows who finds the mentions of an article: "tagger", "lexicon", "spacy"."""
        ...

    def recognise(self, reading: Reading) -> tuple[Mention, ...]:
        """Return the mentions of headline and body."""
        ...
