"""What can be set about fingerprints and their matching."""

from dataclasses import dataclass

DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class FingerprintOptions:
    """Limits of a fingerprint.

    `characters`: how much of a text is fingerprinted, in letters and digits; all of it counts for `exact`.
    """

    characters: int = 200_000


@dataclass(frozen=True, slots=True)
class DuplicateOptions:
    """Limits of a `DuplicateIndex`.

    `window_ms`: how far apart two articles may be, in event time and in append time (milliseconds). `articles`: how
    many of the newest articles of a language group are looked at. `newest_per_key`: how many articles are taken for
    a key. `rare`: one shared key is enough when at most so many articles have it. `compared`: how many candidates
    are compared by their sketches.
    """

    window_ms: int = 7 * DAY_MS
    articles: int = 400_000
    newest_per_key: int = 12
    rare: int = 8
    compared: int = 32
