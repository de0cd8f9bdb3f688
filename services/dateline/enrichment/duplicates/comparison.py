"""What two sketches show of their texts, in integers, so that every machine sees the same."""

from collections.abc import Sequence
from typing import NamedTuple

from dateline.enrichment.duplicates.sketch import BITS, Sketch

SCALE = 1000


class Text(NamedTuple):
    """A text as it is compared: its sketch, its length in tokens, and a hash of its outlet."""

    sketch: Sketch
    tokens: int
    outlet: int


class Comparison(NamedTuple):
    """What is alike in two texts. Shares are in thousandths; `shorter` and `longer` are by the number of tokens.

    `containment`: the share of the shorter text that is in the longer one, `coverage` the share of the longer that
    is in the shorter. `shorter_lead` and `longer_lead`: how much of each lead is anywhere in the other text. `gap`:
    the longest stretch of the shorter text that is not in the longer one. `numbers`: the shorter text's, of which
    `agreeing` are in the longer one; the conflicts count numbers of each lead that the other text has not.
    """

    containment: int
    coverage: int
    shorter_lead: int
    longer_lead: int
    gap: int
    numbers: int
    agreeing: int
    shorter_lead_conflicts: int
    longer_lead_conflicts: int
    shorter_tokens: int
    longer_tokens: int
    headline: int
    same_outlet: bool


class _Sample(NamedTuple):
    elements: Sequence[int]
    members: frozenset[int]
    lead: int
    lead_members: frozenset[int]


class Comparer:
    """Compares one text with others; what can be prepared for all of them is prepared once."""

    def __init__(self, text: Text) -> None:
        self.text = text
        sketch = text.sketch
        self._numbers = frozenset(sketch.numbers)
        self._lead_numbers = frozenset(sketch.numbers[: sketch.lead_numbers])
        self._words = frozenset(sketch.words)
        self._samples: dict[int, _Sample] = {}

    def compare(self, other: Text) -> Comparison:
        """Compare with another text."""
        ours, theirs = self.text.sketch, other.sketch
        elements, members, lead, lead_members = self._sample(theirs.rate - ours.rate)
        their_elements, their_lead = _at(theirs, ours.rate - theirs.rate)
        common = members.intersection(their_elements)
        found, size, their_size = len(common), len(elements), len(their_elements)
        share, their_share = _share(found, size), _share(found, their_size)
        lead_share = _share(len(common & lead_members), lead)
        their_lead_share = _share(len(common.intersection(their_elements[:their_lead])), their_lead)
        conflicts = len(self._lead_numbers.difference(theirs.numbers))
        their_conflicts = theirs.lead_numbers - len(self._numbers.intersection(theirs.numbers[: theirs.lead_numbers]))
        agreeing = len(self._numbers.intersection(theirs.numbers))
        headline = _share(len(self._words.intersection(theirs.words)), min(len(ours.words), len(theirs.words)))
        same_outlet = self.text.outlet == other.outlet
        tokens, their_tokens = self.text.tokens, other.tokens
        # by name it would take twice as long, and this is done for every candidate of every article
        if tokens <= their_tokens:
            return Comparison(
                share,
                their_share,
                lead_share,
                their_lead_share,
                _share(_longest_gap(elements, common), size),
                len(ours.numbers),
                agreeing,
                conflicts,
                their_conflicts,
                max(1, tokens),
                max(1, their_tokens),
                headline,
                same_outlet,
            )
        return Comparison(
            their_share,
            share,
            their_lead_share,
            lead_share,
            _share(_longest_gap(their_elements, common), their_size),
            len(theirs.numbers),
            agreeing,
            their_conflicts,
            conflicts,
            max(1, their_tokens),
            max(1, tokens),
            headline,
            same_outlet,
        )

    def _sample(self, coarser: int) -> _Sample:
        found = self._samples.get(coarser)
        if found is None:
            elements, lead = _at(self.text.sketch, coarser)
            found = _Sample(elements, frozenset(elements), lead, frozenset(elements[:lead]))
            self._samples[coarser] = found
        return found


def _at(sketch: Sketch, coarser: int) -> tuple[Sequence[int], int]:
    """Return the elements, and how many are in the lead, as they compare with a sketch that is coarser by so much.

    A sketch keeps `BITS` bits behind its own rate. Behind the coarser of two rates both know the same bits, fewer by
    the difference of the rates; a finer sketch has more elements than a coarser one would have kept.
    """
    elements, lead = sketch.elements, sketch.lead
    if coarser > 0:
        limit = 1 << max(0, BITS - coarser)
        return [element for element in elements if element < limit], sum([each < limit for each in elements[:lead]])
    if coarser < 0:
        return [element >> -coarser for element in elements], lead
    return elements, lead


def _longest_gap(elements: Sequence[int], common: frozenset[int]) -> int:
    if not common or len(common) == len(elements):
        return 0 if common else len(elements)
    gap = missing = 0
    for element in elements:
        if element in common:
            if missing > gap:  # noqa: PLR1730 (this loop is a good part of the cost of a match; max() would double it)
                gap = missing
            missing = 0
        else:
            missing += 1
    return max(gap, missing)


def _share(part: int, whole: int) -> int:
    return SCALE * part // whole if whole else 0
