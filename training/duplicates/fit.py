"""Fit the weights by which the duplicate stage tells copies from other articles, and the probability it publishes.

    python training/duplicates/fit.py ROWS.jsonl[.xz] [--write]

ROWS holds one labelled article a line, in order of arrival: id, lang, outlet, ts (seconds), title, text, cluster.
Articles are fingerprinted and meet in the index as they do in the stream; each pair that is compared becomes an
example of a logistic regression. The probability is then fitted on the best match of each article, with the points
that weights fitted on other languages gave it. What is reported was measured on languages that were left out (six
folds). With --write, data/weights.json is replaced.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from calibration import held_out_probabilities, knots, show_reliability
from examples import Seen, read, rows_of
from regression import FOLDS, Folds, Vector, fit, held_out, weighed
from stories import BestMatch, Quality, best_matches, quality

from dateline.enrichment import duplicates
from dateline.enrichment.duplicates.comparison import SCALE
from dateline.enrichment.duplicates.scoring import FEATURES

WEIGHTS = Path(duplicates.__file__).parent / "data" / "weights.json"
PRECISION = 0.992  # a story that is wrongly called a copy is lost to a reader; a copy that is missed is not
THRESHOLDS = np.arange(-2, 5, 0.25)
FAMILIES = {
    "numbers": ("numbers", "conflicts"),
    "lead": ("lead",),
    "outlet": ("outlet",),
    "lengths": ("tokens", "lengths"),
    "gap": ("gap",),
    "coverage": ("coverage",),
    "containment": ("containment",),
    "headline": ("headline",),
}
"""What the features are made of, by the words in their names; one that combines two belongs to both."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--write", action="store_true", help="replace data/weights.json")
    options = parser.parse_args()
    seen = list(read(rows_of(options.rows)))
    examples = np.array([found for one in seen for _, found in one.met], float) / SCALE
    labels = np.array([one.row["cluster"] == seen[other].row["cluster"] for one in seen for other, _ in one.met], float)
    languages = sorted({one.row["lang"] for one in seen})
    folds = np.array([languages.index(one.row["lang"]) % FOLDS for one in seen for _ in one.met])
    points = held_out(examples, labels, folds)
    results = [quality(seen, points, threshold) for threshold in np.arange(0, 3, 0.125)]
    print(f"{len(labels)} pairs, {labels.mean():.1%} copies; languages left out\n\nthreshold precision recall ari")
    for result in results:
        print(" ".join(f"{value:.4f}" for value in result))
    chosen = next((result for result in results if result.precision >= PRECISION), results[-1])
    print(f"\nthreshold {chosen.threshold}: the lowest with a precision of {PRECISION}")
    show_worth(seen, examples, labels, folds)

    best = [match for match in best_matches(seen, points) if match.chosen is not None]
    best_points, truths, best_folds = of_best(best, points, labels, folds)
    published = best_points >= chosen.threshold
    print("\nthe probability said of those over the threshold, fitted on pairs")
    show_reliability(1 / (1 + np.exp(-best_points[published])), truths[published])
    print("\nthe same, fitted on best matches")
    told = held_out_probabilities(best_points, truths, best_folds)
    show_reliability(told[published], truths[published])

    weights = fit(examples, labels)
    final = quality(seen, weighed(examples, weights), chosen.threshold)
    print(f"\nall languages: precision {final.precision:.4f}, recall {final.recall:.4f}, ari {final.ari:.4f}")
    if options.write:
        write(weights, chosen.threshold, knots(best_points, truths))


def show_worth(seen: Sequence[Seen], examples: Vector, labels: Vector, folds: Folds) -> None:
    """Print what is lost without a family of features, each time at the threshold that is then the best."""
    whole = best_quality(seen, held_out(examples, labels, folds))
    print(f"\nwhat each kind of feature is worth: loss without it, of ari {whole.ari:.4f} at the best threshold")
    for family, words in FAMILIES.items():
        places = [place for place, name in enumerate(FEATURES) if any(word in name.split() for word in words)]
        without = best_quality(seen, held_out(np.delete(examples, places, axis=1), labels, folds))
        print(f"{whole.ari - without.ari:.4f} {family} ({len(places)} features)")


def best_quality(seen: Sequence[Seen], points: Vector) -> Quality:
    return max((quality(seen, points, threshold) for threshold in THRESHOLDS), key=lambda result: result.ari)


def of_best(best: Sequence[BestMatch], points: Vector, labels: Vector, folds: Folds) -> tuple[Vector, Vector, Folds]:
    chosen = [match.chosen for match in best]
    return points[chosen], labels[chosen], folds[chosen]


def write(weights: Vector, threshold: float, calibration: Sequence[tuple[float, float]]) -> None:
    thousandths = [round(SCALE * weight) for weight in weights.tolist()]
    model = {
        "threshold": round(SCALE * threshold),
        "intercept": thousandths[-1],
        "weights": dict(zip(FEATURES, thousandths[:-1], strict=True)),
        "calibration": {str(round(SCALE * at)): round(SCALE * odds) for at, odds in calibration},
    }
    WEIGHTS.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
