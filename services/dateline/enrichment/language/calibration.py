"""From a score's lead to a probability."""

import math

# logistic regression on 32,000 sentences, and beginnings of sentences, in 26 languages (training/language/calibrate.py)
_SLOPE = 0.1166
_INTERCEPT = -0.414
HIGHEST = 0.999


def confidence(lead: int, size: int) -> float:
    """Return the probability that the best language is right.

    `lead` is its score less that of the second, in tenths of a nat; `size` the number of bytes read. Neighbouring
    n-grams repeat each other, so evidence grows with the square root of the size rather than with the size.
    """
    told = _SLOPE * lead / math.sqrt(size) + _INTERCEPT
    return min(HIGHEST, 1 / (1 + math.exp(-max(-50.0, min(50.0, told)))))
