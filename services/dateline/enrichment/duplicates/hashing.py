"""Hashes of all stretches of a text at once: wrapping 64-bit arithmetic, alike on every machine."""

import numpy as np
import numpy.typing as npt

from dateline.enrichment.duplicates.folding import Codes

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)
_STIR = np.uint64(0x94D049BB133111EB)
_SHIFT_A, _SHIFT_B = np.uint64(29), np.uint64(32)


class StretchHasher:
    """Hashes stretches of texts of up to `length` characters with a polynomial, each from two prefix sums."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._powers = self._inverses = np.ones(1, np.uint64)

    def prefix_sums(self, codes: Codes) -> Hashes:
        """Return the sums from which `stretches` takes its hashes; one longer than the text."""
        codes = codes[: self._length]
        if len(codes) >= len(self._powers):
            self._grow(len(codes) + 1)
        spread = codes.astype(np.uint64)
        spread += np.uint64(1)
        spread *= _SPREAD
        spread ^= spread >> _SHIFT_A
        spread *= self._powers[: len(codes)]
        sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(spread, out=sums[1:])
        return sums

    def stretches(self, sums: Hashes, starts: Places, ends: Places) -> Hashes:
        """Hash the stretches between pairs of places."""
        hashes = sums[ends] - sums[starts]
        hashes *= self._inverses[starts]
        return _stirred(hashes)

    def windows(self, sums: Hashes, width: int) -> Hashes:
        """Hash every stretch of `width` characters."""
        count = len(sums) - width
        if count <= 0:
            return np.zeros(0, np.uint64)
        hashes = sums[width:] - sums[:count]
        hashes *= self._inverses[:count]
        return _stirred(hashes)

    def _grow(self, wanted: int) -> None:
        size = max(4096, 1 << wanted.bit_length())
        self._powers = _powers(_BASE, size)
        self._inverses = _powers(_INVERSE, size)


def _powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _stirred(hashes: Hashes) -> Hashes:
    # a polynomial's low bits depend on few characters, so the high ones are folded in
    hashes ^= hashes >> _SHIFT_B
    hashes *= _STIR
    hashes ^= hashes >> _SHIFT_A
    return hashes
