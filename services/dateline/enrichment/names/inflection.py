"""Endings and attached particles: the forms of a word under which a name may stand in the dictionary.

`data/inflection.json` holds them by language. An ending is part of the mention ("Ρωσίας"); a particle that is
written onto the word is not ("러시아" in "러시아는").
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from dateline.enrichment.names.keys import LONGEST_TOKEN, fold

FILE = Path(__file__).parent / "data" / "inflection.json"
SHORTEST_STEM = 3


class Form(NamedTuple):
    """A dictionary form of a word; `left` and `right` are how many characters of the word are particles."""

    key: str
    left: int = 0
    right: int = 0
    changed: bool = False


class Inflection:
    """The forms of words of one language."""

    def __init__(self, endings: Sequence[str] = (), prefixes: Sequence[str] = (), suffixes: Sequence[str] = ()) -> None:
        self._endings: dict[str, list[str]] = {}
        for ending in endings:
            written, _, base = ending.partition(">")
            # folded as the end of a long word is, where accents do not count, and as that of a short one, where they do
            for pad in ("x" * 8, "x"):
                self._add(*(fold(pad + part)[len(pad) :] for part in (written, base)))
        self._longest_ending = max(map(len, self._endings), default=0)
        self._prefixes = tuple(sorted(prefixes, key=len))
        self._suffixes = tuple(sorted(suffixes, key=len))
        self.forms = lru_cache(maxsize=1 << 13)(self.read)

    def _add(self, written: str, base: str) -> None:
        if base not in self._endings.setdefault(written, []) and base != written:
            self._endings[written].append(base)

    def read(self, word: str) -> tuple[Form, ...]:
        """Return the forms of a word; `forms` does the same, and keeps those of the words asked for last."""
        if len(word) > LONGEST_TOKEN:
            return ()
        key = fold(word)
        forms = [Form(key)]
        for stem in range(len(key), max(SHORTEST_STEM, len(key) - self._longest_ending) - 1, -1):
            if bases := self._endings.get(key[stem:]):
                forms += [Form(key[:stem] + base, 0, 0, True) for base in bases]
        for prefix in self._prefixes:
            if word.startswith(prefix) and len(word) >= len(prefix) + SHORTEST_STEM:
                forms.append(Form(fold(word[len(prefix) :]), left=len(prefix), changed=True))
        for suffix in self._suffixes:
            if word.endswith(suffix) and len(word) >= len(suffix) + 2:
                forms.append(Form(fold(word[: -len(suffix)]), right=len(suffix), changed=True))
        return tuple(forms)


class Inflections:
    """The languages of `data/inflection.json`."""

    def __init__(self, path: Path = FILE) -> None:
        rules: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(path.read_text(encoding="utf-8"))
        self._languages = {tag: Inflection(**rule) for tag, rule in rules.items()}
        self._none = Inflection()

    def of(self, language: str) -> Inflection:
        """Return the inflection of a primary language subtag, such as "el"."""
        return self._languages.get(language, self._none)
