"""Whether one text is a copy of another. Integers only, so that every machine decides alike."""

import json
import math
from functools import lru_cache
from importlib import resources
from operator import mul

from dateline.enrichment.duplicates.comparison import SCALE, Comparison
from dateline.enrichment.reading import hash64

_FILE = resources.files(__package__).joinpath("data/weights.json").read_text(encoding="utf-8")
_MODEL = json.loads(_FILE)
WEIGHTS_VERSION = f"{hash64(_FILE):016x}"
_PARTIAL = 600  # thousandths: below this ratio of lengths a copy is a part
# rounding to thousandths hides in what the logarithms of machines differ
_LOGARITHMS = tuple(round(SCALE * math.log(number)) for number in range(1, 4097))
FEATURES = (
    "containment over 1/2",
    "coverage over 0.3",
    "other lead over 1/2",
    "gap",
    "gap over 0.4",
    "numbers agreeing",
    "numbers agreeing x numbers",
    "conflicting numbers over 1",
    "conflicts in the longer lead",
    "conflicts in both leads",
    "headline",
    "containment x lead",
    "containment x tokens",
    "containment x conflicting numbers",
    "containment x headline",
    "lead x gap",
    "lead x headline",
    "other lead x tokens",
    "conflicting numbers x tokens",
    "gap x ratio of lengths",
    "same outlet",
    "same outlet x containment",
    "same outlet x gap",
    "same outlet x tokens",
)
FEWEST_TOKENS = 60  # the weights were fitted on longer texts; flashes are weighed as if they had so many
NEARLY_WHOLE = 800
_WEIGHTS = tuple(int(_MODEL["weights"][name]) for name in FEATURES)
_INTERCEPT, THRESHOLD = int(_MODEL["intercept"]), int(_MODEL["threshold"])
# points and the log-odds that belong to them, ascending, all in thousandths
_CALIBRATION = tuple((int(at), int(told)) for at, told in _MODEL["calibration"].items())


def features(one: Comparison) -> tuple[int, ...]:
    """Return what is weighed, in thousandths and in the order of `FEATURES`."""
    containment, gap, headline = one.containment, one.gap, one.headline
    lead, other_lead = max(one.shorter_lead, one.longer_lead), min(one.shorter_lead, one.longer_lead)
    tokens = logarithm(max(FEWEST_TOKENS, one.shorter_tokens))
    agreeing = SCALE * one.agreeing // one.numbers if one.numbers else 0
    conflicts = logarithm(1 + one.numbers - one.agreeing)
    unexplained = logarithm(1 + one.longer_lead_conflicts)
    same = one.same_outlet
    return (
        max(0, containment - 500),
        max(0, one.coverage - 300),
        max(0, other_lead - 500),
        gap,
        max(0, gap - 400),
        agreeing,
        agreeing * logarithm(1 + one.numbers) // SCALE,
        max(0, conflicts - SCALE),
        unexplained,
        min(logarithm(1 + one.shorter_lead_conflicts), unexplained),
        headline,
        containment * lead // SCALE,
        containment * tokens // SCALE,
        containment * conflicts // SCALE,
        containment * headline // SCALE,
        lead * gap // SCALE,
        lead * headline // SCALE,
        other_lead * tokens // SCALE,
        conflicts * tokens // SCALE,
        gap * (logarithm(one.longer_tokens) - tokens) // SCALE,
        SCALE if same else 0,
        containment if same else 0,
        gap if same else 0,
        tokens if same else 0,
    )


def points(comparison: Comparison) -> int:
    """Return the weighted sum, in thousandths."""
    total: int = sum(map(mul, _WEIGHTS, features(comparison)))
    return _INTERCEPT + total // SCALE


def contributions(comparison: Comparison) -> dict[str, int]:
    """Return what each feature adds to the points, in thousandths, and the intercept."""
    weighed = map(mul, _WEIGHTS, features(comparison))
    return {"intercept": _INTERCEPT} | {name: part // SCALE for name, part in zip(FEATURES, weighed, strict=True)}


def is_copy(comparison: Comparison, reached: int) -> bool:
    """Whether points reach the threshold; a text of few words must also be contained nearly whole."""
    return reached >= THRESHOLD and is_nearly_whole(comparison)


def is_nearly_whole(comparison: Comparison) -> bool:
    """Whether the shorter text is contained nearly whole in the longer one, or has words enough that it need not be."""
    return comparison.shorter_tokens >= FEWEST_TOKENS or comparison.containment >= NEARLY_WHOLE


def is_partial(comparison: Comparison) -> bool:
    """Whether the shorter text is so much shorter that it is a part of the longer one."""
    return _PARTIAL * comparison.longer_tokens > SCALE * comparison.shorter_tokens


@lru_cache(maxsize=65536)
def probability(total: int) -> int:
    """Turn the points of an article's best match into the probability that it is a copy, in thousandths."""
    return logistic(log_odds(total))


def log_odds(total: int) -> int:
    """Turn the points of an article's best match into the log-odds that it is a copy, in thousandths.

    Points are fitted on all pairs. That a pair is the best of many tells the less for a copy the fewer its points.
    """
    total = max(_CALIBRATION[0][0], min(_CALIBRATION[-1][0], total))
    after = next(place for place in range(1, len(_CALIBRATION)) if total <= _CALIBRATION[place][0])
    (start, low), (end, high) = _CALIBRATION[after - 1 : after + 1]
    return low + (high - low) * (total - start) // (end - start)


def logistic(odds: int) -> int:
    """Turn log-odds into a probability; both in thousandths."""
    return round(SCALE / (1 + math.exp(-odds / SCALE)))


def logarithm(number: int) -> int:
    """Return the natural logarithm of a number from 1 to 4096 (greater ones count as that), in thousandths."""
    return _LOGARITHMS[min(number, len(_LOGARITHMS)) - 1]
