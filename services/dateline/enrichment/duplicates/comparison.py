"""What two sketches show of their texts, in integers, so that every machine sees the same."""

from typing import NamedTuple

from dateline.enrichment.duplicates.sketch import BITS, Sketch

SCALE = 1000


class Sample(NamedTuple):
    """The elements of a sketch in the order of the text, how many are in the lead, and the same elements as a set."""

    elements: tuple[int, ...]
    lead: int
    members: frozenset[int]


class Text:
    """A text as it is compared: its sketch, its length in tokens, and a hash of its outlet."""

    __slots__ = ("_samples", "lead_numbers", "numbers", "outlet", "rate", "sketch", "tokens", "words")

    def __init__(self, sketch: Sketch, tokens: int, outlet: int) -> None:
        self.sketch = sketch
        self.rate = sketch.rate
        self.tokens = tokens
        self.outlet = outlet
        self.numbers = frozenset(sketch.numbers)
        self.lead_numbers = frozenset(sketch.numbers[: sketch.lead_numbers])
        self.words = frozenset(sketch.words)
        self._samples: dict[int, Sample] = {}

    def sample(self, other_rate: int) -> Sample:
        """Return the sample that can be compared with a text whose sketch has another rate.

        A sketch keeps `BITS` bits behind its own rate. Behind the coarser of two rates, both know the same bits, fewer
        by the difference of the rates.
        """
        difference = other_rate - self.rate
        found = self._samples.get(difference)
        if found is None:
            elements, lead = self.sketch.elements, self.sketch.lead
            if difference > 0:
                limit = 1 << max(0, BITS - difference)
                lead = sum([element < limit for element in elements[:lead]])
                elements = tuple([element for element in elements if element < limit])
            elif difference < 0:
                elements = tuple([element >> -difference for element in elements])
            found = self._samples[difference] = Sample(elements, lead, frozenset(elements))
        return found


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


def compare(one: Text, other: Text) -> Comparison:
    """Compare two texts."""
    short, long = (one, other) if one.tokens <= other.tokens else (other, one)
    shorter, longer = short.sample(long.rate), long.sample(short.rate)
    common = shorter.members & longer.members
    gap = missing = 0
    for element in shorter.elements:
        if element not in common:
            missing += 1
        elif missing:
            gap, missing = max(gap, missing), 0
    return Comparison(
        containment=_share(len(common), len(shorter.members)),
        coverage=_share(len(common), len(longer.members)),
        shorter_lead=_share(len(common.intersection(shorter.elements[: shorter.lead])), shorter.lead),
        longer_lead=_share(len(common.intersection(longer.elements[: longer.lead])), longer.lead),
        gap=_share(max(gap, missing), len(shorter.elements)),
        numbers=len(short.numbers),
        agreeing=len(short.numbers & long.numbers),
        shorter_lead_conflicts=len(short.lead_numbers - long.numbers),
        longer_lead_conflicts=len(long.lead_numbers - short.numbers),
        shorter_tokens=max(1, short.tokens),
        longer_tokens=max(1, long.tokens),
        headline=_share(len(short.words & long.words), min(len(short.words), len(long.words))),
        same_outlet=short.outlet == long.outlet,
    )


def _share(part: int, whole: int) -> int:
    return SCALE * part // whole if whole else 0
