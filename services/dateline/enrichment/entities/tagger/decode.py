"""From scores to names: the best sequence of labels (Viterbi), and how clearly each name leads over anything else."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dateline.enrichment.entities.tagger.network import LABELS
from dateline.records import EntityType

TYPES = {"PER": EntityType.PERSON, "ORG": EntityType.ORGANISATION, "LOC": EntityType.PLACE}
_OUTSIDE = 0
_NEVER = np.float32(-1e9)
_WORDS_BETWEEN = 3  # a name may go on after so many words that alone are outside: "Universidade de o Porto"
_SHORT = 24  # stretches of so few words are searched side by side

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


class Tagged(NamedTuple):
    """A name: tokens `first` to `last` (exclusive), its type, and the least lead of its labels over what else fits."""

    first: int
    last: int
    type: EntityType
    margin: float


class Decoder:
    """Decodes scores (words x labels). `transitions` say what it is worth that one label follows another."""

    def __init__(self, transitions: Floats) -> None:
        legal = np.array([[_may_follow(to, of) for to in range(len(LABELS))] for of in range(len(LABELS))])
        self._steps = np.where(legal, transitions.astype(np.float32), _NEVER)
        self._arrivals = np.ascontiguousarray(self._steps.T)
        # the most by which a word of a name can be worth more than outside, but for its own scores: each step between
        # two words is shared by them, and what a name's first and last step cost more than none is shared by nobody
        gains = np.where(legal, transitions - transitions[_OUTSIDE, _OUTSIDE], -np.inf)
        edges = max(0.0, float(gains[_OUTSIDE, 1:].max())) + max(0.0, float(gains[1:, _OUTSIDE].max()))
        self._most = ((gains.max(axis=0) + gains.max(axis=1)) / 2 + edges).astype(np.float32)

    def names(self, scores: Floats, breaks: Sequence[bool]) -> Iterator[Tagged]:
        """Yield the names in order; none reaches over a break, which stands before a word."""
        stretches = list(self._doubtful(scores, breaks))
        labels = np.zeros(len(scores) + 2, dtype=np.int64)  # "outside" before the first word and behind the last
        together = [stretch for stretch in stretches if stretch[1] - stretch[0] <= _SHORT]
        if together:
            self._search(scores, together, labels)
        for stretch in stretches:
            if stretch[1] - stretch[0] > _SHORT:
                self._search(scores, [stretch], labels)
        yield from self._read(scores, labels)

    def _doubtful(self, scores: Floats, breaks: Sequence[bool]) -> Iterator[tuple[int, int]]:
        """Yield the stretches in which words may be part of names, with a word more on both sides, cut at breaks."""
        doubtful = (scores[:, 1:] + self._most[1:]).max(axis=1) > scores[:, _OUTSIDE]
        first = last = -1
        for place in np.flatnonzero(doubtful).tolist():
            if first < 0:
                first = max(0, place - 1)
            elif place > last + _WORDS_BETWEEN:
                yield from _pieces(first, min(last + 1, len(scores)), breaks)
                first = place - 1
            last = place + 1
        if first >= 0:
            yield from _pieces(first, min(last + 1, len(scores)), breaks)

    def _search(self, scores: Floats, stretches: Sequence[tuple[int, int]], labels: Labels) -> None:
        """Write the best labels of stretches, which begin and end outside of names, behind the first of `labels`."""
        ordered = sorted(stretches, key=lambda stretch: stretch[0] - stretch[1])
        bounds = np.array(ordered)
        starts, lengths = bounds[:, 0], bounds[:, 1] - bounds[:, 0]
        longest = int(lengths[0])
        # the longest stand first, so that those that go on are always the first so many
        going_on = np.searchsorted(-lengths, -np.arange(longest), side="left").tolist()
        steps = np.arange(longest)[:, None]
        emitted = scores.take(np.minimum(starts + steps, len(scores) - 1), axis=0)
        total = emitted[0] + self._steps[_OUTSIDE]
        origins = np.empty((longest, len(ordered), len(LABELS)), dtype=np.int64)
        path = np.empty((longest, len(ordered)), dtype=np.int64)
        for at in range(1, longest):
            count = going_on[at]
            reached = total[:count, None] + self._arrivals
            reached.argmax(axis=2, out=origins[at, :count])
            np.add(np.maximum.reduce(reached, axis=2), emitted[at, :count], out=total[:count])
        label = (total + self._steps[:, _OUTSIDE]).argmax(axis=1)
        first = np.arange(len(ordered)) * len(LABELS)  # where the origins of each stretch begin
        for at in range(longest - 1, -1, -1):
            count = going_on[at]
            path[at] = label
            if at:
                label[:count] = origins[at].take(first[:count] + label[:count])
        inside = steps < lengths
        labels[(starts + steps + 1)[inside]] = path[inside]

    def _read(self, scores: Floats, labels: Labels) -> Iterator[Tagged]:
        named = np.flatnonzero(labels[1:-1])
        if not len(named):
            return
        fits = scores[named] + self._steps[labels[named]] + self._steps[:, labels[named + 2]].T
        own = labels[named + 1]
        everyone = np.arange(len(named))
        leads = fits[everyone, own]
        fits[everyone, own] = _NEVER
        margins = (leads - fits.max(axis=1)).tolist()
        places, kinds = named.tolist(), own.tolist()
        at = 0
        while at < len(places):
            first = at
            at += 1
            while at < len(places) and kinds[at] == kinds[first] + 1 and places[at] == places[at - 1] + 1:
                at += 1
            kind = TYPES[LABELS[kinds[first]][2:]]
            yield Tagged(places[first], places[at - 1] + 1, kind, float(min(margins[first:at])))


def _may_follow(label: int, before: int) -> bool:
    return not LABELS[label].startswith("I-") or LABELS[before][1:] == LABELS[label][1:]


def _pieces(first: int, last: int, breaks: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield a stretch in pieces, none of which reaches over a break."""
    for at in range(first + 1, last):
        if breaks[at]:
            yield first, at
            first = at
    yield first, last


def confidence(margin: float, calibration: Sequence[Sequence[float]]) -> float:
    """Return how often names of this margin are right. `calibration` are margins, in order, and shares."""
    margins, shares = calibration
    at = bisect_right(margins, margin)
    if at == 0:
        return shares[0]
    if at == len(margins):
        return shares[-1]
    part = (margin - margins[at - 1]) / (margins[at] - margins[at - 1])
    return shares[at - 1] + part * (shares[at] - shares[at - 1])
