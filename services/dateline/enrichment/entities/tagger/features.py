"""What a word looks like, as numbers: the buckets of its features, for many words at once.

A feature is a form, a shape, the beginnings and endings of one to five letters or a sequence of three or four. Letters
are compared in Latin, lower case and without marks (`anyascii`), so that scripts share what names have in common.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash
from anyascii import anyascii

_BITS = 17
BUCKETS = 1 << _BITS
IDENTITIES = 2
"""The first features of each word are the word itself and its lower case; training hides them from time to time."""

_LONGEST = 24  # longer words keep their beginning and their end
_AFFIXES = 5
_SPREAD = np.uint32(0x9E3779B1)
_STEP = np.uint32(0x01000193)
_KINDS = np.arange(1, 16, dtype=np.uint32) * np.uint32(0x85EBCA6B)  # tells a prefix from a suffix of the same letters
_SHIFT = np.uint32(32 - _BITS)


class Features(NamedTuple):
    """Buckets of the features of words: those of word `i` are `buckets[starts[i]:starts[i + 1]]`."""

    buckets: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]


class _Latin(dict[int, str]):
    """Small letters in Latin by code point, looked up once."""

    def __missing__(self, code: int) -> str:
        letters = "".join(letter for letter in anyascii(chr(code)).lower() if letter.isalnum())
        self[code] = letters
        return letters


_LATIN = _Latin()


def features(words: Sequence[str], flags: Callable[[str], int]) -> Features:
    """Return the features of words, at least one. `flags` is what lists of names say of a word, as bits."""
    fixed, latins = [], []
    for word in words:
        text = word if len(word) <= _LONGEST else word[: _LONGEST // 2] + word[-_LONGEST // 2 :]
        lower = text.lower()
        latin = lower if lower.isascii() else lower.translate(_LATIN)[:_LONGEST]
        latins.append(b"^%b$" % latin.encode("ascii", "ignore"))
        shape = _shape(text)
        fixed.append(
            (
                _bucket(f"w{text}"),
                _bucket(f"l{lower}"),
                _bucket(f"s{shape}"),
                _bucket(f"z{shape}{min(len(word), 9)}"),
                _bucket(f"e{shape}{latin[-3:]}"),
                _bucket(f"f{flags(word)}"),
            )
        )
    return _joined(np.array(fixed, dtype=np.int32), latins)


def _bucket(feature: str) -> int:
    return xxhash.xxh32_intdigest(feature.encode("utf-8", "surrogatepass")) >> 32 - _BITS


def _shape(word: str) -> str:
    """Return how a word is written: its case, and whether there are digits in it."""
    if word.isdigit():
        return f"d{len(word)}" if len(word) < 5 else "d"
    digits = "9" if any(map(str.isdigit, word)) else ""
    if word.islower():
        return "x" + digits
    if word.isupper():
        return ("A" if len(word) == 1 else "X") + digits
    if word[0].isupper():
        return ("Xx" if word[1:].islower() else "XxX") + digits
    return ("xX" if word.lower() != word else "c") + digits


def _joined(fixed: npt.NDArray[np.int32], latins: Sequence[bytes]) -> Features:
    """Put the features of the letters behind those of the words."""
    letters = np.frombuffer(b"".join(latins), dtype=np.uint8).astype(np.uint32)
    lengths = np.fromiter(map(len, latins), dtype=np.int64, count=len(latins))
    begin = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    end = begin + lengths
    owner = np.repeat(np.arange(len(latins)), lengths)
    owners, found = [], []

    # every window of three and of four, the marks of beginning and end among the letters
    running = letters * _SPREAD
    for size in (2, 3, 4):
        running = running[:-1] * _STEP ^ letters[size - 1 :] * _SPREAD
        if size > 2:
            inside = owner[: len(running)] == owner[size - 1 :]
            owners.append(owner[: len(running)][inside])
            found.append(running[inside] + _KINDS[size])
    # beginnings and endings of the letters alone
    ahead = np.zeros(len(latins), dtype=np.uint32)
    behind = np.zeros(len(latins), dtype=np.uint32)
    everyone = np.arange(len(latins))
    for size in range(1, _AFFIXES + 1):
        long_enough = lengths - 2 >= size
        at = np.minimum(begin + size, end - 1)
        back = np.maximum(end - 1 - size, begin)
        ahead = ahead * _STEP ^ letters[at] * _SPREAD
        behind = behind * _STEP ^ letters[back] * _SPREAD
        owners += [everyone[long_enough], everyone[long_enough]]
        found += [ahead[long_enough] + _KINDS[4 + size], behind[long_enough] + _KINDS[9 + size]]

    of = np.concatenate(owners)
    values = np.concatenate(found)
    values = ((values ^ values >> np.uint32(15)) * np.uint32(0x2C1B3C6D)) >> _SHIFT
    order = np.argsort(of, kind="stable")
    counts = np.bincount(of, minlength=len(latins)) + fixed.shape[1]
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    buckets = np.empty(starts[-1], dtype=np.int32)
    heads = starts[:-1, None] + np.arange(fixed.shape[1])
    buckets[heads.ravel()] = fixed.ravel()
    rest = np.ones(len(buckets), dtype=bool)
    rest[heads.ravel()] = False
    buckets[rest] = values[order]
    return Features(buckets, starts)
