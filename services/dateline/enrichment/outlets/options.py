"""How far back an outlet is remembered."""

from dataclasses import dataclass

DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class OutletOptions:
    """Limits of an `OutletMemory`.

    `articles`: how many of an outlet's newest articles are looked at for repeated lines. `holders`: how many of them
    must hold a line. `window_ms`: for how long a later version follows the language group of the first, in
    milliseconds of record timestamps. `disorder_ms`: by how much record timestamps may run backwards.
    """

    articles: int = 200
    holders: int = 2
    window_ms: int = 7 * DAY_MS
    disorder_ms: int = DAY_MS
