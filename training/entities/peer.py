"""Train spaCy's `xx` pipeline on the rows the tagger is trained on, to be measured beside it.

    python training/entities/peer.py FOLDER ENTITY_ROWS... [--minutes 30]

The same sentences, without those kept to look at; the architecture is spaCy's own for NER on a
CPU (HashEmbedCNN of width 96, depth 4). Training ends after so many minutes of CPU time. benchmarks/entities.py
measures what is saved.
"""

import argparse
import json
import random
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import spacy
from spacy.training import Example
from spacy.util import compounding, minibatch

sys.path.insert(0, str(Path(__file__).parents[2] / "services"))

from corpus import joined, kept_apart, rows, sources

Text = tuple[Sequence[str], Sequence[str]]
"""The tokens of a sentence and their tags."""


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", nargs="+", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    options = parser.parse_args()
    found = list(rows(sorted(options.rows), sources()))
    kept = kept_apart(found, sources())
    texts = [(row.tokens, row.tags) for at, row in enumerate(found) if at not in kept]
    warnings.filterwarnings("ignore", message=r"\[W030\]")  # of every name that ends within a token of spaCy's
    nlp = spacy.blank("xx")
    recogniser = nlp.add_pipe("ner")
    for label in ("PER", "ORG", "LOC"):
        recogniser.add_label(label)
    chance = random.Random(1)
    spacy.util.fix_random_seed(1)
    chance.shuffle(texts)
    optimizer = nlp.initialize(lambda: [_example(nlp, *text) for text in texts[:500]])
    began, seen, losses = time.process_time(), 0, {}
    for batch in minibatch(_endless(texts, chance), size=compounding(16.0, 128.0, 1.001)):
        nlp.update([_example(nlp, *text) for text in batch], sgd=optimizer, losses=losses, drop=0.1)
        seen += len(batch)
        if time.process_time() - began > 60 * options.minutes:
            break
    nlp.to_disk(options.folder)
    print(
        json.dumps({"sentences": seen, "epochs": round(seen / len(texts), 2), "loss": round(float(losses["ner"]), 1)})
    )


def _endless(texts: list[Text], chance: random.Random) -> Iterator[Text]:
    while True:
        yield from texts
        chance.shuffle(texts)


def _example(nlp: spacy.Language, tokens: Sequence[str], tags: Sequence[str]) -> Example:
    text, starts = joined(tokens)
    spans: list[tuple[int, int, str]] = []
    for token, tag, start in zip(tokens, tags, starts, strict=True):
        if tag[0] == "I" and spans and spans[-1][2] == tag[2:]:
            spans[-1] = (spans[-1][0], start + len(token), tag[2:])
        elif tag != "O":
            spans.append((start, start + len(token), tag[2:]))
    return Example.from_dict(nlp.make_doc(text), {"entities": spans})


if __name__ == "__main__":
    main()
