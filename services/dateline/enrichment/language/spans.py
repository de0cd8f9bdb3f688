"""The parts of an article in different languages, at the edges of sentences and paragraphs."""

from bisect import bisect_right
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
    for start, end in passage.prose:
        if end - start > _PIECE * 2:
            found += passage.stretches(start, end, _PIECE, _PIECE // 2, _rest_of_sentence(passage, start, end))
        else:
            found.append(Span(start, end))
    return found


def _rest_of_sentence(passage: Passage, start: int, end: int) -> int:
    """Return how many characters are left of a sentence in front of which furniture stands: it goes with the next."""
    if not passage.aside:
        return 0
    line = passage.lines[bisect_right(passage.lines, (start, len(passage.text))) - 1]
    if line.start == start:
        return 0
    sentences = passage.stretches(start, end)
    return (sentences[1].start if len(sentences) > 1 else end) - start


def parts(passage: Passage, tag: str, detector: Detector, sure: float, letters: int) -> list[Part]:
    """Return the stretches of a passage by language, in order; what tells nothing goes with what is before it.

    Another language than `tag` begins only with a piece of at least `letters` characters (fewer where each says more)
    that is in it with the confidence `sure`, and is no list of names.
    """
    spans = pieces(passage)
    if not spans:
        return []
    guesses = detector.compare(list(map(passage.of, spans)), tag)
    tags = [tag] * len(spans)
    for place, (span, guess) in enumerate(zip(spans, guesses, strict=True)):
        if guess.tag in (tag, UNDETERMINED) or guess.confidence < sure:
            continue
        length = (span.end - span.start) * DENSITY.get(guess.tag, 1)
        if length >= letters and not _are_names(passage.of(span)):
            tags[place] = guess.tag
    if tags.count(tag) == len(tags):
        return [Part(Span(spans[0].start, spans[-1].end), tag, _confidence(range(len(spans)), tag, guesses))]
    for order in (range(len(spans)), range(len(spans))[::-1]):
        _spread(tags, tag, spans, guesses, order)
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
