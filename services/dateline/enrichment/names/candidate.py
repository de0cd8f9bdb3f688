"""What a name may stand for."""

from collections.abc import Sequence
from typing import NamedTuple

from dateline.records import EntityType

COUNTRY, CITY = "iso3166:", "geonames:"
"""How the ids of countries and cities begin."""


class Candidate(NamedTuple):
    """An entity that bears a name, and what is known of that name.

    `source` is operator, alias, territory or city; `capitals` says, as bits, which tokens must begin with a capital;
    `acronym` that the name is written in capitals throughout. `languages` is empty where the name holds in any.
    `alone` marks a person's bare surname. `families` are the keys of a person's surnames,
    `same_as` its ids elsewhere. `generic` says that every country may have one of that name.
    """

    id: str
    name: str
    type: EntityType
    source: str
    capitals: int
    acronym: bool = False
    alone: bool = False
    country: str = ""
    population: int = 0
    primary: bool = True
    languages: frozenset[str] = frozenset()
    families: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    generic: bool = False


def without_doubtful(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Leave out the territories where an alias bears the name.

    Other languages, and notes in parentheses, give territories names such as "США" for the Virgin Islands of the USA.
    """
    if len(candidates) > 1 and any(candidate.source == "alias" and not candidate.generic for candidate in candidates):
        return tuple(candidate for candidate in candidates if candidate.source != "territory")
    return tuple(candidates)
