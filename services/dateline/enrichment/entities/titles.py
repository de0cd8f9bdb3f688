"""Titles and offices: words beside the name of a person that are no part of it."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from dateline.enrichment.names.keys import fold

_ANY = "*"


class Titles:
    """The words of `data/titles.json`, by language; those under `*` hold in any.

    `titles` are cut off a name ("Herrn Kim"), `ranks` only where they begin it (somebody may be called Judge),
    `offices` are nobody's name.
    """

    def __init__(self, path: Path) -> None:
        data: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(path.read_text(encoding="utf-8"))
        lists = {kind: {tag: frozenset(map(fold, words)) for tag, words in by.items()} for kind, by in data.items()}
        everywhere = lists["titles"][_ANY]
        self._titles = {tag: words | everywhere for tag, words in lists["titles"].items()}
        self._ranks = lists["ranks"]
        self._offices = lists["offices"]
        self.persons = lru_cache(maxsize=1 << 12)(self._persons)

    def is_office(self, word: str, language: str) -> bool:
        """Tell whether a word is an office."""
        return fold(word) in self._offices.get(language, ())

    def is_title(self, word: str, language: str) -> bool:
        """Tell whether a word is a title."""
        return fold(word) in self._titles.get(language, self._titles[_ANY])

    def _persons(self, words: tuple[str, ...], language: str) -> tuple[tuple[int, int], ...]:
        """Return which of the words of a tagged name are names of persons: first, and one after the last."""
        found, first = [], 0
        for at, word in enumerate(words):
            # a letter in the middle is an initial
            is_rank = at == 0 < len(words) - 1 and fold(word) in self._ranks.get(language, ())
            if is_rank or (self.is_title(word, language) and (at == 0 or len(word) > 1)):
                found.append((first, at))
                first = at + 1
        found.append((first, len(words)))
        return tuple(one for one in found if one[0] < one[1] and not self.is_office(words[one[1] - 1], language))
