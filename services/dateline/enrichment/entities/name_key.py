"""A key for a person's name that is the same however the name is spelt: Tschechow, Tsjechov, Chekhov, Чехов.

The name is written in Latin letters (Greek, Cyrillic, Georgian and Armenian are transliterated), spellings of one sound
are folded, and of each word the consonants, the first vowel and a final a are kept; a short name keeps its vowels. One
word alone has no key: too many names share it.
"""

import json
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import regex

from dateline.enrichment.names.keys import LONGEST_TOKEN, TOKEN

NAMESPACE = "dateline:name/1/"
"""Ids are this and a key. The number is that of the rules: whoever changes a key that the tests hold raises it."""

MIN_SOUNDS = 6
"""A key of fewer letters would join too many names."""

_KNOWN_SCRIPTS = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Georgian}\p{Armenian}\p{M}]+")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz ")
_VOWELS = regex.compile(r"[aeiouy]+")
_SAFE_SOUNDS = 10  # a name of fewer letters keeps its vowels: the consonants of short names are alike too often
_VOWEL_CLASSES = str.maketrans("eiyou", "iiiuu")
_FEW_SOUNDS = 2  # a word of so many consonants keeps its vowels, in three classes
_SURNAME_FIRST = frozenset({"hu"})
_NUMERAL = regex.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
_MOST_WORDS = 6


class NameKey:
    """Makes keys. `data/sounds.json` holds the transliteration and the spellings of sounds, general and by language."""

    def __init__(self, path: Path) -> None:
        data: Mapping[str, Mapping[str, Mapping[str, str]]] = json.loads(path.read_text(encoding="utf-8"))
        self._letters = _Rewriter(data["letters"]["*"])
        self._sounds = {
            language: _Rewriter({**data["sounds"]["*"], **rules}) for language, rules in data["sounds"].items()
        }
        self._particles = frozenset(data["particles"])
        self._word = lru_cache(maxsize=1 << 14)(self._fold_word)

    def of(self, name: str, language: str = "und") -> str | None:
        """Return the key of a name in a language (primary subtag), None where there is no safe one.

        The surname comes first in the key, as it does in Hungarian names as they are written.
        """
        words = TOKEN.findall(name)
        numerals = [word.lower() for word in words if _NUMERAL.fullmatch(word) and len(word) > 1]
        words = [word for word in words if not _NUMERAL.fullmatch(word) or len(word) == 1]
        if not 2 <= len(words) <= _MOST_WORDS or any(len(word) > LONGEST_TOKEN for word in words):
            return None
        if len(words[0]) == 1 or len(words[-1]) == 1:
            return None  # an initial stands for too many names
        if not all(_KNOWN_SCRIPTS.fullmatch(word) for word in words):
            return None
        sounds = [self._word(word, language) for word in words if word.casefold() not in self._particles]
        keys = [skeleton for skeleton, _ in sounds]
        if sum(map(len, keys)) < _SAFE_SOUNDS:
            keys = [whole for _, whole in sounds]
        if len(keys) < 2 or not all(keys) or sum(map(len, keys)) < MIN_SOUNDS:
            return None
        return "-".join([*(keys if language in _SURNAME_FIRST else [keys[-1], *keys[:-1]]), *numerals])

    def _fold_word(self, word: str, language: str) -> tuple[str, str]:
        # the spaces are for rules of the beginning and the end of a word
        latin = self._letters.apply(f" {unicodedata.normalize('NFC', word.casefold())} ")
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if letter in _PLAIN)
        sounds = self._sounds.get(language, self._sounds["*"]).apply(plain).strip()
        sounds = _without_doubles(sounds.translate(_VOWEL_CLASSES))
        consonants = _VOWELS.sub("", sounds)
        if len(consonants) <= _FEW_SOUNDS:
            return sounds, sounds  # a short word keeps its vowels
        # of the vowels the first, in its place, and whether the word ends in "a": Lind, Lund; Mario, Maria
        first = _VOWELS.search(sounds)
        if first is None:
            return consonants, sounds
        at = first.start()
        end = "a" if sounds.endswith("a") and first.end() < len(sounds) else ""
        return f"{sounds[:at]}{'' if at else 'a'}{first[0][-1]}{consonants[at:]}{end}", sounds


def _without_doubles(text: str) -> str:
    return "".join(letter for at, letter in enumerate(text) if at == 0 or letter != text[at - 1])


class _Rewriter:
    """Replaces the longest match at each place, from left to right."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._rules = dict(rules)
        self._pattern = regex.compile("|".join(sorted(rules, key=len, reverse=True)))

    def apply(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._rules[match[0]], text)
