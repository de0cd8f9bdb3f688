"""Which articles are copies of earlier ones: fingerprints, and the index in which copies meet."""

from dateline.enrichment.duplicates.alignment import Alignment, RowKind
from dateline.enrichment.duplicates.candidate import Candidate
from dateline.enrichment.duplicates.entry import IndexEntry
from dateline.enrichment.duplicates.explanation import Explanation, explain
from dateline.enrichment.duplicates.groups import LanguageGroups
from dateline.enrichment.duplicates.hindrances import Hindrance, HindranceKind, Side
from dateline.enrichment.duplicates.index import DuplicateIndex, Match
from dateline.enrichment.duplicates.options import DuplicateOptions, FingerprintOptions
from dateline.enrichment.duplicates.stage import FingerprintStage

__all__ = [
    "Alignment",
    "Candidate",
    "DuplicateIndex",
    "DuplicateOptions",
    "Explanation",
    "FingerprintOptions",
    "FingerprintStage",
    "Hindrance",
    "HindranceKind",
    "IndexEntry",
    "LanguageGroups",
    "Match",
    "RowKind",
    "Side",
    "explain",
]
