"""From points to the probability that is published.

An article is compared with many and attached to the best of them. Of pairs with the same points, one that was chosen
as the best is less often a copy than any other: what is unlike everything has a best match, too. So the probability
is fitted on best matches alone: log-odds that follow the points along a line with two bends.
"""

import math
from collections.abc import Sequence

import numpy as np
from regression import Folds, Vector, fit, out_of_fold, weighed

BENDS = (2.5, 5.0)
RIDGE = 0.1
MOST = math.log(999)  # as many best matches as there are cannot show more than 999 in 1,000
BANDS = (0.0, 0.7, 0.9, 0.97, 0.99, 1.0)


def knots(points: Vector, labels: Vector) -> list[tuple[float, float]]:
    """Return points and the log-odds that belong to them; between two it is a line, beyond them nothing changes."""
    weights = fit(_bent(points), labels, RIDGE)
    slopes = np.cumsum(weights[:-1])
    if slopes.min() <= 0:
        raise SystemExit(f"the probability would fall while the points rise: slopes {slopes}")
    first, last = (float(weighed(_bent(np.array([bend])), weights)[0]) for bend in (BENDS[0], BENDS[-1]))
    lowest = BENDS[0] - (first + MOST) / slopes[0]
    highest = BENDS[-1] + (MOST - last) / slopes[-1]
    return [(lowest, -MOST), (BENDS[0], first), (BENDS[-1], last), (highest, MOST)]


def calibrated(points: Vector, at: Sequence[tuple[float, float]]) -> Vector:
    found: Vector = 1 / (1 + np.exp(-np.interp(points, *zip(*at, strict=True))))
    return found


def held_out_probabilities(points: Vector, labels: Vector, folds: Folds) -> Vector:
    """Return the probability of every best match by knots that were fitted without its fold."""
    return out_of_fold(
        folds, lambda inside, outside: calibrated(points[outside], knots(points[inside], labels[inside]))
    )


def show_reliability(probabilities: Vector, labels: Vector) -> None:
    print("said, on average  copies  articles")
    which = np.digitize(probabilities, BANDS[1:-1])
    for band in range(len(BANDS) - 1):
        inside = which == band
        if inside.any():
            print(f"{probabilities[inside].mean():16.3f}  {labels[inside].mean():6.3f}  {inside.sum():8}")
    print(f"mean squared error: {((probabilities - labels) ** 2).mean():.4f}")


def _bent(points: Vector) -> Vector:
    return np.column_stack([points, *(np.maximum(0, points - bend) for bend in BENDS)])
