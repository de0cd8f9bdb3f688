"""Telling words, letters and particles, from `data/vocabulary.npz`, `data/words.tsv` and `data/parts.tsv`.

They count beside the n-grams, in the same tenths of a nat: words by how much more one language uses them than others,
letters and particles of languages in a script that has no table of n-grams more.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain

import numpy as np

from dateline.enrichment.language.normal import words
from dateline.enrichment.language.script import script_table
from dateline.enrichment.language.vocabulary import vocabulary

# a common word says less beside a vocabulary of the language, which has it too
_WORD = 30
_WORD_BESIDE = 10
_MOST = 127
_PART = 60
# one particle that a text is full of must not outweigh everything else in it
_MOST_PARTS = 5


class Lexicon:
    """The telling words of one script's languages; each is reported as the number of its row in `table`.

    Row 0 is that of words that tell nothing.
    """

    def __init__(self, script: str, languages: Sequence[str]) -> None:
        places = {tag: place for place, tag in enumerate(languages)}
        counted, weights = vocabulary(script, languages)
        self._words = {word: row for row, word in enumerate(counted, start=1)}
        common = np.where(weights.any(axis=0), _WORD_BESIDE, _WORD)
        spoken: defaultdict[bytes, set[int]] = defaultdict(set)
        for whose, word in _common_words().get(script, ()):
            for piece in words(word):
                spoken[piece].update(places[tag] for tag in whose.split() if tag in places)
        for piece in spoken:
            self._words.setdefault(piece, len(self._words) + 1)
        own = [(part, places[tag]) for (one, tag), part in _particles() if one == script and tag in places]
        self._parts = {part: row for row, (part, _) in enumerate(own, start=len(self._words) + 1)}
        self._part = re.compile("|".join(map(re.escape, sorted(self._parts, key=lambda part: (-len(part), part)))))
        self.table = np.zeros((1 + len(self._words) + len(self._parts), len(languages)), dtype=np.int8)
        self.table[1 : 1 + len(counted)] = weights
        for piece, who in spoken.items():
            row, columns = self._words[piece], sorted(who)
            self.table[row, columns] = np.minimum(self.table[row, columns].astype(np.intp) + common[columns], _MOST)
        for part, column in own:
            self.table[self._parts[part], column] = _PART

    def find_each(self, texts: Sequence[str]) -> tuple[list[int], list[int]]:
        """Return the rows of all texts one after the other, row 0 before each text, and where each begins."""
        rows: list[int] = []
        starts: list[int] = []
        for text in texts:
            starts.append(len(rows))
            rows.append(0)
            rows += self.find(text, words(text))
        return rows, starts

    def find(self, text: str, tokens: Sequence[bytes]) -> list[int]:
        """Return the rows of the telling words among a text's words, and of the letters and particles in it."""
        found = list(filter(None, map(self._words.get, tokens)))
        if self._parts:
            for part, count in Counter(self._part.findall(text)).items():
                found += [self._parts[part]] * min(count, _MOST_PARTS)
        return found


@cache
def _common_words() -> dict[str, list[tuple[str, str]]]:
    """Return the whole words of `words.tsv` and `kin.tsv`, with those who use them, by script."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for whose, word in chain(_entries("words.tsv"), _entries("kin.tsv")):
        script = None if "-" in (word[0], word[-1]) else script_table().main(word)
        if script:
            found[script].append((whose, word))
    return dict(found)


def _particles() -> Iterator[tuple[tuple[str, str], str]]:
    for scripted, part in _entries("parts.tsv"):
        script, _, tag = scripted.partition(" ")
        yield (script, tag), part


def _entries(name: str) -> Iterator[tuple[str, str]]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    for line in filter(None, text.splitlines()):
        whose, entries = line.split("\t")
        for entry in entries.split():
            yield whose, entry
