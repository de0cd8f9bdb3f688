"""Text without what copies change freely: case, accents, typography, spacing, punctuation.

What is left are letters and digits, as code points in numpy arrays. Han, Kana, Thai and their like, which are written
without spaces, make one token of each character.
"""

import html
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import regex
import xxhash

SEPARATOR, LETTER, DIGIT, SINGLE = 0, 1, 2, 3

_CODE_POINTS = 0x110000
_UNSEEN = np.uint32(0xFFFFFFFF)
_DROPPED = 0
_HANGUL = range(0xAC00, 0xD7A4)
_PAGE = 256
INSIDE_WORDS = "'\u2019\u02bc\u00ad\u2018\u201b\uff07"  # apostrophes: "it's", "it’s" and "its" are one word
SINGLE_CHARACTERS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
"""What is written without spaces, as the inside of a class of a regular expression."""
# kashida only stretches a word; keyboards for Arabic and for Persian write the same yeh and kaf as different characters
_ARABIC = {"\u0640": "", "\u0649": "\u06cc", "\u064a": "\u06cc", "\u0643": "\u06a9"}
_SINGLE = regex.compile(f"[{SINGLE_CHARACTERS}]")

Codes = npt.NDArray[np.uint32]


class Folded(NamedTuple):
    """A folded text.

    `codes` are its letters and digits without what stood between them, `kinds` their kinds (LETTER, DIGIT, SINGLE),
    `starts` the places where tokens start. The arrays of codes and kinds are of one length.
    """

    codes: Codes
    kinds: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.intp]

    @property
    def is_unspaced(self) -> bool:
        """Whether most of the text is written without spaces between words."""
        return 2 * int(np.count_nonzero(self.kinds == SINGLE)) > len(self.kinds)

    def content_hash(self) -> int:
        """Hash letters and digits: alike for texts that differ in case, accents and punctuation only."""
        return xxhash.xxh3_64_intdigest(self.codes.astype("<u4", copy=False).tobytes())


class Folder:
    """Folds text through tables that are filled page by page, as characters are met."""

    def __init__(self) -> None:
        self._folds = np.full(_CODE_POINTS, _UNSEEN, np.uint32)
        self._kinds = np.zeros(_CODE_POINTS, np.uint8)
        # a point, comma or colon between digits is within a number
        self._joins_digits = np.zeros(_CODE_POINTS, np.bool_)
        self._joins_digits[[ord(character) for character in ".,:"]] = True
        self._longer: list[str] = []

    def fold(self, text: str) -> Folded:
        """Fold a text."""
        if "&" in text:
            text = html.unescape(text)
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32, copy=False)
        folds = self._folds.take(codes)
        if len(folds) and int(folds.max()) >= _CODE_POINTS:
            if (folds == _UNSEEN).any():
                self._learn(codes[folds == _UNSEEN])
                folds = self._folds.take(codes)
            folds = self._lengthened(folds)
        if len(folds) and not int(folds.min()):
            folds = folds[folds != _DROPPED]
        kinds = self._kinds.take(folds)
        kept = kinds != SEPARATOR
        single = kinds == SINGLE
        opens = single.copy()
        opens[1:] |= single[:-1]
        opens[1:] |= ~kept[:-1]
        opens[:1] = True
        digits = kinds == DIGIT
        within = np.flatnonzero(digits[2:] & digits[:-2])
        opens[within[self._joins_digits[folds[within + 1]]] + 2] = False
        return Folded(folds[kept], kinds[kept], np.flatnonzero(opens[kept]))

    def _learn(self, codes: Codes) -> None:
        for page in sorted(set((codes // _PAGE).tolist())):
            for code in range(page * _PAGE, (page + 1) * _PAGE):
                self._learn_character(code)

    def _learn_character(self, code: int) -> None:
        folded = _fold_character(chr(code))
        for character in folded:
            self._kinds[ord(character)] = _kind(character)
        if len(folded) > 1:
            self._folds[code] = _CODE_POINTS + len(self._longer)
            self._longer.append(folded)
        else:
            self._folds[code] = ord(folded) if folded else _DROPPED

    def _lengthened(self, folds: Codes) -> Codes:
        longer = np.flatnonzero(folds >= _CODE_POINTS)
        if not len(longer):
            return folds
        pieces: list[Codes] = []
        start = 0
        for place in longer.tolist():
            pieces.append(folds[start:place])
            letters = self._longer[int(folds[place]) - _CODE_POINTS]
            pieces.append(np.frombuffer(letters.encode("utf-32-le"), "<u4").astype(np.uint32))
            start = place + 1
        pieces.append(folds[start:])
        return np.concatenate(pieces)


@lru_cache(maxsize=1)
def shared_folder() -> Folder:
    """Return the process's folder: its tables take 7 MB and depend on nothing but Unicode."""
    return Folder()


def _fold_character(character: str) -> str:
    if ord(character) in _HANGUL:
        return character
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cs"} or character in INSIDE_WORDS + "\0":
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(
        _ARABIC.get(piece, piece) for piece in apart if unicodedata.category(piece) not in {"Mn", "Me", "Cf", "Cs"}
    )


def _kind(character: str) -> int:
    if character.isdecimal():
        return DIGIT
    if _SINGLE.match(character):
        return SINGLE
    return (
        LETTER if unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "Mc" else SEPARATOR
    )
