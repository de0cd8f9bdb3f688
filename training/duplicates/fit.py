"""Fit the weights by which the duplicate stage tells copies from other articles.

    python training/duplicates/fit.py ROWS.jsonl[.xz] [--write]

ROWS holds one labelled article a line, in order of arrival: id, lang, outlet, ts (seconds), title, text, cluster.
Articles are fingerprinted and meet in the index as they do in the stream; each pair that is compared becomes an
example. A logistic regression with a small ridge is fitted by Newton's method. What is reported was measured on
languages that were left out (six folds). With --write, data/weights.json is replaced.
"""

import argparse
import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dateline.enrichment import duplicates
from dateline.enrichment.duplicates import Candidate, DuplicateIndex, FingerprintStage, LanguageGroups
from dateline.enrichment.duplicates.comparison import SCALE
from dateline.enrichment.duplicates.scoring import FEATURES, features
from dateline.enrichment.outlets import OutletMemory, entry_of
from dateline.enrichment.reading import Reading
from dateline.records import AnnotatedArticle, Article, Content, Language, Pipeline

WEIGHTS = Path(duplicates.__file__).parent / "data" / "weights.json"
RIDGE = 1.0
FOLDS = 6
PRECISION = 0.988  # a story that is wrongly called a copy is lost to a reader; a copy that is missed is not
LEAST_CHARACTERS = 200  # what must remain of a text without its outlet's repeated lines, and half of it
START = datetime(2023, 9, 1, tzinfo=UTC)

Vector = npt.NDArray[np.float64]


class Seen(NamedTuple):
    """An article and those it was compared with: their places in the order of arrival, and the features."""

    row: dict[str, Any]
    candidate: Candidate
    met: list[tuple[int, tuple[int, ...]]]


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read(rows: Iterator[dict[str, Any]]) -> Iterator[Seen]:
    stage, groups, outlets, index = FingerprintStage(), LanguageGroups(), OutletMemory(), DuplicateIndex()
    for position, row in enumerate(rows):
        article = Article(
            id=row["id"],
            outlet=row["outlet"],
            headline=row["title"],
            body_text=row["text"],
            published_at=START + timedelta(seconds=int(row["ts"])),
            metadata={},
        )
        reading = Reading(article)
        group = groups.of(row["lang"])
        set_aside_repeated_lines(reading, outlets, position)
        outlets.add(entry_of(article, reading, group, position, position))
        annotated = AnnotatedArticle(
            article=article,
            event_time=article.published_at,
            event_time_source="published_at",
            content=Content(kind="full"),
            furniture=(),
            credits=(),
            language=Language(tag=row["lang"], confidence=1.0),
            entities=(),
            pipeline=Pipeline(version="0", models={}),
            language_group=group,
            fingerprint=stage.annotate(reading),
        )
        candidate = Candidate.of(annotated, position, appended=None)
        yield Seen(row, candidate, [(entry.position, features(found)) for entry, found in index.met(candidate)])
        index.add(index.query(candidate).entry)


def set_aside_repeated_lines(reading: Reading, outlets: OutletMemory, position: int) -> None:
    body = reading.body
    repeated = outlets.repeated(reading.article, body.line_hashes, position)
    spans = [span for span, line in zip(body.lines, body.line_hashes, strict=True) if line in repeated]
    everything = sum(end - start for start, end in body.lines)
    remaining = everything - sum(end - start for start, end in spans)
    if remaining >= LEAST_CHARACTERS and 2 * remaining >= everything:
        body.set_aside(spans)


def fit(examples: Vector, labels: Vector) -> Vector:
    """Return the weights, and last the intercept."""
    scaled, means, deviations = standardised(examples)
    weights = np.zeros(scaled.shape[1])
    ridge = np.full(len(weights), RIDGE)
    ridge[-1] = 0
    for _ in range(50):
        likely = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (likely - labels) + ridge * weights
        curvature = (scaled * (likely * (1 - likely))[:, None]).T @ scaled + np.diag(ridge + 1e-9)
        step = np.linalg.solve(curvature, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    plain = weights[:-1] / deviations
    return np.append(plain, weights[-1] - plain @ means)


def standardised(examples: Vector) -> tuple[Vector, Vector, Vector]:
    means, deviations = examples.mean(axis=0), examples.std(axis=0) + 1e-9
    return np.hstack([(examples - means) / deviations, np.ones((len(examples), 1))]), means, deviations


def held_out(examples: Vector, labels: Vector, folds: npt.NDArray[np.intp]) -> Vector:
    """Return for every example the points that weights fitted without its language give it."""
    found = np.zeros(len(labels))
    for fold in range(FOLDS):
        weights = fit(examples[folds != fold], labels[folds != fold])
        found[folds == fold] = examples[folds == fold] @ weights[:-1] + weights[-1]
    return found


class Quality(NamedTuple):
    threshold: float
    precision: float
    recall: float
    ari: float


def quality(seen: Sequence[Seen], points: Vector, threshold: float) -> Quality:
    clusters: list[int] = []
    first = 0
    for place, one in enumerate(seen):
        found = points[first : first + len(one.met)]
        earlier = [met[0] for met in one.met]
        first += len(one.met)
        exact = [other for other in earlier if seen[other].candidate.content == one.candidate.content]
        best = max(zip(found, (-other for other in earlier), strict=True), default=(-np.inf, 0))
        joined = min(exact) if exact else -best[1] if best[0] >= threshold else None
        clusters.append(place if joined is None else clusters[joined])
    gold = [one.row["cluster"] for one in seen]
    both, wanted, made = (pairs(Counter(of)) for of in (zip(gold, clusters, strict=True), gold, clusters))
    chance = wanted * made / pairs(Counter([0] * len(seen)))
    return Quality(threshold, both / made, both / wanted, (both - chance) / ((wanted + made) / 2 - chance))


def pairs(counts: Counter[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


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
    results = [quality(seen, points, threshold) for threshold in np.arange(0, 3, 0.25)]
    print(f"{len(labels)} pairs, {labels.mean():.1%} copies; languages left out\n\nthreshold precision recall ari")
    for result in results:
        print(" ".join(f"{value:.4f}" for value in result))
    best = next((result for result in results if result.precision >= PRECISION), results[-1])
    print(f"\nthreshold {best.threshold}: the lowest with a precision of {PRECISION}")
    print("\nwhat each feature is worth: ari without it")
    for place, name in enumerate(FEATURES):
        others = np.delete(examples, place, axis=1)
        print(f"{quality(seen, held_out(others, labels, folds), best.threshold).ari - best.ari:+.4f} {name}")
    calibration(points, labels)
    weights = fit(examples, labels)
    final = quality(seen, examples @ weights[:-1] + weights[-1], best.threshold)
    print(f"\nall languages: precision {final.precision:.4f}, recall {final.recall:.4f}, ari {final.ari:.4f}")
    if options.write:
        thousandths = [round(SCALE * weight) for weight in weights.tolist()]
        model = {
            "threshold": round(SCALE * best.threshold),
            "intercept": thousandths[-1],
            "weights": dict(zip(FEATURES, thousandths[:-1], strict=True)),
        }
        WEIGHTS.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


def calibration(points: Vector, labels: Vector) -> None:
    likely = 1 / (1 + np.exp(-points))
    bins: dict[int, list[int]] = defaultdict(list)
    for place, probability in enumerate(likely):
        bins[min(9, int(10 * probability))].append(place)
    print("\ncalibration: probability said, share of copies, pairs")
    for _, places in sorted(bins.items()):
        print(f"{likely[places].mean():.3f} {labels[places].mean():.3f} {len(places)}")


if __name__ == "__main__":
    main()
