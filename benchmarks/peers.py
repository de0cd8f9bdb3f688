"""Other ways to find copies, for benchmarks/duplicates.py: each names the earlier article it would attach to.

All of them see shingles of the folded words, marked with the language, so that languages never meet. MinHash-LSH is
datasketch's, which is no dependency of this project.
"""

from collections import defaultdict
from typing import Any, Protocol

import numpy as np
import regex

from dateline.enrichment.reading import hash64

WORD = regex.compile(r"[\p{L}\p{N}]+")
UNSPACED = {"zh", "ja", "th"}

Shingles = list[str]


class Peer(Protocol):
    """Makes a fingerprint of an article, and looks for an earlier article that has a similar one."""

    words: int

    def fingerprint(self, shingles: Shingles) -> Any:
        """Return what is kept of an article."""

    def match(self, fingerprint: Any) -> int | None:
        """Return the number of the earlier article that this one copies, if any, and keep the fingerprint."""


class Exact:
    """A hash of the normalised text."""

    words = 5

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._count = 0

    def fingerprint(self, shingles: Shingles) -> int:
        return hash64("\n".join(shingles))

    def match(self, fingerprint: int) -> int | None:
        found = self._first.setdefault(fingerprint, self._count)
        self._count += 1
        return None if found == self._count - 1 else found


class SimHash:
    """SimHash of 64 bits, found by blocks of 16; the nearest within a distance."""

    words = 5

    def __init__(self, distance: int = 3) -> None:
        self._distance = distance
        self._buckets: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._hashes: list[int] = []

    def fingerprint(self, shingles: Shingles) -> int:
        hashes = np.array([hash64(shingle) for shingle in shingles], "<u8")
        bits = np.unpackbits(hashes.view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        votes = bits.sum(axis=0, dtype=np.int64)
        return int(np.packbits(2 * votes > len(shingles), bitorder="little").view("<u8")[0])

    def match(self, fingerprint: int) -> int | None:
        blocks = [(block, fingerprint >> 16 * block & 0xFFFF) for block in range(4)]
        met = {other for block in blocks for other in self._buckets[block]}
        near = [((self._hashes[other] ^ fingerprint).bit_count(), other) for other in met]
        distance, best = min(near, default=(65, -1))
        for block in blocks:
            self._buckets[block].append(len(self._hashes))
        self._hashes.append(fingerprint)
        return best if distance <= self._distance else None


class MinHashLsh:
    """datasketch's MinHash-LSH. Without `least`, the first article in a common bucket; else the most similar one."""

    def __init__(self, words: int = 5, least: float | None = None, **settings: Any) -> None:
        from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found]  # noqa: PLC0415  (optional)

        self.words, self._least = words, least
        self._minhash, self._lsh = MinHash, MinHashLSH(num_perm=128, **settings)
        self._kept: list[Any] = []

    def fingerprint(self, shingles: Shingles) -> Any:
        sketch = self._minhash(num_perm=128)
        sketch.update_batch([shingle.encode() for shingle in set(shingles)])
        return sketch

    def match(self, fingerprint: Any) -> int | None:
        met = sorted(self._lsh.query(fingerprint))
        best = met[0] if met else None
        if met and self._least is not None:
            similarity, first = max((fingerprint.jaccard(self._kept[other]), -other) for other in met)
            best = -first if similarity >= self._least else None
        self._lsh.insert(len(self._kept), fingerprint)
        self._kept.append(fingerprint)
        return best


def shingles_of(text: str, language: str, words: int) -> Shingles:
    """Cut a text into runs of words, or of twice as many characters where words are not spaced."""
    tokens = WORD.findall(text.casefold())
    if language in UNSPACED:
        tokens, words = list("".join(tokens)), 2 * words
    return [f"{language} {' '.join(tokens[place : place + words])}" for place in range(max(1, len(tokens) - words + 1))]
