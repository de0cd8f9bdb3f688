"""Peoples, their adjectives and feasts: words that are written like names and name no person, place or organisation."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from pathlib import Path

from dateline.enrichment.names.keys import fold


class Peoples:
    """The words of `data/peoples.json`, by language: stems with their endings, and words as they are."""

    def __init__(self, path: Path) -> None:
        data: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(path.read_text(encoding="utf-8"))
        compass = data["compass"]
        self._compass = frozenset(map(fold, compass))
        self._words = {
            language: frozenset(map(fold, (*of["words"], *map("".join, product(of["stems"], of["endings"])))))
            for language, of in data.items()
            if language != "compass"
        }
        self.hold = lru_cache(maxsize=1 << 12)(self._hold)

    def _hold(self, words: tuple[str, ...], language: str) -> bool:
        """Tell whether words are a people or its adjective, with a point of the compass before it or without."""
        known = self._words.get(language)
        if known is None or len(words) > 2 or fold(words[-1]) not in known:
            return False
        return len(words) == 1 or fold(words[0]) in self._compass
