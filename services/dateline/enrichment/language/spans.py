"""The parts of an article in different languages, at the edges of sentences and paragraphs."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from dateline.enrichment.language.detector import UNDETERMINED, Detector, Guess
from dateline.enrichment.reading import Passage, Span

_PIECE = 80
_SHORT = 100
_MORE_LIKELY = 0.5
# what a character says, against a letter of an alphabet
DENSITY = {"ja": 2, "ko": 2, "yue": 3, "zh": 3}
_OPENING = "\"'([«„“‘¿¡—–-#@"


class Part(NamedTuple):
    """A stretch in one language."""

    span: Span
    tag: str
    confidence: float


def pieces(passage: Passage) -> list[Span]:
    """Cut the prose of a passage at sentence ends into stretches of 80 characters or more, none across lines."""
    found: list[Span] = []
    for line in passage.prose:
        start = line.start
        if line.end - line.start > _PIECE * 2:
            sentences = passage.sentences
            inside = sentences[bisect_left(sentences, (line.start,)) : bisect_left(sentences, (line.end,))]
            for sentence, following in pairwise(inside):
                if sentence.end - start >= _PIECE and line.end - following.start >= _PIECE // 2:
                    found.append(Span(start, sentence.end))
                    start = following.start
        found.append(Span(start, line.end))
    return found


def parts(passage: Passage, tag: str, detector: Detector, sure: float, letters: int) -> list[Part]:
    """Return the stretches of a passage by language, in order; what tells nothing goes with what is before it.

    Another language than `tag` begins only with a piece of at least `letters` characters (fewer where each says more)
    that is in it with the confidence `sure`, and is no list of names.
    """
    spans = pieces(passage)
    guesses = detector.compare([passage.of(span) for span in spans], tag)
    tags = [tag] * len(spans)
    for place, (span, guess) in enumerate(zip(spans, guesses, strict=True)):
        foreign = guess.tag not in (tag, UNDETERMINED) and guess.confidence >= sure
        length = (span.end - span.start) * DENSITY.get(guess.tag, 1)
        if foreign and length >= letters and not _are_names(passage.of(span)):
            tags[place] = guess.tag
    for order in (range(len(spans)), reversed(range(len(spans)))):
        _spread(tags, tag, spans, guesses, list(order))
    return [
        Part(Span(spans[run[0]].start, spans[run[-1]].end), found, _confidence(run, found, guesses))
        for found, run in ((found, list(run)) for found, run in groupby(range(len(spans)), key=tags.__getitem__))
    ]


def _are_names(text: str) -> bool:
    """Tell whether two words in three or more begin with a capital, and are not written in capitals altogether."""
    words = text.split()
    capitals = sum(word.lstrip(_OPENING)[:1].isupper() for word in words)
    return capitals * 3 >= len(words) * 2 and not text.isupper()


def _spread(tags: list[str], tag: str, spans: Sequence[Span], guesses: Sequence[Guess], order: Sequence[int]) -> None:
    """Let a foreign part take in neighbours that rather speak for it; onwards also short ones that are not in `tag`."""
    for before, place in pairwise(order):
        if tags[place] != tag or tags[before] == tag:
            continue
        guess = guesses[place]
        likely = guess.tag == tags[before] and guess.confidence >= _MORE_LIKELY
        short = spans[place].end - spans[place].start <= _SHORT
        # who signs a post, and when, stands below it
        below = place > before and short and guess.tag != tag
        if likely or below:
            tags[place] = tags[before]


def _confidence(run: Sequence[int], tag: str, guesses: Sequence[Guess]) -> float:
    told = [guesses[place].confidence for place in run if guesses[place].tag == tag]
    return max(told, default=0.0)
