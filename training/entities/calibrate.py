"""Measure on sentences kept apart how sure a margin is, with the tagger as it runs, and write that into its file.

    python training/entities/calibrate.py ENTITY_ROWS... [--file TAGGER]

train.py does so at its end. Prints how often names of each confidence are right.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "services"))

from corpus import Row, joined, kept_apart, labels_of, mentions, rows, sources
from file import read, write
from lexicon import lexicon_of

from dateline.enrichment.entities.recogniser import LexiconRecogniser
from dateline.enrichment.entities.shipped import shipped_names
from dateline.enrichment.entities.tagger import Tagger
from dateline.enrichment.entities.tagger.tagger import FILE
from dateline.enrichment.reading import Passage
from dateline.records import Field

GROUPS = 40
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


def main() -> None:
    """Calibrate a file and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=Path)
    parser.add_argument("--file", type=Path, default=FILE)
    options = parser.parse_args()
    corpora = sources()
    found = list(rows(sorted(options.rows), corpora))
    calibrate(options.file, [found[at] for at in sorted(kept_apart(found, corpora))])


def calibrate(path: Path, kept: Sequence[Row]) -> None:
    """Fit on the sentences with even numbers, print how that holds on the odd ones, and write what all of them say."""
    gazetteer = shipped_names().gazetteer
    tagger, lexicon = Tagger(gazetteer, path), lexicon_of(gazetteer)
    half, other = (list(margins(tagger, lexicon, kept[first::2])) for first in (0, 1))
    table = calibration(half)
    for low, high in pairwise(EDGES):
        inside = [right for margin, right in other if low <= np.interp(margin, *table) < high]
        if inside:
            print(f"said {low:.2f} to {min(high, 1):.2f}: right {np.mean(inside):.3f} of {len(inside)}")
    header, arrays = read(path)
    write(path, arrays, header | {"calibration": calibration(half + other)})


def margins(tagger: Tagger, lexicon: LexiconRecogniser, kept: Sequence[Row]) -> Iterator[tuple[float, bool]]:
    """Yield the margin of each name that is found, and whether it is labelled so."""
    for row in kept:
        text, starts = joined(row.tokens)
        passage = Passage(Field.BODY_TEXT, text)
        gold = set(mentions(labels_of(passage, starts, row.tags)))
        matches = list(lexicon.matches(passage, row.language))
        for name in tagger.tag({passage: matches}, row.language)[passage]:
            yield name.margin, (name.first, name.last, name.type) in gold


def calibration(told: Sequence[tuple[float, bool]]) -> list[list[float]]:
    """Return margins and the share of right names about each, which never falls as the margin grows."""
    ranked = np.array(sorted(told), dtype=float)
    groups = np.array_split(ranked, GROUPS)
    middles = [round(float(group[:, 0].mean()), 3) for group in groups]
    shares = _rising([float(group[:, 1].mean()) for group in groups], [len(group) for group in groups])
    return [middles, [round(share, 3) for share in shares]]


def _rising(shares: Sequence[float], counts: Sequence[int]) -> list[float]:
    """Pool neighbours that fall (isotonic regression)."""
    blocks: list[tuple[float, int, int]] = []  # sum, weight, members
    for share, count in zip(shares, counts, strict=True):
        blocks.append((share * count, count, 1))
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            total, weight, members = blocks.pop()
            before = blocks.pop()
            blocks.append((before[0] + total, before[1] + weight, before[2] + members))
    return [total / weight for total, weight, members in blocks for _ in range(members)]


if __name__ == "__main__":
    main()
