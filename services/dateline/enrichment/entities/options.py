"""What the operator may set."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class EntityOptions:
    """Options of the entity stage.

    `min_confidence`: mentions below it are dropped. `min_city_margin`: by how many times the population of a city
    must exceed that of the next one of its name to be linked without other evidence. `recogniser`: who finds the
    mentions, see `recognisers`. `names`: directories of the operator's own names, see `own_names`; a later one wins.
    """

    min_confidence: float = 0.5
    min_city_margin: float = 5.0
    recogniser: str = "tagger"
    names: tuple[Path, ...] = ()
