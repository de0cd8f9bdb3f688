"""What a language detector is to the stage."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

UNDETERMINED = "und"


class Guess(NamedTuple):
    """A language tag, and the probability from 0 to 1 that it is right."""

    tag: str
    confidence: float


NOTHING = Guess(UNDETERMINED, 0.0)
"""The answer where a text does not tell."""


class Detector(Protocol):
    """Tells the language of a text. Deterministic, and never raises on any string."""

    name: str
    version: str
    languages: tuple[str, ...]

    def detect(self, text: str) -> Guess:
        """Return the language of a text, `und` with confidence 0 where nothing in it tells."""

    def compare(self, pieces: Sequence[str], tag: str) -> list[Guess]:
        """For pieces of an article in language `tag`, return the language that each is in.

        A piece that may well be in `tag` is; the confidence of another language is the probability that it is that
        rather than `tag`. `und` is neither for `tag` nor against it.
        """
