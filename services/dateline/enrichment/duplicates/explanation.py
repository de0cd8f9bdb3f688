"""Why an article is, or is not, taken for a copy of an earlier one: two articles alone, and each check on the way."""

from dataclasses import dataclass, replace

from dateline.enrichment.duplicates.candidate import Candidate
from dateline.enrichment.duplicates.comparison import Comparison
from dateline.enrichment.duplicates.index import DuplicateIndex
from dateline.enrichment.duplicates.options import DuplicateOptions
from dateline.enrichment.duplicates.scoring import THRESHOLD, contributions, points, probability
from dateline.records import Duplicate

_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Explanation:
    """What the matching says of the later of two articles where there are no others.

    `hindrances` are the reasons, in words, why the later one cannot be attached by its text. `shared_keys` are in
    ascending order. `score` and `threshold` are log-odds in thousandths, and so is what each feature contributes;
    `probability` and `threshold_probability` are in thousandths. `same_content`: the same letters and digits.
    """

    duplicate: Duplicate
    redelivery: bool
    hindrances: tuple[str, ...]
    shared_keys: tuple[int, ...]
    same_content: bool
    comparison: Comparison
    score: int
    threshold: int
    probability: int
    threshold_probability: int
    contributions: dict[str, int]


def explain(earlier: Candidate, later: Candidate, options: DuplicateOptions = DuplicateOptions()) -> Explanation:
    """Match an article with one earlier article alone, with the very index of the stream, and say what decided."""
    # positions of two partitions, or of two files, do not tell which came first: the caller does
    earlier, later = replace(earlier, position=0), replace(later, position=1)
    index = DuplicateIndex(options)
    index.add(index.query(earlier).entry)
    match = index.query(later)
    comparison = later.comparer.compare(earlier.comparer.text)
    reached = points(comparison)
    return Explanation(
        duplicate=match.duplicate,
        redelivery=match.redelivery,
        hindrances=_hindrances(earlier, later, options),
        shared_keys=tuple(sorted({*earlier.keys} & {*later.keys})),
        same_content=earlier.content == later.content,
        comparison=comparison,
        score=reached,
        threshold=THRESHOLD,
        probability=probability(reached),
        threshold_probability=probability(THRESHOLD),
        contributions=contributions(comparison),
    )


def _hindrances(earlier: Candidate, later: Candidate, options: DuplicateOptions) -> tuple[str, ...]:
    found = []
    if earlier.group != later.group:
        found.append(f"they are in different language groups, {earlier.group} and {later.group}, and never meet")
    for name, one in (("earlier", earlier), ("later", later)):
        if not one.matched:
            found.append(
                f"the {name} one is not compared by its text: its status, its kind of content or a lack of text"
            )
    hours = options.window_ms / _HOUR_MS
    if earlier.event_time is not None and later.event_time is not None:
        apart = abs(later.event_time - earlier.event_time)
        if apart > 1000 * options.window_ms:
            found.append(f"they were published {apart / 1000 / _HOUR_MS:.1f} hours apart, the window has {hours:g}")
    if earlier.appended is not None and later.appended is not None:
        waited = later.appended - earlier.appended
        if waited > options.window_ms:
            found.append(f"they were received {waited / _HOUR_MS:.1f} hours apart, the window has {hours:g}")
    if not {*earlier.keys} & {*later.keys} and earlier.content != later.content:
        found.append("they share no key, so they would not be compared")
    return tuple(found)
