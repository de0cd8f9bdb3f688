"""The keys under which copies meet: hashes of a few short runs of characters."""

import numpy as np

from dateline.enrichment.duplicates.folding import Folded
from dateline.enrichment.duplicates.hashing import Hashes, StretchHasher

CHARACTERS, UNSPACED_CHARACTERS = 16, 8
SMALLEST = 8
MOST_KEYS = 2 * SMALLEST
LEAD_CHARACTERS, UNSPACED_LEAD_CHARACTERS = 300, 100
_PARTITIONED = 64  # among so many smallest hashes, 8 differ unless the text repeats itself
_KEY_SHIFT = np.uint64(32)


def shingle_keys(folded: Folded, sums: Hashes, hasher: StretchHasher) -> tuple[int, ...]:
    """Return at most 16 keys of 32 bits, in ascending order.

    They are the smallest hashes of runs of 16 letters and digits (8 where words are not spaced), once among the first
    300 (100), once among all: edits far from the lead cannot push out the keys of the lead. Letters rather than words:
    of a scan with an error in every tenth character a fifth of these runs are whole, and hardly any four words.
    """
    unspaced = folded.is_unspaced
    width = min(UNSPACED_CHARACTERS if unspaced else CHARACTERS, len(sums) - 1)
    if not width:
        return ()
    hashes = hasher.windows(sums, width) >> _KEY_SHIFT
    lead = hashes[: (UNSPACED_LEAD_CHARACTERS if unspaced else LEAD_CHARACTERS) - width + 1]
    return tuple(sorted({*_smallest(lead), *_smallest(hashes)}))


def _smallest(hashes: Hashes) -> list[int]:
    if len(hashes) > _PARTITIONED:
        hashes = np.partition(hashes, _PARTITIONED)[:_PARTITIONED]
    return sorted(set(hashes.tolist()))[:SMALLEST]
