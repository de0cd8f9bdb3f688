"""A few hundred bytes that tell how much of one text is in another, and whether their numbers agree."""

import struct
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dateline.enrichment.duplicates.folding import DIGIT, Codes, Folded
from dateline.enrichment.duplicates.hashing import Hashes, Places, StretchHasher
from dateline.enrichment.reading import hash64

CHARACTERS, UNSPACED_CHARACTERS = 7, 5
MOST_ELEMENTS = 128
LEAD_CHARACTERS = 300
MOST_NUMBERS = 60
MOST_WORDS = 12
BITS = 16
_ELEMENT = np.uint64((1 << BITS) - 1)
_NUMERAL = np.zeros(0x110000, np.bool_)
_NUMERAL[[ord(character) for character in "〇零一二三四五六七八九十百千万萬億亿兆两兩点點"]] = True
_NONE = np.zeros(1, np.bool_)

_HEAD = struct.Struct("<BBBBBB")  # sampling rate, elements, those in the lead, numbers, those in the lead, words


class Sketch(NamedTuple):
    """A sample of the stretches of 7 characters (5 where words are not spaced) of a text, its numbers, its headline.

    A stretch is in the sample when the first `rate` bits of its hash are zero; `elements` are the 16 bits behind
    them, in the order of the text, the first `lead` of them from its lead: 300 characters, or 2/5 of a shorter text.
    `numbers` are hashes of the numbers, the first `lead_numbers` of them from the lead; `words` are hashes of the
    headline's words.
    """

    rate: int
    elements: tuple[int, ...]
    lead: int
    numbers: tuple[int, ...]
    lead_numbers: int
    words: tuple[int, ...]

    def dump(self) -> bytes:
        """Return the compact form that `load` reads."""
        counts = (self.rate, len(self.elements), self.lead, len(self.numbers), self.lead_numbers, len(self.words))
        values = self.elements + self.numbers + self.words
        return _HEAD.pack(*counts) + _values(len(values)).pack(*values)

    @classmethod
    def load(cls, data: bytes) -> "Sketch":
        """Read what `dump` wrote. Raises `ValueError` for anything else."""
        if len(data) < _HEAD.size:
            raise ValueError(f"a sketch has at least {_HEAD.size} bytes, this one has {len(data)}")
        rate, count, lead, number_count, lead_numbers, word_count = _HEAD.unpack_from(data)
        if len(data) != _HEAD.size + 2 * (count + number_count + word_count):
            raise ValueError(f"a sketch of {len(data)} bytes does not hold the {count} elements it names")
        words_at = count + number_count
        held = _values(words_at + word_count).unpack_from(data, _HEAD.size)
        return cls(rate, held[:count], lead, held[count:words_at], lead_numbers, held[words_at:])


def sketch_of(folded: Folded, sums: Hashes, hasher: StretchHasher, headline: str) -> Sketch:
    """Sketch a text that was folded and summed up."""
    width = UNSPACED_CHARACTERS if folded.is_unspaced else CHARACTERS
    windows = hasher.windows(sums, min(width, max(1, len(sums) - 1)))
    rate, elements, lead = _sample(windows)
    numbers, lead_numbers = _numbers(folded, sums, hasher)
    return Sketch(rate, elements, lead, numbers, lead_numbers, _words(headline))


def _sample(windows: Hashes) -> tuple[int, tuple[int, ...], int]:
    rate = max(0, (len(windows) // MOST_ELEMENTS).bit_length() - 1)
    # only even rates: two texts then have the same one more often, and need no conversion to be compared
    rate += rate % 2
    while True:
        places = np.flatnonzero(windows < np.uint64(1 << (64 - rate))) if rate else np.arange(len(windows))
        elements = ((windows[places] >> np.uint64(64 - BITS - rate)) & _ELEMENT).tolist()
        distinct = tuple(dict.fromkeys(elements))
        if len(distinct) <= MOST_ELEMENTS:
            in_lead = int(np.searchsorted(places, _lead_of(len(windows))))
            return rate, distinct, len(set(elements[:in_lead]))
        rate += 2


def _lead_of(characters: int) -> int:
    # in a short text the background begins early
    return min(LEAD_CHARACTERS, 2 * characters // 5)


def _numbers(folded: Folded, sums: Hashes, hasher: StretchHasher) -> tuple[tuple[int, ...], int]:
    length = len(sums) - 1
    starts, ends = _digits(folded, length)
    if folded.is_unspaced:
        runs = _numerals(folded.codes[:length])
        order = np.argsort(np.concatenate([starts, runs[0]]), kind="stable")
        starts, ends = (np.concatenate(pair)[order] for pair in zip((starts, ends), runs, strict=True))
    if not len(starts):
        return (), 0
    hashes = (hasher.stretches(sums, starts, ends) >> np.uint64(64 - BITS)).tolist()
    in_lead = int(np.searchsorted(starts, _lead_of(length)))
    numbers = tuple(dict.fromkeys(hashes))[:MOST_NUMBERS]
    return numbers, min(len(numbers), len(set(hashes[:in_lead])))


def _digits(folded: Folded, length: int) -> tuple[Places, Places]:
    """Return where numbers begin and end. Letters behind one, as in 14th or a misread 47S, do not count."""
    digits = np.flatnonzero(folded.kinds[:length] == DIGIT)
    last = digits[np.append(np.diff(digits) > 1, True)[: len(digits)]]
    starts = folded.starts[: int(np.searchsorted(folded.starts, length))]
    which = np.flatnonzero(folded.kinds[starts] == DIGIT)
    first = starts[which]
    return first, np.minimum(np.append(starts[1:], length)[which], last[np.searchsorted(last, first)] + 1)


def _numerals(codes: Codes) -> tuple[Places, Places]:
    """Return where runs of two or more numerals of Chinese and Japanese begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([_NONE, _NUMERAL.take(codes), _NONE])))
    starts, ends = edges[::2], edges[1::2]
    longer = ends - starts > 1
    return starts[longer], ends[longer]


def _words(headline: str) -> tuple[int, ...]:
    words = dict.fromkeys(word.strip(".,:;!?'\"“”„«»‘’()") for word in headline.casefold().split()[: 2 * MOST_WORDS])
    words.pop("", None)
    return tuple(hash64(word) >> (64 - BITS) for word in list(words)[:MOST_WORDS])


@lru_cache(maxsize=MOST_ELEMENTS + MOST_NUMBERS + MOST_WORDS + 1)
def _values(count: int) -> struct.Struct:
    return struct.Struct(f"<{count}H")
