"""The tagger's network in whole numbers.

Every sum of products is of whole numbers, and small enough that 32-bit floats hold it exactly: whatever order a
processor adds them in, the scores are the same to the last bit. What is not a sum rounds alike everywhere (IEEE 754).
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dateline.enrichment.entities.tagger.features import features
from dateline.enrichment.entities.tagger.surface import CASES

LABELS: Final = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
STEPS: Final = 127
_LARGEST = np.finfo(np.float32).max
_GENERATION = 1 << 16  # so many words are kept twice over, in 8 MB: those that news in twenty languages repeat

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]


class Vectors:
    """Vectors of words, kept for those seen last.

    Two generations: when the young one is full it becomes the old one, and what is asked for again is young again.
    """

    def __init__(self, table: Bytes, scale: float, flags: Callable[[str], int]) -> None:
        self._table, self._flags = table, flags
        # a word's vector is the sum over its features by the square root of their number
        self._factor = (np.float32(scale * STEPS) / np.sqrt(np.arange(1, 257, dtype=np.float32))).astype(np.float32)
        self._rows = np.zeros((2 * _GENERATION, table.shape[1]), dtype=np.int8)
        self._young: dict[str, int] = {}
        self._old: dict[str, int] = {}
        self._base = 0

    def of(self, words: Sequence[str]) -> Floats:
        """Return the vectors of words, as whole numbers."""
        rows = [self._young.get(word, -1) for word in words]
        if -1 in rows:
            missing = list(dict.fromkeys(word for word, row in zip(words, rows, strict=True) if row < 0))
            if len(self._young) + len(missing) > _GENERATION:
                self._turn()
                missing = list(dict.fromkeys(words))
                if len(missing) > _GENERATION:
                    return self._make(list(words)).astype(np.float32)
            self._add(missing)
            rows = [self._young[word] for word in words]
        return self._rows.take(rows, axis=0).astype(np.float32)

    def _turn(self) -> None:
        self._old, self._young = self._young, {}
        self._base = _GENERATION - self._base

    def _add(self, words: Sequence[str]) -> None:
        old = self._old
        known = [word for word in words if word in old]
        new = [word for word in words if word not in old]
        start = self._base + len(self._young)
        if known:
            self._rows[start : start + len(known)] = self._rows[[old[word] for word in known]]
        if new:
            self._rows[start + len(known) : start + len(words)] = self._make(new)
        self._young.update((word, start + at) for at, word in enumerate([*known, *new]))

    def _make(self, words: Sequence[str]) -> Bytes:
        """Return the vectors of words from their features; a thousand words at a time bound the memory."""
        parts = []
        for first in range(0, len(words), 1000):
            buckets, starts = features(words[first : first + 1000], self._flags)
            sums = np.add.reduceat(self._table.take(buckets, axis=0), starts[:-1], axis=0, dtype=np.int32)
            factor = self._factor[np.minimum(np.diff(starts), 256) - 1]
            parts.append(_whole(sums.astype(np.float32) * factor[:, None], -STEPS).astype(np.int8))
        return np.concatenate(parts)


class Network:
    """Scores for each label of each word of a text; the file is written by training/entities."""

    def __init__(self, path: Path, flags: Callable[[str], int]) -> None:
        with np.load(path, allow_pickle=False) as arrays:
            header: dict[str, Any] = json.loads(arrays["header"].tobytes())
            self._vectors = Vectors(arrays["table"], header["scale"], flags)
            self._signs: Floats = arrays["signs"]
            self._language_signs: Floats = arrays["languages"]
            self._known_signs: Floats = arrays["known"]
            self._layers = [
                (arrays[f"weights{at}"].astype(np.float32), arrays[f"factors{at}"], arrays[f"biases{at}"])
                for at in range(len(header["distances"]) + 1)
            ]
            self.transitions: Floats = arrays["transitions"]
        self._distances: list[list[int]] = header["distances"]
        self.calibration: list[list[float]] = header["calibration"]
        self.version: str = header["version"]
        self._language_rows = {language: row for row, language in enumerate(header["languages"], start=1)}

    def scores(
        self, words: Sequence[str], gaps: Sequence[int], cases: Sequence[int], known: Sequence[int], language: str
    ) -> Floats:
        """Return words x labels. `gaps`, `cases` and `known` are numbered as in `surface` and `known`.

        A language that the network was not trained on is no error.
        """
        values = self._signs.take(np.array(gaps) * len(CASES) + np.array(cases), axis=0)
        values += self._known_signs.take(known, axis=0)
        values += self._language_signs[self._language_rows.get(language, 0)]
        values += self._vectors.of(words)
        _whole(values, -STEPS)
        for at, distances in enumerate(self._distances):
            weights, factors, biases = self._layers[at]
            sums = _beside(values, distances) @ weights
            sums *= factors
            sums += biases
            if at:
                np.clip(sums, 0, _LARGEST, out=sums)
                sums += values
            values = _whole(sums, 0)
        weights, factors, biases = self._layers[-1]
        scores: Floats = values @ weights
        scores *= factors
        scores += biases
        return scores


def _whole(values: Floats, least: int) -> Floats:
    """Round in place to whole numbers from `least` to STEPS."""
    np.rint(values, out=values)
    return np.clip(values, least, STEPS, out=values)


def _beside(values: Floats, distances: Sequence[int]) -> Floats:
    """Put the vectors at some distances beside each vector; beyond the ends there are zeros."""
    count, width = values.shape
    found = np.empty((count, width * len(distances)), dtype=np.float32)
    for at, distance in enumerate(distances):
        beside = found[:, at * width : (at + 1) * width]
        if distance < 0:
            beside[:-distance] = 0
            beside[-distance:] = values[:distance]
        elif distance:
            beside[:-distance] = values[distance:]
            beside[-distance:] = 0
        else:
            beside[:] = values
    return found
