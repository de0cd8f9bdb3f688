"""Words that are names in the lexicon and ordinary words in a language."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from dateline.enrichment.names.inflection import Inflection
from dateline.enrichment.names.keys import TOKEN, fold, key_of
from dateline.enrichment.reading import Passage, Span


class StopNames:
    """The lists of `data/stop_names.json`, each by language; those under `*` hold in any.

    `cities` are words that are no city there, `doubtful` such as are large cities also, `strong` words that are not
    even an alias or a territory ("Island" in English is not Iceland). `prepositions`, `locatives`, `origins` and
    `articles` are words that go before names, `around`, by name, words of languages without spaces in which it stands
    by chance, `honorifics` what follows the name of a person there.
    """

    def __init__(self, path: Path) -> None:
        data = json.loads(path.read_text(encoding="utf-8"))
        self._around: Mapping[str, Mapping[str, Sequence[str]]] = data.pop("around")
        self._honorifics = {tag: tuple(words) for tag, words in data.pop("honorifics").items()}
        lists: Mapping[str, Mapping[str, Sequence[str]]] = data
        self._lists = {kind: {tag: _keys(words) for tag, words in by.items()} for kind, by in lists.items()}
        self.are_words = lru_cache(maxsize=1 << 14)(self._are_words)

    def _are_words(self, kind: str, text: str, language: str, inflection: Inflection) -> bool:
        """Tell whether the list of a kind holds a text, as it is or in its dictionary form."""
        tokens = TOKEN.findall(text)
        keys = {key_of(tokens), *(form.key for form in inflection.forms(tokens[0]) if len(tokens) == 1)}
        lists = self._lists[kind]
        return any(keys & listed for listed in (lists.get(language), lists.get("*")) if listed)

    def is_preposition(self, word: str, language: str) -> bool:
        """Tell whether a word goes before names of places."""
        return fold(word) in self._lists["prepositions"].get(language, ())

    def is_inside_word(self, text: str, span: Span, language: str) -> bool:
        """Tell whether an ordinary word holds a name by chance, where words are not parted by spaces."""
        name = text[span.start : span.end]
        words = self._around.get(language, {}).get(name, ())
        return any(text.startswith(word, max(0, span.start - word.index(name))) for word in words)

    def is_addressed(self, text: str, span: Span, language: str) -> bool:
        """Tell whether an honorific follows a name, where words are not parted by spaces: 野田氏."""
        honorifics = self._honorifics.get(language)
        return honorifics is not None and text.startswith(honorifics, span.end)

    def goes_before_scenes(self, passage: Passage, first: int, language: str) -> bool:
        """Tell whether "in", "at" or the like goes before a token, or before its article: "in the Kremlin"."""
        return self._goes_before(passage, first, language, ("locatives",))

    def goes_before_places(self, passage: Passage, first: int, language: str) -> bool:
        """Tell whether a word goes before a token that goes before places rather than persons: "in", "from"."""
        return self._goes_before(passage, first, language, ("locatives", "origins"))

    def _goes_before(self, passage: Passage, first: int, language: str, kinds: Sequence[str]) -> bool:
        before = [fold(word) for word in passage.words[max(0, first - 2) : first]]
        if before and before[-1] in self._lists["articles"].get(language, ()):
            before.pop()
        return bool(before) and any(before[-1] in self._lists[kind].get(language, ()) for kind in kinds)


def _keys(words: Sequence[str]) -> frozenset[str]:
    return frozenset(key_of(TOKEN.findall(word)) for word in words)
