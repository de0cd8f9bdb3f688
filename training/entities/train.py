"""Train the tagger of names and write its file.

    pip install -e . 'torch>=2.7,<3' 'faker>=40,<41'
    python training/entities/train.py ENTITY_ROWS... [--dev ENTITY_ROWS...]

Rows are JSON lines of lang, src, tokens and tags (BIO over PER, ORG, LOC); which corpora are used, and how, says
sources.toml. The same rows, seed and number of threads give the same file. Prints exact-span F1 on sentences kept apart
after each epoch. README.md tells how long it takes and what was tried.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[2] / "services"))

from batches import Packed, Packer, Vocabulary, epoch
from calibrate import calibrate
from corpus import GOLD, Words, kept_apart, rows, sentence_of, sources
from export import export
from lexicon import DATA, lexicon_of
from model import Shape, Tagger, loss_of, tensors
from names import Names
from score import names, score, scores

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.tagger.flags import flags_of

FILE = DATA.parent / "tagger/data/tagger.npz"
BATCH = 4096  # words
STRETCH = 64  # words that are one sequence to the loss, and forget a sign together
FORGOTTEN = {2: 0.1, 3: 0.1, 4: 0.15}  # share of the stretches that forget language, kind of corpus, known names
SWAPPED = 0.25  # share of the names that are swapped for others
HIDDEN_FEATURES, HIDDEN_IDENTITIES = 0.12, 0.35
RATE, TABLE_RATE, WARM_UP, LAST_RATE = 2e-3, 3e-2, 200, 0.01


def main() -> None:
    """Train, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=Path)
    parser.add_argument("--dev", nargs="*", type=Path, default=[], help="rows to look at, beside those kept apart")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)

    began = time.monotonic()
    words, corpora = Words(), sources()
    gazetteer = Gazetteer(DATA / "gazetteer.npz")
    lexicon = lexicon_of(gazetteer)
    found = list(rows(sorted(options.rows), corpora))
    apart = kept_apart(found, corpora)
    sentences = [sentence_of(row, words, lexicon) for row in found]
    train = [sentence for at, sentence in enumerate(sentences) if at not in apart]
    languages = sorted({sentence.language for sentence in sentences})
    kinds = {kind: at for at, kind in enumerate(["unknown", *dict.fromkeys(of.kind for of in corpora.values())])}
    packer = Packer(words, corpora, {language: at for at, language in enumerate(languages, start=1)}, kinds)
    vocabulary = Vocabulary(words, flags_of(gazetteer))
    print(f"{len(train)} sentences, {len(words.all)} words, read in {time.monotonic() - began:.0f} s", flush=True)

    model = Tagger(Shape(languages=len(languages) + 1, kinds=len(kinds)))
    chance = random.Random(options.seed)
    pools = Names(train, corpora, words)
    looked_at = {
        "kept apart": [sentences[at] for at in sorted(apart)],
        "dev": [sentence_of(row, words, lexicon) for row in rows(sorted(options.dev), corpora)],
    }
    steps = Steps(model, vocabulary, options.epochs, options.seed)
    for number in range(options.epochs):
        packed = packer.changed(epoch(train, corpora, chance), pools, SWAPPED, chance)
        vocabulary.grow()
        loss = steps.take(packed)
        print(f"epoch {number + 1}: loss {loss:.4f}, {time.monotonic() - began:.0f} s", flush=True)
        for name, of_name in looked_at.items():
            if of_name:
                scored = scores(model, vocabulary, packer.as_they_are(of_name), kinds[GOLD])
                told, labelled = names(of_name, scored, model.transitions.detach().numpy())
                print(f"{name}: {json.dumps(score(told, labelled)._asdict())}", flush=True)
    export(model, options.out, languages, kinds[GOLD])
    calibrate(options.out, [found[at] for at in sorted(apart)])


class Steps:
    """Steps of the optimiser, with a rate that grows at first and falls to the end."""

    def __init__(self, model: Tagger, vocabulary: Vocabulary, epochs: int, seed: int) -> None:
        self._model, self._vocabulary, self._epochs = model, vocabulary, epochs
        self._chance = np.random.default_rng(seed)
        table, others = [model.table.weight], [p for p in model.parameters() if p is not model.table.weight]
        self._optimizer = torch.optim.Adam(
            [{"params": table, "most": TABLE_RATE}, {"params": others, "most": RATE}],
            lr=RATE,
            betas=(0.9, 0.99),
            fused=True,
        )
        self._done, self._total = 0, 0

    def take(self, packed: Packed) -> float:
        """Go once through what is packed, and return the mean loss of the last hundred steps."""
        self._total = self._total or self._epochs * (len(packed.words) // BATCH)
        losses = []
        for first in range(0, len(packed.words) - BATCH + 1, BATCH):
            self._set_rate()
            loss = self._loss(packed, slice(first, first + BATCH))
            if self._done % 100 == 0:
                print(f"step {self._done} of {self._total}: loss {loss.item():.6f}", flush=True)
            self._optimizer.zero_grad()
            loss.backward()
            self._optimizer.step()
            losses.append(loss.item())
            self._done += 1
        return float(np.mean(losses[-100:]))

    def _set_rate(self) -> None:
        left = max(LAST_RATE, 1 - self._done / self._total)
        for group in self._optimizer.param_groups:
            group["lr"] = group["most"] * min(1, (self._done + 1) / WARM_UP) * left

    def _loss(self, packed: Packed, part: slice) -> torch.Tensor:
        unique, places = np.unique(packed.words[part], return_inverse=True)
        features, counts, identity = self._vocabulary.of(unique)
        hidden = np.where(identity, HIDDEN_IDENTITIES, HIDDEN_FEATURES)
        kept = self._chance.random(len(hidden), dtype=np.float32) >= hidden
        vectors = self._model.words(*tensors(features, counts, kept))
        signs = packed.signs[part].copy()
        for column, share in FORGOTTEN.items():
            forgotten = self._chance.random(BATCH // STRETCH) < share
            signs[np.repeat(forgotten, STRETCH), column] = 0
        found = self._model(vectors[torch.from_numpy(places)], torch.from_numpy(signs))
        labels = torch.from_numpy(packed.labels[part]).view(-1, STRETCH)
        weights = torch.from_numpy(packed.weights[part]).view(-1, STRETCH).mean(1)
        losses = loss_of(found.view(*labels.shape, -1), labels, self._model.transitions)
        return (losses * weights).mean() / STRETCH


if __name__ == "__main__":
    main()
