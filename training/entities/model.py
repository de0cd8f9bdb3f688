"""The network, as it is trained: what it computes is what the tagger computes in whole numbers.

Activations are rounded to 127 steps while training (the gradient passes as if they were not), so that the tagger's
sums of products of whole numbers are the same network, and exact on every processor.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from dateline.enrichment.entities.tagger.features import BUCKETS, Features
from dateline.enrichment.entities.tagger.known import SIGNS
from dateline.enrichment.entities.tagger.network import LABELS, STEPS
from dateline.enrichment.entities.tagger.surface import CASES, KINDS, MARKS

CEILING = 6.0
"""The largest activation; 127 steps lead to it."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the network: of a word's vector, of the layers, and the distances (in words) of their three inputs."""

    word: int = 64
    hidden: int = 96
    first: int = 5
    dilations: tuple[int, ...] = (1, 2)
    languages: int = 1
    kinds: int = 1


def tensors(
    features: Features, counts: npt.NDArray[np.int64], kept: npt.NDArray[np.bool_] | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return buckets, starts and weights for `Tagger.words`; features that are not kept weigh nothing."""
    weights = np.repeat(1 / np.sqrt(counts), counts)
    weights = (weights if kept is None else weights * kept).astype(np.float32)
    return (
        torch.from_numpy(features.buckets.astype(np.int64)),
        torch.from_numpy(features.starts),
        torch.from_numpy(weights),
    )


def rounded(values: torch.Tensor, ceiling: float) -> torch.Tensor:
    """Round to steps, with the gradient of the identity."""
    step = ceiling / STEPS
    return values + ((values / step).round() * step - values).detach()


class Drop(nn.Module):
    """Dropout with numpy's random bytes, which are made ten times as fast as torch's random floats."""

    def __init__(self, share: float, seed: int = 1) -> None:
        super().__init__()
        self._chance = np.random.default_rng(seed)
        self._least = round(share * 256)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the values with a share of them 0 and the rest larger; all as they are outside training."""
        if not self.training or not self._least:
            return values
        drawn = np.frombuffer(self._chance.bytes(values.numel()), dtype=np.uint8)
        kept = torch.from_numpy((drawn >= self._least).astype(np.float32)).view(values.shape)
        return values * (kept * (256 / (256 - self._least)))


class Tagger(nn.Module):
    """Words in, a score for each label out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.table = nn.EmbeddingBag(BUCKETS, shape.word, mode="sum")
        nn.init.normal_(self.table.weight, std=0.05)
        self.gap = nn.Embedding(len(KINDS), shape.word)
        self.closes = nn.Embedding(len(MARKS), shape.word)
        self.opens = nn.Embedding(len(MARKS), shape.word)
        self.case = nn.Embedding(len(CASES), shape.word)
        self.language = nn.Embedding(shape.languages, shape.word)
        self.kind = nn.Embedding(shape.kinds, shape.word)
        self.known = nn.Embedding(SIGNS, shape.word)
        for signs in (self.gap, self.closes, self.opens, self.case, self.language, self.kind, self.known):
            nn.init.normal_(signs.weight, std=0.05)
        self.first = nn.Linear(shape.word * shape.first, shape.hidden)
        self.layers = nn.ModuleList(nn.Linear(shape.hidden * 3, shape.hidden) for _ in shape.dilations)
        self.out = nn.Linear(shape.hidden, len(LABELS))
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.drop = Drop(0.25)

    def words(self, buckets: torch.Tensor, starts: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """Return the vectors of words from the buckets of their features."""
        return self.table(buckets, starts, per_sample_weights=weights)

    def beside(self, gaps: torch.Tensor) -> torch.Tensor:
        """Return the vectors of gaps, which are numbered by kind, by what closes and by what opens."""
        marks = len(MARKS)
        return self.gap(gaps // marks**2) + self.closes(gaps // marks % marks) + self.opens(gaps % marks)

    def forward(self, vectors: torch.Tensor, signs: torch.Tensor) -> torch.Tensor:
        """Return the scores. `vectors`: words x word; `signs`: words x (gap, case, language, kind, known)."""
        around = (
            self.beside(signs[:, 0])
            + self.case(signs[:, 1])
            + self.language(signs[:, 2])
            + self.kind(signs[:, 3])
            + self.known(signs[:, 4])
        )
        values = rounded((rounded(vectors.clamp(-1, 1), 1.0) + around).clamp(-1, 1), 1.0)
        half = self.shape.first // 2
        seen = side_by_side(self.drop(values), range(-half, half + 1))
        values = rounded(self.first(seen).clamp(0, CEILING), CEILING)
        for layer, dilation in zip(self.layers, self.shape.dilations, strict=True):
            seen = side_by_side(self.drop(values), (-dilation, 0, dilation))
            values = rounded((values + functional.relu(layer(seen))).clamp(0, CEILING), CEILING)
        return self.out(self.drop(values))


def loss_of(scores: torch.Tensor, labels: torch.Tensor, transitions: torch.Tensor) -> torch.Tensor:
    """Return the loss of each stretch of a conditional random field. `scores`: stretches x words x labels."""
    total = scores[:, 0]
    for at in range(1, scores.shape[1]):
        total = torch.logsumexp(total[:, :, None] + transitions, 1) + scores[:, at]
    own = scores.gather(2, labels[:, :, None]).squeeze(2).sum(1) + transitions[labels[:, :-1], labels[:, 1:]].sum(1)
    return torch.logsumexp(total, 1) - own


def side_by_side(values: torch.Tensor, distances: range | tuple[int, ...]) -> torch.Tensor:
    """Put the vectors at some distances beside each vector; beyond the ends there are zeros."""
    count = len(values)
    reach = max(map(abs, distances))
    padded = functional.pad(values, (0, 0, reach, reach))
    return torch.cat([padded[reach + distance : reach + distance + count] for distance in distances], dim=1)
