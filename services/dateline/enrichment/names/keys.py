"""Keys under which names are looked up: folded tokens, joined by a space."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex

LONGEST_TOKEN = 48
"""Tokens beyond this many code points are no names, and are not folded."""

TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+")
UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{M}ー・･·=＝]*"
)
"""Runs of scripts that do not put spaces between words."""

# marks that spelling leaves out at will; the vowel signs of Indic scripts are not among them
_LOOSE_MARKS = regex.compile(
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u0640\u064b-\u065f\u0670]+"
)
_SAME_LETTER = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t"}
    | {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه"}
    | {"ґ": "г"}
)
_SHORT = 4
_SHORT_LATIN = regex.compile(r"[\p{Latin}\p{M}]+")


@lru_cache(maxsize=1 << 16)
def fold(token: str) -> str:
    """Fold a token: case and, in words of five letters or more, accents do not count."""
    if token.isascii():
        return token.lower()
    token = unicodedata.normalize("NFC", token).casefold()
    if len(token) <= _SHORT and _SHORT_LATIN.fullmatch(token):
        return token  # where words are short, an accent often makes another word
    bare = _LOOSE_MARKS.sub("", unicodedata.normalize("NFKD", token))
    return unicodedata.normalize("NFC", bare).translate(_SAME_LETTER)


def key_of(tokens: Iterable[str]) -> str:
    """Return the key of a name that is written as these tokens."""
    return " ".join(map(fold, tokens))


def unspaced_key(name: str) -> str:
    """Return the key of a name in a script without spaces: as written, in its compatibility form."""
    return unicodedata.normalize("NFKC", name)


def capitals(tokens: Sequence[str]) -> int:
    """Return which of the first seven tokens begin with a capital letter, as bits; bit 0 is the first."""
    return sum(1 << at for at, token in enumerate(tokens[:7]) if token[0].isupper())
