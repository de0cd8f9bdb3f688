"""What pages say in place of their article: `data/walls.toml`."""

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

import xxhash

from dateline.enrichment.phrases import words_of

_FILE = files(__package__) / "data" / "walls.toml"
_TOKEN = re.compile(r"\w+")
_KANA_OR_HAN = re.compile("[\u3040-\u9fff]")
_UNSPACED = frozenset({"ja", "zh"})
ACCESS, ONWARD, PAYWALL, SUBJECT = "access", "onward", "paywall", "subject"


class Sign(NamedTuple):
    """What a phrase is a sign of, and in which language."""

    kind: str
    language: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.language}"


class WallPhrases:
    """Looks for the phrases of all languages at once: the page may have no other text that tells its language."""

    def __init__(self) -> None:
        data = _FILE.read_bytes()
        self.version = xxhash.xxh3_64_hexdigest(data)[:8]
        self._phrases: dict[str, list[tuple[tuple[str, ...], Sign]]] = {}
        self._keywords: set[str] = set()
        self._unspaced: list[str] = []
        for language, signs in tomllib.loads(data.decode("utf-8")).items():
            for kind, phrases in signs.items():
                for phrase in phrases:
                    first, *rest = words_of(phrase)
                    self._phrases.setdefault(first, []).append((tuple(rest), Sign(kind, language)))
                    if kind != ONWARD and language in _UNSPACED:
                        self._unspaced.append(phrase)
                    elif kind != ONWARD:
                        self._keywords.add(max(_tokens(phrase), key=len))
        for begun in self._phrases.values():
            begun.sort(key=lambda phrase: -len(phrase[0]))

    def may_stand_in(self, text: str) -> bool:
        """Tell at little cost whether a text can hold two phrases of a page in place of its article."""
        if sum(map(self._keywords.__contains__, _tokens(text))) > 1:
            return True
        return bool(_KANA_OR_HAN.search(text)) and any(phrase in text for phrase in self._unspaced)

    def find(self, line: str) -> list[Sign]:
        """Return what a line holds a phrase of, in reading order; of phrases that overlap the first, and longest."""
        words = words_of(line)
        found: list[Sign] = []
        end = 0
        for place, word in enumerate(words):
            if place < end:
                continue
            for rest, sign in self._phrases.get(word, ()):
                if _stands(words, place + 1, rest):
                    found.append(sign)
                    end = place + 1 + len(rest)
                    break
        return found


def _stands(words: Sequence[str], place: int, rest: tuple[str, ...]) -> bool:
    return tuple(words[place : place + len(rest)]) == rest


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())
