"""Texts that tell no language: too few words, numbers, one word over and over, letters read in a wrong encoding."""

import regex

from dateline.enrichment.language.windows import spread

_DIGITS = b"0123456789"
_LETTER = regex.compile(r"\p{L}")
_SYLLABLE = regex.compile(r"\p{L}[\p{L}\p{M}]")
# what has digits in it is a code, not a word
_WORD = regex.compile(r"(?<![\p{L}\p{M}\p{N}_])\p{L}[\p{L}\p{M}’'-]*+(?![\p{N}_])")
_ASCII_LETTER = regex.compile("[A-Za-z]")
_MARKED_LETTER = regex.compile("[ªºÀ-ÖØ-öø-ʸḀ-ỿＡ-Ｚａ-ｚ]")
# the first bytes of Cyrillic and of Greek letters in UTF-8, read as Windows-1251
_LEADING_BYTES = ("РС", "ОП")
_UNSPACED = frozenset({"Hani", "Jpan", "Khmr", "Laoo", "Mymr", "Thai", "Tibt"})
# scripts of one language in the news: a word tells it
_TELL_ALONE = frozenset({"Grek", "Kore"})
_SYLLABIC = frozenset({"Hani", "Jpan", "Kore"})
_SAMPLE = 128
_SHORT = 160
_FEW = 48
_FEWEST_LETTERS = 3
_FEWEST_CHINESE = 6
_FEWEST_WORDS = 3
_FEWEST_CHARACTERS = 24
_FEWEST_LETTERS_OF_WORDS = 16
_REPEATS = 200


def tells_nothing(text: str, script: str | None) -> bool:
    """Tell whether a text in a script leaves its language open; of a long one a sample is looked at."""
    if script is None or (len(text) <= _FEW and _too_little(text, script)):
        return True
    sample = spread(text, _SAMPLE)
    return _are_numbers(sample, script) or _is_misread(sample, script) or _repeats_itself(text, script)


def _too_little(text: str, script: str) -> bool:
    if script in _UNSPACED or script in _TELL_ALONE:
        # a name in Chinese characters may as well be Japanese, and a letter alone is a unit or a part of a formula
        fewest = _FEWEST_CHINESE if script == "Hani" else _FEWEST_LETTERS
        return len(_LETTER.findall(text)) < fewest or not _SYLLABLE.search(text)
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    few = len(words) < _FEWEST_WORDS and (len(text) < _FEWEST_CHARACTERS or letters < _FEWEST_LETTERS_OF_WORDS)
    return few or letters < 2 * len(words)


def _are_numbers(sample: str, script: str) -> bool:
    raw = sample.encode("ascii", "ignore")
    digits = len(raw) - len(raw.translate(None, _DIGITS))
    if digits * 4 < len(sample):
        return False
    return digits > len(_LETTER.findall(sample)) * (3 if script in _SYLLABIC else 1)


def _is_misread(sample: str, script: str) -> bool:
    """Tell whether another script's bytes were read as Western letters, or its UTF-8 as Cyrillic ones."""
    if script == "Latn" and not sample.isascii():
        beyond = len(sample) - len(sample.encode("ascii", "ignore"))
        return beyond * 4 > len(sample) and len(_MARKED_LETTER.findall(sample)) > len(_ASCII_LETTER.findall(sample))
    if script == "Cyrl":
        leading = max(sum(map(sample.count, pair)) for pair in _LEADING_BYTES)
        return leading * 4 > len(_LETTER.findall(sample))
    return False


def _repeats_itself(text: str, script: str) -> bool:
    return len(text) > _SHORT and script not in _UNSPACED and len(set(text[:_REPEATS].split())) < _FEWEST_WORDS
