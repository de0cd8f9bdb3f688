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


class _Side(NamedTuple):
    text: Text
    elements: Sequence[int]
    found: int
    lead_found: int
    conflicts: int


class Comparer:
    """Compares one text with others; what can be prepared for all of them is prepared once."""

    def __init__(self, text: Text) -> None:
        self.text = text
        sketch = text.sketch
        self._numbers = frozenset(sketch.numbers)
        self._lead_numbers = frozenset(sketch.numbers[: sketch.lead_numbers])
        self._words = frozenset(sketch.words)
        self._samples: dict[int, tuple[Sequence[int], int, frozenset[int]]] = {}

    def compare(self, other: Text) -> Comparison:
        """Compare with another text."""
        ours, theirs = self.text.sketch, other.sketch
        elements, lead, members = self._sample(theirs.rate - ours.rate)
        their_elements, their_lead = _at(theirs, ours.rate - theirs.rate)
        common = members.intersection(their_elements)
        found = len(common)
        lead_found = len(common.intersection(elements[:lead]))
        their_lead_found = len(common.intersection(their_elements[:their_lead]))
        agreeing = len(self._numbers.intersection(theirs.numbers))
        unmet = len(self._lead_numbers) - len(self._lead_numbers.intersection(theirs.numbers))
        their_unmet = theirs.lead_numbers - len(self._numbers.intersection(theirs.numbers[: theirs.lead_numbers]))
        mine = _Side(self.text, elements, _share(found, len(elements)), _share(lead_found, lead), unmet)
        their_side = _Side(
            other,
            their_elements,
            _share(found, len(their_elements)),
            _share(their_lead_found, their_lead),
            their_unmet,
        )
        short, long = (mine, their_side) if self.text.tokens <= other.tokens else (their_side, mine)
        return Comparison(
            containment=short.found,
            coverage=long.found,
            shorter_lead=short.lead_found,
            longer_lead=long.lead_found,
            gap=_share(_longest_gap(short.elements, common), len(short.elements)),
            numbers=len(short.text.sketch.numbers),
            agreeing=agreeing,
            shorter_lead_conflicts=short.conflicts,
            longer_lead_conflicts=long.conflicts,
            shorter_tokens=max(1, short.text.tokens),
            longer_tokens=max(1, long.text.tokens),
            headline=_share(len(self._words.intersection(theirs.words)), min(len(ours.words), len(theirs.words))),
            same_outlet=self.text.outlet == other.outlet,
        )

    def _sample(self, coarser: int) -> tuple[Sequence[int], int, frozenset[int]]:
        found = self._samples.get(coarser)
        if found is None:
            elements, lead = _at(self.text.sketch, coarser)
            found = self._samples[coarser] = (elements, lead, frozenset(elements))
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
