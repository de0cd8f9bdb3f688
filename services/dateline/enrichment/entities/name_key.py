"""A key for a person's name that is the same however the name is spelt: Tschechow, Tsjechov, Chekhov, Чехов.

The name is written in Latin letters (Greek and Cyrillic are transliterated), spellings of one sound are folded, and of
each word the consonants, the first vowel and a final a are kept. One word alone has no key: too many names share it.
"""

import json
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import regex

from dateline.enrichment.names.keys import LONGEST_TOKEN, TOKEN

MIN_SOUNDS = 6
"""A key of fewer letters would join too many names."""

_KNOWN_SCRIPTS = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{M}]+")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz ")
_VOWELS = regex.compile(r"[aeiouy]+")
_VOWEL_CLASSES = str.maketrans("eiyou", "iiiuu")
_FEW_SOUNDS = 2  # a word of so many consonants keeps its vowels, in three classes
_SURNAME_FIRST = frozenset({"hu"})
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
        if not 2 <= len(words) <= _MOST_WORDS or any(len(word) > LONGEST_TOKEN for word in words):
            return None
        if not all(_KNOWN_SCRIPTS.fullmatch(word) for word in words):
            return None
        keys = [self._word(word, language) for word in words if word.casefold() not in self._particles]
        if len(keys) < 2 or not all(keys) or sum(map(len, keys)) < MIN_SOUNDS:
            return None
        return "-".join(keys if language in _SURNAME_FIRST else [keys[-1], *keys[:-1]])

    def _fold_word(self, word: str, language: str) -> str:
        # the spaces are for rules of the beginning and the end of a word
        latin = self._letters.apply(f" {unicodedata.normalize('NFC', word.casefold())} ")
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if letter in _PLAIN)
        sounds = self._sounds.get(language, self._sounds["*"]).apply(plain).strip()
        sounds = _without_doubles(sounds.translate(_VOWEL_CLASSES))
        consonants = _VOWELS.sub("", sounds)
        if len(consonants) <= _FEW_SOUNDS:
            return sounds  # a short word keeps its vowels
        # Of the vowels only what begins the word, the first, and whether it ends in "a": Lind, Lund; Mario, Maria.
        first = _VOWELS.search(sounds)
        vowel = first[0][-1] if first else ""
        return f"{'' if first and first.start() else 'a'}{vowel}{consonants}{'a' if sounds.endswith('a') else ''}"


def _without_doubles(text: str) -> str:
    return "".join(letter for at, letter in enumerate(text) if at == 0 or letter != text[at - 1])


class _Rewriter:
    """Replaces the longest match at each place, from left to right."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._rules = dict(rules)
        self._pattern = regex.compile("|".join(sorted(rules, key=len, reverse=True)))

    def apply(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._rules[match[0]], text)
