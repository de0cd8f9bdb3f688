"""What a word looks like, as numbers: the buckets of its features, for many words at once.

A feature is a form, a shape, the beginnings and endings of one to five letters or a sequence of three or four. Letters
are compared in Latin, lower case and without marks (`anyascii`), so that scripts share what names have in common.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
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
_WORD_FEATURES = 6
_SPREAD = np.uint32(0x9E3779B1)
_STEP = np.uint32(0x01000193)
_KIND = 0x85EBCA6B  # its multiples tell a prefix from a suffix of the same letters
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
                _common_bucket(f"s{shape}"),
                _common_bucket(f"z{shape}{min(len(word), 9)}"),
                _common_bucket(f"e{shape}{latin[-3:]}"),
                _common_bucket(f"f{flags(word)}"),
            )
        )
    return _joined(np.array(fixed, dtype=np.int32), latins)


def _bucket(feature: str) -> int:
    return xxhash.xxh32_intdigest(feature.encode("utf-8", "surrogatepass")) >> 32 - _BITS


_common_bucket = lru_cache(maxsize=1 << 12)(_bucket)  # of features that many words share


def _shape(word: str) -> str:
    """Return how a word is written: its case, and whether there are digits in it."""
    if word.isdigit():
        return f"d{len(word)}" if len(word) < 5 else "d"
    digits = "9" if not word.isalpha() and any(map(str.isdigit, word)) else ""
    if word.islower():
        return "x" + digits
    if word.isupper():
        return ("A" if len(word) == 1 else "X") + digits
    if word[0].isupper():
        return ("Xx" if word[1:].islower() else "XxX") + digits
    return ("xX" if word.lower() != word else "c") + digits


class _Place(NamedTuple):
    """Where the letters of a feature are: how many, whether read backwards, and after how many of the word's signs."""

    letters: int
    backwards: bool
    after: int
    kind: int


def _places(length: int) -> Iterator[_Place]:
    """Yield the places of the features of a word of so many signs, the marks of its beginning and end among them."""
    for count in (3, 4):
        for after in range(length - count + 1):
            yield _Place(count, False, after, count + 1)
    for count in range(1, min(_AFFIXES, length - 2) + 1):
        yield _Place(count, False, 1, 5 + count)
        yield _Place(count, True, 1, 10 + count)


_OF_LENGTH = [[_Place(1, False, 0, 0)] * _WORD_FEATURES + list(_places(length)) for length in range(_LONGEST + 3)]
"""The places for each length of a word; before them stand the features that are not of letters."""

_COUNTS = np.array([len(places) for places in _OF_LENGTH])
_FIRST = np.cumsum(_COUNTS) - _COUNTS
_ALL = [place for places in _OF_LENGTH for place in places]
_LINE = np.array([2 * (place.letters - 1) + place.backwards for place in _ALL])
_AFTER = np.array([place.after for place in _ALL])
_OF_KIND = np.array([place.kind * _KIND % (1 << 32) for place in _ALL], dtype=np.uint32)


def _joined(fixed: npt.NDArray[np.int32], latins: Sequence[bytes]) -> Features:
    """Put the features of the letters behind those of the words."""
    lengths = np.array([len(latin) for latin in latins])
    begins = np.cumsum(lengths) - lengths
    counts = _COUNTS[lengths]
    starts = np.zeros(len(latins) + 1, dtype=np.int32)
    np.cumsum(counts, out=starts[1:])
    heads = starts[:-1]

    hashes = _hashes(latins)
    place = np.arange(starts[-1]) + np.repeat(_FIRST[lengths] - heads, counts)
    at = _LINE[place] * hashes.shape[1] + _AFTER[place] + np.repeat(begins, counts)
    values = hashes.ravel()[at] + _OF_KIND[place]
    values = ((values ^ values >> np.uint32(15)) * np.uint32(0x2C1B3C6D)) >> _SHIFT
    buckets = values.astype(np.int32)
    buckets[heads[:, None] + np.arange(_WORD_FEATURES)] = fixed
    return Features(buckets, starts)


def _hashes(latins: Sequence[bytes]) -> npt.NDArray[np.uint32]:
    """Return hashes of the 1 to 5 signs from each sign on: of each number those read forwards, then those backwards."""
    forwards, backwards = b"".join(latins), b"".join([latin[::-1] for latin in latins])
    signs = np.frombuffer(forwards + backwards, dtype=np.uint8).reshape(2, -1) * _SPREAD
    found = np.empty((_AFFIXES, *signs.shape), dtype=np.uint32)
    found[0] = signs
    for count in range(1, _AFFIXES):
        found[count] = found[count - 1] * _STEP
        found[count, :, :-count] ^= signs[:, count:]
    return found.reshape(2 * _AFFIXES, -1)
