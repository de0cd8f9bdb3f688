"""The trained tagger of persons, organisations and places."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import regex

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.tagger.decode import Decoder, Tagged, confidence
from dateline.enrichment.entities.tagger.flags import flags_of
from dateline.enrichment.entities.tagger.known import signs_of
from dateline.enrichment.entities.tagger.network import Network
from dateline.enrichment.entities.tagger.surface import breaks, cases, gaps
from dateline.enrichment.names.lexicon import Match
from dateline.enrichment.reading import Passage

FILE = Path(__file__).parent / "data" / "tagger.npz"
_READ = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}]")
_FOREIGN = regex.compile(r"[\p{L}--[\p{Latin}\p{Greek}\p{Cyrillic}]]", regex.VERSION1)
_READ_AS: Mapping[str, str] = json.loads((FILE.parent / "read_as.json").read_text(encoding="utf-8"))
"""Languages that are read as a neighbour whose corpora there are."""
_SAMPLE = 2000
_MOST_FOREIGN = 0.5


class Tagger:
    """Tags the words of texts in Latin, Greek and Cyrillic letters: it was trained on languages in these."""

    def __init__(self, gazetteer: Gazetteer, path: Path = FILE) -> None:
        self._network = Network(path, flags_of(gazetteer))
        self._decoder = Decoder(self._network.transitions)
        self.version = self._network.version

    def reads(self, text: str) -> bool:
        """Tell whether most letters of a text are in scripts that the tagger was trained on."""
        sample = text[:_SAMPLE]
        if sample.isascii() or not _FOREIGN.search(sample):
            return True
        foreign = len(_FOREIGN.findall(sample))
        return foreign <= _MOST_FOREIGN * (foreign + len(_READ.findall(sample)))

    def tag(self, passages: Mapping[Passage, Iterable[Match]], language: str) -> dict[Passage, list[Tagged]]:
        """Return the names of passages, for each in order and without overlaps.

        The passages come with what the lexicon found in them. `language` is a primary subtag; one that the tagger was
        not trained on is read as if it were not known.
        """
        words: list[str] = []
        gaps_before, cases_of, known = list[int](), list[int](), list[int]()
        for passage, matches in passages.items():
            words += passage.words
            gaps_before += gaps(passage.text, passage.tokens)
            cases_of += cases(passage)
            known += signs_of(len(passage.tokens), matches, language)
        found: dict[Passage, list[Tagged]] = {passage: [] for passage in passages}
        if not words:
            return found
        language = _READ_AS.get(language, language)
        scores = self._network.scores(words, gaps_before, cases_of, known, language)
        names = [
            name
            for name in self._decoder.names(scores, breaks(gaps_before))
            if _READ.match(words[name.first]) or words[name.first][0].isdigit()
        ]
        begin = at = 0
        for passage, tagged in found.items():
            end = begin + len(passage.tokens)
            while at < len(names) and names[at].first < end:
                tagged.append(names[at]._replace(first=names[at].first - begin, last=names[at].last - begin))
                at += 1
            begin = end
        return found

    def confidence(self, tagged: Tagged) -> float:
        """Return how often names that lead by such a margin were right on labelled sentences."""
        return confidence(tagged.margin, self._network.calibration)
