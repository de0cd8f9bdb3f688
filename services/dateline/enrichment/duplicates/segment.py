"""A part of the inverted index that does not change: four bytes a posting, the newest first under each key."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

MOST_BITS = 19
"""A segment covers at most 2 to this power of entries: to merge longer ones would hold up the articles behind."""
_KEY_BITS = 32
_BUCKET_BITS_MORE = 2  # four buckets for each entry, which has some 17 postings

Words = npt.NDArray[np.uint32]


class Segment:
    """Postings of the entries at `base` and the `span` places behind it.

    The low bits of a key name its bucket. A posting holds the other bits of the key, and above them the place,
    counted from the last one back; so the postings of a bucket lie in a row, in ascending order, the newest first.
    """

    __slots__ = ("base", "key_shift", "mask", "place_shift", "postings", "rest_mask", "span", "starts", "top")

    def __init__(self, base: int, span: int, keys: Words, places: Words) -> None:
        """Make a segment of pairs of a key and a place, which counts from `base`."""
        bits = max(1, (span - 1).bit_length())
        self.base, self.span, self.top = base, span, base + span - 1
        self.key_shift = bits + _BUCKET_BITS_MORE
        self.place_shift = _KEY_BITS - self.key_shift
        self.mask = (1 << self.key_shift) - 1
        self.rest_mask = (1 << self.place_shift) - 1
        ordered = (keys & np.uint32(self.mask)).astype(np.uint64)
        ordered <<= np.uint64(32)
        ordered |= (np.uint32(span - 1) - places) << np.uint32(self.place_shift) | keys >> np.uint32(self.key_shift)
        ordered.sort()
        self.postings = _view(ordered.astype(np.uint32))
        starts = np.zeros(self.mask + 2, np.uint32)
        ordered >>= np.uint64(32)
        np.cumsum(np.bincount(ordered.view(np.int64), minlength=self.mask + 1), out=starts[1:], dtype=np.uint32)
        self.starts = _view(starts)

    @property
    def size(self) -> int:
        """Memory taken, in bytes."""
        return self.postings.nbytes + self.starts.nbytes

    def places(self, start: int, end: int, rest: int) -> Iterator[int]:
        """Yield the places of some postings that hold the rest of a key: a frequent one is seldom read to its end."""
        rest_mask, shift, top = self.rest_mask, self.place_shift, self.top
        for posting in self.postings[start:end]:
            if posting & rest_mask == rest:
                yield top - (posting >> shift)

    def pairs(self) -> tuple[Words, Words]:
        """Return keys and places, as they were given."""
        postings = np.asarray(self.postings)
        buckets = np.repeat(np.arange(self.mask + 1, dtype=np.uint32), np.diff(np.asarray(self.starts)))
        keys = (postings & np.uint32(self.rest_mask)) << np.uint32(self.key_shift) | buckets
        return keys, np.uint32(self.span - 1) - (postings >> np.uint32(self.place_shift))


def _view(words: Words) -> "memoryview[int]":
    # an item of a view is a plain int, and read faster than one of an array
    return memoryview(words.data).cast("B").cast("I")
