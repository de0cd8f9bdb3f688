"""From sentences to what the network is fed: names swapped, case changed, one behind the other, as arrays."""

import random
from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from corpus import Sentence, Source, Words, mentions
from names import Names

from dateline.enrichment.entities.tagger.features import IDENTITIES, Features, features
from dateline.enrichment.entities.tagger.surface import case_of, gap_of

LINE, FULL_STOP = gap_of("\n"), gap_of(". ")
IN_CAPITALS, IN_TITLE_CASE = 0.03, 0.02
"""So large a share of the sentences is written as headlines are."""
SHORT_WORD = 3
SLICE = 50_000


class Vocabulary:
    """The features of numbered words."""

    def __init__(self, words: Words, flags: Callable[[str], int]) -> None:
        self._words, self._flags = words, flags
        self._buckets = np.zeros(0, np.int32)
        self._starts = np.zeros(1, np.int64)

    def grow(self) -> None:
        """Make the features of the words that are new."""
        new = [word or "\n" for word in self._words.all[len(self._starts) - 1 :]]
        parts, ends = [self._buckets], [self._starts]
        for at in range(0, len(new), SLICE):
            found = features(new[at : at + SLICE], self._flags)
            parts.append(found.buckets)
            ends.append(found.starts[1:].astype(np.int64) + ends[-1][-1])
        self._buckets, self._starts = np.concatenate(parts), np.concatenate(ends)

    def of(self, numbers: npt.NDArray[np.int64]) -> tuple[Features, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Return the features of words, how many each has, and which of them are the word itself."""
        counts = self._starts[numbers + 1] - self._starts[numbers]
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        places = np.arange(counts.sum()) - np.repeat(starts - self._starts[numbers], counts)
        identity = np.zeros(len(places), bool)
        for offset in range(IDENTITIES):
            identity[starts + offset] = True
        return Features(self._buckets[places], starts), counts, identity


@dataclass(frozen=True)
class Packed:
    """Sentences one behind the other. `bounds` are where they begin, and the end of the last."""

    words: npt.NDArray[np.int64]
    signs: npt.NDArray[np.int64]  # words x (gap, case, language, kind of corpus, known name)
    labels: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
    bounds: list[int]


class Packer:
    """Packs sentences; `languages` and `kinds` give them their numbers, 0 is unknown."""

    def __init__(
        self, words: Words, sources: Mapping[str, Source], languages: Mapping[str, int], kinds: Mapping[str, int]
    ) -> None:
        self._words, self._sources, self._languages, self._kinds = words, sources, languages, kinds

    def as_they_are(self, sentences: Sequence[Sentence]) -> Packed:
        """Pack sentences to be labelled."""
        return self._packed(sentences)

    def changed(self, sentences: Sequence[Sentence], names: Names, swapped: float, chance: random.Random) -> Packed:
        """Pack sentences to train on: a share of the names swapped, some sentences in capitals, some in one line."""
        found = []
        ended = False
        for sentence in sentences:
            other = self._recased(_swapped(sentence, names, swapped, chance), chance)
            if ended and other.gaps[0] == LINE and chance.random() < 0.5:
                other.gaps[0] = FULL_STOP
            found.append(other)
            ended = sentence.ends
        return self._packed(found)

    def _recased(self, sentence: Sentence, chance: random.Random) -> Sentence:
        draw, text = chance.random(), self._words.all
        if draw < IN_CAPITALS:
            words = [text[number].upper() for number in sentence.words]
        elif draw < IN_CAPITALS + IN_TITLE_CASE:
            words = [_with_capital(text[number]) for number in sentence.words]
        else:
            return sentence
        return sentence._replace(words=array("i", map(self._words.of, words)))

    def _packed(self, sentences: Sequence[Sentence]) -> Packed:
        columns: dict[str, array] = {
            name: array("i") for name in ("words", "labels", "gap", "case", "language", "kind", "known")
        }
        weights, bounds = array("f"), [0]
        for sentence in sentences:
            count, source = len(sentence.words), self._sources[sentence.source]
            columns["words"].extend(sentence.words)
            columns["labels"].extend(sentence.labels)
            columns["gap"].extend(sentence.gaps)
            columns["case"].extend([case_of([self._words.all[number] for number in sentence.words])] * count)
            columns["language"].extend([self._languages.get(sentence.language, 0)] * count)
            columns["kind"].extend([self._kinds[source.kind]] * count)
            columns["known"].extend(sentence.known)
            weights.extend([source.weight] * count)
            bounds.append(bounds[-1] + count)
        arrays = {name: np.array(column, np.int64) for name, column in columns.items()}
        signs = np.stack([arrays[name] for name in ("gap", "case", "language", "kind", "known")], axis=1)
        return Packed(arrays["words"], signs, arrays["labels"], np.array(weights, np.float32), bounds)


def epoch(sentences: Sequence[Sentence], sources: Mapping[str, Source], chance: random.Random) -> list[Sentence]:
    """Return the sentences of an epoch, shuffled: of each corpus and language as many as its source allows."""
    groups: dict[tuple[str, str], list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        groups[sentence.language, sentence.source].append(sentence)
    chosen: list[Sentence] = []
    for (_, source), group in sorted(groups.items(), key=lambda item: item[0]):
        chosen += chance.sample(group, min(sources[source].most, len(group)))
    chance.shuffle(chosen)
    return chosen


def _swapped(sentence: Sentence, names: Names, share: float, chance: random.Random) -> Sentence:
    """Put other names in the place of some; always a copy."""
    words, gaps, labels, known = array("i"), array("i"), array("i"), array("i")
    done = 0

    def keep(last: int) -> None:
        words.extend(sentence.words[done:last])
        gaps.extend(sentence.gaps[done:last])
        labels.extend(sentence.labels[done:last])
        known.extend(sentence.known[done:last])

    for first, last, kind in mentions(sentence.labels):
        other = names.instead(sentence.language, kind, chance) if chance.random() < share else None
        if other is not None:
            keep(first)
            label = sentence.labels[first]
            words.extend(other.words)
            gaps.extend([sentence.gaps[first], *other.gaps[1:]])
            labels.extend([label, *[label + 1] * (len(other.words) - 1)])
            known.extend(other.known)
            done = last
    keep(len(sentence.words))
    return sentence._replace(words=words, gaps=gaps, labels=labels, known=known)


def _with_capital(word: str) -> str:
    return word[:1].upper() + word[1:] if len(word) > SHORT_WORD else word
