"""Telling words, letters and particles, from `data/words.tsv` and `data/parts.tsv`.

They count beside the n-grams, in the same tenths of a nat: common words a little, letters and particles of languages
in a script that has no table of n-grams more.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import chain

from dateline.enrichment.language.normal import words
from dateline.enrichment.language.script import script_table

_WORD = 30
_PART = 60
# one particle that a text is full of must not outweigh everything else in it
_MOST_PARTS = 5
_BETWEEN = " \uffff "
_BETWEEN_BYTES = "\uffff".encode()


class Lexicon:
    """The telling words of one script's languages; each is reported as the number of its row in `rows`."""

    def __init__(self, script: str, languages: Sequence[str]) -> None:
        places = {tag: place for place, tag in enumerate(languages)}
        spoken: defaultdict[bytes, set[int]] = defaultdict(set)
        for whose, word in chain(_entries("words.tsv"), _entries("kin.tsv")):
            if "-" not in (word[0], word[-1]) and script_table().main(word) == script:
                for piece in words(word):
                    spoken[piece].update(places[tag] for tag in whose.split() if tag in places)
        self.rows: list[dict[int, int]] = []
        self._words = {word: self._row(dict.fromkeys(sorted(who), _WORD)) for word, who in spoken.items()}
        self._parts = {
            part: self._row({places[tag]: _PART})
            for scripted, part in _entries("parts.tsv")
            for name, _, tag in [scripted.partition(" ")]
            if name == script and tag in places
        }
        self._part = re.compile("|".join(map(re.escape, sorted(self._parts, key=lambda part: (-len(part), part)))))

    def _row(self, weights: dict[int, int]) -> int:
        self.rows.append(weights)
        return len(self.rows) - 1

    def find_each(self, texts: Sequence[str]) -> list[list[int]]:
        """Return for each text what `find` returns."""
        if self._parts:
            return [self.find(text, words(text)) for text in texts]
        known = self._words
        found: list[list[int]] = [[]]
        # the words of all texts are cut out in one go; a noncharacter stands between them
        for token in words(_BETWEEN.join(texts)):
            if token in known:
                found[-1].append(known[token])
            elif token == _BETWEEN_BYTES:
                found.append([])
        return found

    def find(self, text: str, tokens: Sequence[bytes]) -> list[int]:
        """Return the rows of the telling words among a text's words, and of the letters and particles in it."""
        known = self._words
        found = [known[token] for token in tokens if token in known]
        if self._parts:
            for part, count in Counter(self._part.findall(text)).items():
                found += [self._parts[part]] * min(count, _MOST_PARTS)
        return found


def _entries(name: str) -> Iterator[tuple[str, str]]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    for line in filter(None, text.splitlines()):
        whose, entries = line.split("\t")
        for entry in entries.split():
            yield whose, entry
