"""A part of the inverted index that does not change: four bytes a posting, the newest first under each key."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

MOST_BITS = 19
"""A segment covers at most 2 to this power of entries: to merge longer ones would hold up the articles behind."""

Words = npt.NDArray[np.uint32]


class Segment:
    """Postings of the entries at `base` and the `span` places behind it.

    The low bits of a key name its bucket, about as many buckets as entries. A posting is the key with the place in
    those bits, counted from the last one back; so the postings of a key lie in a row in its bucket, the newest first.
    """

    __slots__ = ("base", "mask", "postings", "span", "starts")

    def __init__(self, base: int, span: int, keys: Words, places: Words) -> None:
        """Make a segment of pairs of a key and a place, which counts from `base`."""
        self.base, self.span = base, span
        self.mask = (1 << (span - 1).bit_length()) - 1
        buckets = keys & np.uint32(self.mask)
        ordered = buckets.astype(np.uint64)
        ordered <<= np.uint64(32)
        ordered |= keys - buckets | np.uint32(span - 1) - places
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

    def places(self, first: int, behind: int) -> Iterator[int]:
        """Yield the places of some postings: those of a frequent key are seldom read to their end."""
        newest, mask = self.base + self.span - 1, self.mask
        for posting in self.postings[first:behind]:
            yield newest - (posting & mask)

    def pairs(self) -> tuple[Words, Words]:
        """Return keys and places, as they were given."""
        postings = np.asarray(self.postings)
        buckets = np.repeat(np.arange(self.mask + 1, dtype=np.uint32), np.diff(np.asarray(self.starts)))
        back = postings & np.uint32(self.mask)
        return postings - back | buckets, np.uint32(self.span - 1) - back


def _view(words: Words) -> "memoryview[int]":
    # an item of a view is a plain int, and read faster than one of an array
    return memoryview(words.data).cast("B").cast("I")
