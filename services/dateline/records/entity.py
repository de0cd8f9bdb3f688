"""Persons, organisations and places that an article names."""

from enum import StrEnum
from typing import Annotated

import pydantic

from dateline.records.record import Record, Selection, known


class EntityType(StrEnum):
    """The types of entities found today."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"


class LinkMethod(StrEnum):
    """How a link was made."""

    ALIAS = "alias"
    GAZETTEER = "gazetteer"
    NAME_KEY = "name_key"
    COREFERENCE = "coreference"
    OPERATOR = "operator"


class Link(Record):
    """Which entity it is, how that was found, and how sure the link is (0 to 1)."""

    id: Annotated[
        str,
        pydantic.Field(
            description="One entity in every language and release: iso3166:KE, iso3166-2:US-GA, unm49:150, "
            "geonames:184745, dateline:person/..., dateline:organisation/..., dateline:place/.... Not so "
            "dateline:name/1/...: a key made from the spelling by the first rules, which namesakes share. "
            "Other namespaces may be added, and the operator's own."
        ),
    ]
    name: Annotated[str, pydantic.Field(description="canonical name, for people")]
    method: Annotated[str, known(LinkMethod), pydantic.Field(description="how the link was made")]
    confidence: Annotated[float, pydantic.Field(description="probability, 0 to 1, that the link is right")]
    same_as: Annotated[
        tuple[str, ...],
        pydantic.Field(
            description="ids of the same entity elsewhere, such as wikidata:Q3616; left out where none is known",
            exclude_if=lambda ids: not ids,
        ),
    ] = ()


class Entity(Selection):
    """One mention. `text` is the stretch of the field that `start` and `end` select."""

    text: Annotated[str, pydantic.Field(description="the text selected")]
    type: Annotated[str, known(EntityType), pydantic.Field(description="what kind of thing is named")]
    confidence: Annotated[float, pydantic.Field(description="probability, 0 to 1, that this is a name of that type")]
    link: Annotated[Link | None, pydantic.Field(description="which entity it is; null: not told")] = None
