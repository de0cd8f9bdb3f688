"""Why an article is, or is not, taken for a copy of an earlier one: two articles alone, and each check on the way."""

from dataclasses import dataclass, replace

from dateline.enrichment.duplicates.alignment import Alignment, aligned
from dateline.enrichment.duplicates.comparison import Comparison
from dateline.enrichment.duplicates.folding import shared_folder
from dateline.enrichment.duplicates.hindrances import Hindrance, Side, hindrances
from dateline.enrichment.duplicates.index import DuplicateIndex
from dateline.enrichment.duplicates.matched_text import matched_text
from dateline.enrichment.duplicates.options import DuplicateOptions
from dateline.enrichment.duplicates.scoring import THRESHOLD, contributions, points, probability
from dateline.enrichment.reading import Reading
from dateline.records import AnnotatedArticle, Duplicate

_PASSAGES = 12


@dataclass(frozen=True)
class Explanation:
    """What the matching says of the later of two articles where there are no others.

    `hindrances` are the reasons why the later one is not attached; there are none where it is. `shared_keys` are in
    ascending order. `score` and `threshold` are points in thousandths, and so is what each feature contributes;
    `probability` and `threshold_probability` are in thousandths. `same_content`: the same letters and digits.
    `alignment` shows the texts that were matched, side by side.
    """

    duplicate: Duplicate
    redelivery: bool
    hindrances: tuple[Hindrance, ...]
    shared_keys: tuple[int, ...]
    same_content: bool
    comparison: Comparison
    score: int
    threshold: int
    probability: int
    threshold_probability: int
    contributions: dict[str, int]
    alignment: Alignment


def explain(earlier: Side, later: Side, options: DuplicateOptions = DuplicateOptions()) -> Explanation:
    """Match an article with one earlier article alone, with the very index of the stream, and say what decided."""
    # positions of two partitions, or of two files, do not tell which came first: the caller does
    first, second = replace(earlier.candidate, position=0), replace(later.candidate, position=1)
    index = DuplicateIndex(options)
    index.add(index.query(first).entry)
    match = index.query(second)
    comparison = second.comparer.compare(first.comparer.text)
    reached = points(comparison)
    attached = match.redelivery or match.duplicate.of is not None
    return Explanation(
        duplicate=match.duplicate,
        redelivery=match.redelivery,
        hindrances=() if attached else tuple(hindrances(earlier, later, comparison, options)),
        shared_keys=tuple(sorted({*first.keys} & {*second.keys})),
        same_content=first.content == second.content,
        comparison=comparison,
        score=reached,
        threshold=THRESHOLD,
        probability=probability(reached),
        threshold_probability=probability(THRESHOLD),
        contributions=contributions(comparison),
        alignment=aligned(_text(earlier.annotated), _text(later.annotated), shared_folder(), _PASSAGES),
    )


def _text(annotated: AnnotatedArticle) -> str:
    reading = Reading(annotated.article)
    reading.set_aside(annotated.furniture)
    return matched_text(reading, shared_folder()).text
