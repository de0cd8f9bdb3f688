"""Fit the two numbers of `calibration.py`: from a score's lead to the probability that the best language is right.

    python training/language/calibrate.py ROWS.jsonl...

A row holds `lang`, and `text` or `tokens`. Each sentence is read whole, and cut off at a random place (with a fixed
seed). Fitted on the named-entity sentences that `kin.tsv` was completed with, without historical print, lists of
Wikipedia titles, and Norwegian, of which a part is Nynorsk.
"""

import json
import random
import sys
from pathlib import Path
from unittest import mock

import numpy as np

from dateline.enrichment.language import ngram_detector

MOST = 700
FEWEST_CHARACTERS = 10
LEFT_OUT = {"europeana_hist", "newseye", "wikiann", "wikiann_dt", "norne_ndt"}
SHORTEST, LONGEST = 12, 70
EDGES = (0.5, 0.7, 0.9, 0.95, 0.99, 0.999)


def sentences(paths: list[Path]) -> dict[str, list[str]]:
    """Return up to 700 sentences a language."""
    found: dict[str, list[str]] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            text = row.get("text") or " ".join(row["tokens"])
            if row.get("src") not in LEFT_OUT and len(text) >= FEWEST_CHARACTERS:
                found.setdefault(row["lang"], []).append(text)
    chance = random.Random(5)
    for texts in found.values():
        chance.shuffle(texts)
    return {tag: texts[:MOST] for tag, texts in sorted(found.items())}


def main(paths: list[Path]) -> None:
    """Print slope, intercept, and how often guesses of each confidence are right."""
    detector, chance = ngram_detector.NgramDetector(), random.Random(5)
    leads, right = [], []
    with mock.patch.object(ngram_detector, "confidence", wraps=ngram_detector.confidence) as spy:
        for tag, texts in sentences(paths).items():
            for text in texts:
                for part in (text, text[: chance.randint(SHORTEST, LONGEST)]):
                    spy.reset_mock()
                    guess = detector.detect(part)
                    if spy.call_args_list:
                        lead, size = spy.call_args_list[0].args
                        leads.append(lead / size**0.5)
                        right.append(guess.tag == tag)
    matrix, truth = np.column_stack([leads, np.ones(len(leads))]), np.array(right, dtype=float)
    weights = np.zeros(2)
    for _ in range(60):
        chances = 1 / (1 + np.exp(-np.clip(matrix @ weights, -50, 50)))
        curvature = (matrix * (chances * (1 - chances))[:, None]).T @ matrix + 1e-6 * np.eye(2)
        weights += np.linalg.solve(curvature, matrix.T @ (truth - chances))
    print(f"{len(truth)} texts: slope {weights[0]:.4f}, intercept {weights[1]:.3f}")
    chances = 1 / (1 + np.exp(-np.clip(matrix @ weights, -50, 50)))
    for low, high in zip((0.0, *EDGES), (*EDGES, 1.01), strict=True):
        within = (chances >= low) & (chances < high)
        if within.any():
            said, held = chances[within].mean(), truth[within].mean()
            print(f"{low:5.3f}-{min(high, 1):5.3f} {within.sum():6d} said {said:.3f} right {held:.3f}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
