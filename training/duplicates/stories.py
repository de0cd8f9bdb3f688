"""From points to best matches, from these to stories, and how good the stories are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from examples import Seen
from regression import Vector


class BestMatch(NamedTuple):
    """An article and the earlier one that has the most points; equal content goes before points.

    `first` tells where the pairs of the article begin, `chosen` which of all pairs this is; None: by content.
    """

    place: int
    earlier: int
    points: float
    chosen: int | None


class Quality(NamedTuple):
    threshold: float
    precision: float
    recall: float
    ari: float


def best_matches(seen: Sequence[Seen], points: Vector) -> Iterator[BestMatch]:
    first = 0
    for place, one in enumerate(seen):
        found = points[first : first + len(one.met)]
        earlier = [met[0] for met in one.met]
        exact = [other for other in earlier if seen[other].candidate.content == one.candidate.content]
        if exact:
            yield BestMatch(place, min(exact), np.inf, None)
        elif earlier:
            best = max(range(len(earlier)), key=lambda at, found=found, earlier=earlier: (found[at], -earlier[at]))
            yield BestMatch(place, earlier[best], float(found[best]), first + best)
        first += len(one.met)


def quality(seen: Sequence[Seen], points: Vector, threshold: float) -> Quality:
    joined = {best.place: best.earlier for best in best_matches(seen, points) if best.points >= threshold}
    stories: list[int] = []
    for place in range(len(seen)):
        stories.append(stories[joined[place]] if place in joined else place)
    gold = [one.row["cluster"] for one in seen]
    both, wanted, made = (pairs(Counter(of)) for of in (zip(gold, stories, strict=True), gold, stories))
    chance = wanted * made / pairs(Counter([0] * len(seen)))
    return Quality(threshold, both / made, both / wanted, (both - chance) / ((wanted + made) / 2 - chance))


def pairs(counts: Counter[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())
