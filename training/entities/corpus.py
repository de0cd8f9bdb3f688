"""The labelled rows: sentences as arrays of numbers, and which of them are kept to look at."""

import json
import random
import tomllib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from dateline.enrichment.entities.recogniser import LexiconRecogniser
from dateline.enrichment.entities.tagger.decode import TYPES
from dateline.enrichment.entities.tagger.known import signs_of
from dateline.enrichment.entities.tagger.network import LABELS
from dateline.enrichment.entities.tagger.surface import gaps
from dateline.enrichment.names.keys import TOKEN
from dateline.enrichment.reading import Passage
from dateline.records import EntityType, Field

SOURCES = Path(__file__).with_name("sources.toml")
GOLD = "gold"
LOOKED_AT = 200
"""So many sentences of each language are kept apart, to choose the settings and to tell how sure a score is."""

_ENOUGH_GOLD = 1000
_BY_HAND = {GOLD, "encyclopedia", "parliament", "projected"}
_CLOSING, _OPENING = set(")]}»”’,.;:!?%…"), set("([{«„“‘¿¡")
_ENDS = ".!?…"


class Source(NamedTuple):
    """A corpus: its kind, what its labels weigh, and how many sentences of a language an epoch takes of it."""

    kind: str
    weight: float
    most: int


class Row(NamedTuple):
    """A labelled sentence as it is in the files."""

    language: str
    source: str
    tokens: list[str]
    tags: list[str]


class Sentence(NamedTuple):
    """A sentence: words by number; of each the gap before it, label (an index of LABELS) and sign of the lexicon."""

    language: str
    source: str
    words: array
    gaps: array
    labels: array
    known: array
    ends: bool  # with a full stop, so that another may follow in its line


class Words:
    """Numbers of words. Number 0 is no word."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}
        self.all: list[str] = [""]

    def of(self, word: str) -> int:
        """Return the number of a word, a new one for a new word."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.all)
            self.all.append(word)
        return found


def sources() -> dict[str, Source]:
    """Return the corpora of sources.toml by name."""
    table = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
    return {
        name: Source(kind, float(of["weight"]), int(of.get("most", 1 << 30)))
        for kind, of_kind in table.items()
        for name, of in of_kind.items()
    }


def rows(paths: Sequence[Path], known: Mapping[str, Source]) -> Iterator[Row]:
    """Yield the rows of the known corpora: JSON lines of lang, src, tokens and tags (BIO over PER, ORG, LOC)."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            if row["src"] in known and any(map(TOKEN.search, row["tokens"])):
                yield Row(row["lang"], row["src"], row["tokens"], row["tags"])


def sentence_of(row: Row, words: Words, lexicon: LexiconRecogniser) -> Sentence:
    """Return a row as numbers."""
    text, starts = joined(row.tokens)
    passage = Passage(Field.BODY_TEXT, text)
    matches = lexicon.matches(passage, row.language)
    return Sentence(
        row.language,
        row.source,
        array("i", map(words.of, passage.words)),
        array("i", gaps(text, passage.tokens)),
        array("i", labels_of(passage, starts, row.tags)),
        array("i", signs_of(len(passage.tokens), matches, row.language)),
        any(sign in _ENDS for sign in text[passage.tokens[-1].end :]),
    )


def joined(tokens: Sequence[str]) -> tuple[str, list[int]]:
    """Join tokens to a text as print does, and return it with the beginning of each."""
    text, starts = "", []
    for token in tokens:
        if text and token[0] not in _CLOSING and text[-1] not in _OPENING:
            text += " "
        starts.append(len(text))
        text += token
    return text, starts


def labels_of(passage: Passage, starts: Sequence[int], tags: Sequence[str]) -> Iterator[int]:
    """Yield the label of each word; a token of the corpus may hold several words."""
    at, kind, named = 0, "", -1
    for start, _ in passage.tokens:
        while at + 1 < len(starts) and starts[at + 1] <= start:
            at += 1
        if tags[at] == "O":
            kind = ""
            yield 0
            continue
        continues = kind == tags[at][2:] and (tags[at][0] == "I" or named == at)
        kind, named = tags[at][2:], at
        yield LABELS.index(("I-" if continues else "B-") + kind)


def kept_apart(found: Sequence[Row], known: Mapping[str, Source]) -> set[int]:
    """Return which rows to look at and not to train on: of corpora labelled by hand where there are enough."""
    by_language: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(found):
        if known[row.source].kind in _BY_HAND:
            by_language[row.language].append(at)
    kept: set[int] = set()
    chance = random.Random(7)
    for _, of_language in sorted(by_language.items()):
        gold = [at for at in of_language if known[found[at].source].kind == GOLD]
        pool = gold if len(gold) > _ENOUGH_GOLD else of_language
        kept.update(chance.sample(pool, min(LOOKED_AT, len(pool) // 8)))
    return kept


def mentions(labels: Iterable[int]) -> Iterator[tuple[int, int, EntityType]]:
    """Yield first and last word (exclusive) and type of each name that labels tell of."""
    start, kind = -1, ""
    for at, label in enumerate([*labels, 0]):
        if start >= 0 and not LABELS[label].startswith("I-"):
            yield start, at, TYPES[kind]
            start = -1
        if LABELS[label].startswith("B-"):
            start, kind = at, LABELS[label][2:]
