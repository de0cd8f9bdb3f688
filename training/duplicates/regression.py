"""Logistic regression with a small ridge, by Newton's method."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

RIDGE = 1.0
FOLDS = 6

Vector = npt.NDArray[np.float64]
Folds = npt.NDArray[np.intp]


def fit(examples: Vector, labels: Vector, ridge: float = RIDGE) -> Vector:
    """Return the weights, and last the intercept."""
    scaled, means, deviations = _standardised(examples)
    weights = np.zeros(scaled.shape[1])
    held = np.full(len(weights), ridge)
    held[-1] = 0
    for _ in range(50):
        likely = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (likely - labels) + held * weights
        curvature = (scaled * (likely * (1 - likely))[:, None]).T @ scaled + np.diag(held + 1e-9)
        step = np.linalg.solve(curvature, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    plain = weights[:-1] / deviations
    return np.append(plain, weights[-1] - plain @ means)


def weighed(examples: Vector, weights: Vector) -> Vector:
    """Return the log-odds of every example."""
    found: Vector = examples @ weights[:-1] + weights[-1]
    return found


def held_out(examples: Vector, labels: Vector, folds: Folds) -> Vector:
    """Return for every example the log-odds by weights that were fitted without its fold."""
    return out_of_fold(folds, lambda inside, outside: weighed(examples[outside], fit(examples[inside], labels[inside])))


def out_of_fold(folds: Folds, told: Callable[[npt.NDArray[np.bool_], npt.NDArray[np.bool_]], Vector]) -> Vector:
    """Put together what is told of each fold by those that are in the other ones."""
    found = np.zeros(len(folds))
    for fold in range(FOLDS):
        found[folds == fold] = told(folds != fold, folds == fold)
    return found


def _standardised(examples: Vector) -> tuple[Vector, Vector, Vector]:
    means, deviations = examples.mean(axis=0), examples.std(axis=0) + 1e-9
    return np.hstack([(examples - means) / deviations, np.ones((len(examples), 1))]), means, deviations
