"""The keys under which copies meet: hashes of a few short runs of words."""

import numpy as np

from dateline.enrichment.duplicates.folding import Folded
from dateline.enrichment.duplicates.hashing import Hashes, StretchHasher

WORDS, UNSPACED_WORDS = 4, 8
SMALLEST = 8
MOST_KEYS = 2 * SMALLEST
LEAD_TOKENS = 60
_PARTITIONED = 64  # among so many smallest hashes, 8 differ unless the text repeats itself
_KEY_SHIFT = np.uint64(32)


def shingle_keys(folded: Folded, sums: Hashes, hasher: StretchHasher) -> tuple[int, ...]:
    """Return at most 16 keys of 32 bits, in ascending order.

    They are the smallest hashes of runs of 4 tokens (8 where words are not spaced), once among the first 60 tokens,
    once among all: edits far from the lead cannot push out the keys of the lead.
    """
    width = UNSPACED_WORDS if folded.is_unspaced else WORDS
    length = len(sums) - 1
    starts = folded.starts[: int(np.searchsorted(folded.starts, length))]
    if not len(starts):
        return ()
    width = min(width, len(starts))
    hashes = hasher.stretches(sums, starts[: len(starts) - width + 1], np.append(starts[width:], length)) >> _KEY_SHIFT
    lead = hashes[: LEAD_TOKENS - width + 1]
    if len(hashes) > _PARTITIONED:
        hashes = np.partition(hashes, _PARTITIONED)[:_PARTITIONED]
    return tuple(sorted({*_smallest(lead), *_smallest(hashes)}))


def _smallest(hashes: Hashes) -> list[int]:
    return sorted(set(hashes.tolist()))[:SMALLEST]
