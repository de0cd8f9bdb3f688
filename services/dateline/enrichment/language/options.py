"""The language stage's settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LanguageOptions:
    """How languages are told.

    `detector` is `ngrams` or `langdetect`; `languages` the tags to choose from, all that the detector knows where
    empty. A guess of less than `minimum_confidence` (0 to 1) is `und`. A part in another language must be sure by
    `span_confidence` (0 to 1) and have `span_characters` characters. Where no language holds `main_share` (0 to 1) of
    the body, each part gets a span, those in the article's own language too.
    """

    detector: str = "ngrams"
    languages: tuple[str, ...] = ()
    minimum_confidence: float = 0.3
    span_confidence: float = 0.95
    span_characters: int = 60
    main_share: float = 0.6
