"""How good a network is: exact-span F1 by language and type."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from batches import Packed, Vocabulary
from corpus import Sentence, mentions
from model import Tagger, tensors

from dateline.enrichment.entities.tagger.decode import TYPES, Decoder
from dateline.enrichment.entities.tagger.surface import breaks
from dateline.records import EntityType

KIND = 3  # the column of the signs
AT_A_TIME = 20_000


class Found(NamedTuple):
    """A name found in a sentence: where, of which type, and its margin; and whether it is labelled so."""

    language: str
    type: EntityType
    margin: float
    right: bool


class Score(NamedTuple):
    """F1 in percent: the mean over languages, by type and by language."""

    macro: float
    types: dict[str, float]
    languages: dict[str, float]


@torch.no_grad()
def scores(model: Tagger, vocabulary: Vocabulary, packed: Packed, kind: int) -> Iterator[npt.NDArray[np.float32]]:
    """Yield the scores of each sentence, as if it came from a corpus of some kind."""
    model.eval()
    unique, places = np.unique(packed.words, return_inverse=True)
    parts = [unique[at : at + AT_A_TIME] for at in range(0, len(unique), AT_A_TIME)]
    vectors = torch.cat([model.words(*tensors(*vocabulary.of(part)[:2])) for part in parts])
    signs = torch.from_numpy(packed.signs.copy())
    signs[:, KIND] = kind
    for first, last in zip(packed.bounds, packed.bounds[1:], strict=False):
        yield model(vectors[torch.from_numpy(places[first:last])], signs[first:last]).numpy()
    model.train()


def names(
    sentences: Sequence[Sentence], found: Iterator[npt.NDArray[np.float32]], transitions: npt.NDArray[np.float32]
) -> tuple[list[Found], dict[tuple[str, EntityType], int]]:
    """Return the names that scores tell of, and how many are labelled, by language and type."""
    decoder, told = Decoder(transitions), list[Found]()
    labelled: dict[tuple[str, EntityType], int] = defaultdict(int)
    for sentence, of_words in zip(sentences, found, strict=True):
        gold = set(mentions(sentence.labels))
        for _, _, kind in gold:
            labelled[sentence.language, kind] += 1
        for name in decoder.names(of_words, breaks(sentence.gaps)):
            right = (name.first, name.last, name.type) in gold
            told.append(Found(sentence.language, name.type, name.margin, right))
    return told, labelled


def score(told: Sequence[Found], labelled: dict[tuple[str, EntityType], int]) -> Score:
    """Return the figures."""
    languages = sorted({language for language, _ in labelled})

    def f1(language: str = "", kind: EntityType | None = None) -> float:
        count = [name.right for name in told if language in ("", name.language) and kind in (None, name.type)]
        wanted = sum(n for (of, type_), n in labelled.items() if language in ("", of) and kind in (None, type_))
        return round(200 * sum(count) / max(1, len(count) + wanted), 2)

    by_language = {language: f1(language) for language in languages}
    macro = round(sum(by_language.values()) / len(languages), 2)
    return Score(macro, {str(kind): f1(kind=kind) for kind in TYPES.values()}, by_language)
