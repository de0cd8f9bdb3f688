"""Tells apart the languages that are written in one script."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from dateline.enrichment.language.automaton import Automaton
from dateline.enrichment.language.lexicon import Lexicon
from dateline.enrichment.language.normal import words


class ScriptModel:
    """Naive Bayes over byte n-grams and telling words; all sums are of whole numbers, in tenths of a nat."""

    def __init__(
        self, script: str, languages: Sequence[str], features: Sequence[bytes], weights: NDArray[np.int8] | None
    ) -> None:
        self.languages = tuple(languages)
        self._lexicon = Lexicon(script, languages)
        self._automaton = Automaton(features) if len(features) else None
        # after the n-grams come the words, first the row of what is none
        self._none = len(features)
        above = () if weights is None else (weights,)
        self._table = np.concatenate((*above, self._lexicon.table))
        self._words = self._table[self._none :]
        self.has_ngrams = self._automaton is not None
        self.has_words = len(self._lexicon.table) > 1

    def score(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32], list[int]]:
        """Score several texts in one go.

        Returns the scores of all texts together, (languages,); those of each by its n-grams alone,
        (texts, languages); and the number of bytes of each.
        """
        tokens = [words(text) for text in texts]
        pieces = [b" %b " % b" ".join(words_) for words_ in tokens]
        told = [
            self._none + row
            for text, words_ in zip(texts, tokens, strict=True)
            for row in self._lexicon.find(text, words_)
        ]
        sizes = [len(piece) for piece in pieces]
        # the row of what is none stands for the words where there are none, and for the n-grams where there is no table
        if self._automaton is None:
            rows, starts = (
                np.array([self._none] * len(texts) + [self._none, *told], dtype=np.intp),
                [*range(len(texts) + 1)],
            )
        else:
            rows, starts = self._automaton.find(b"".join(pieces), [self._none, *told]), [0, *accumulate(sizes)]
        each = np.add.reduceat(self._table.take(rows, axis=0), starts, axis=0, dtype=np.int32)
        return np.add.reduce(each, axis=0), each[:-1], sizes

    def score_words(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return what the telling words of each text alone say: (texts, languages)."""
        rows, starts = self._lexicon.find_each(texts)
        return np.add.reduceat(self._words.take(rows, axis=0), starts, axis=0, dtype=np.int32)
