"""The annotated and the enriched article: the values on `articles.annotated` and `articles.enriched`."""

from enum import StrEnum
from typing import Annotated

import pydantic

from dateline.records.article import Article
from dateline.records.content import Content
from dateline.records.credit import Credit
from dateline.records.duplicate import Duplicate
from dateline.records.entity import Entity
from dateline.records.fingerprint import Fingerprint
from dateline.records.furniture import Furniture
from dateline.records.language import Language
from dateline.records.pipeline import Pipeline
from dateline.records.record import Record, Time, known

SCHEMA_VERSION = "1"


class EventTimeSource(StrEnum):
    """Where `event_time` comes from."""

    PUBLISHED_AT = "published_at"
    RECORD_TIMESTAMP = "record_timestamp"
    NONE = "none"


class Annotations(Record):
    """An article and what was found in it alone."""

    schema_version: Annotated[str, pydantic.Field(description="goes up with an incompatible change only")] = (
        SCHEMA_VERSION
    )
    article: Annotated[Article, pydantic.Field(description="as received")]
    event_time: Annotated[Time | None, pydantic.Field(description="when it was published, in UTC, as far as is known")]
    event_time_source: Annotated[
        str, known(EventTimeSource), pydantic.Field(description="where `event_time` comes from")
    ]
    content: Annotated[Content, pydantic.Field(description="what kind of text the body is")]
    furniture: Annotated[tuple[Furniture, ...], pydantic.Field(description="what is of the page, not of the article")]
    credits: Annotated[tuple[Credit, ...], pydantic.Field(description="agencies that the text credits")]
    language: Annotated[Language, pydantic.Field(description="of the whole and of its parts")]
    entities: Annotated[tuple[Entity, ...], pydantic.Field(description="mentions of persons, organisations and places")]


class AnnotatedArticle(Annotations):
    """The value on `articles.annotated`: also the language group it is matched in, and its fingerprint."""

    pipeline: Annotated[Pipeline, pydantic.Field(description="what made the annotations")]
    language_group: Annotated[
        str, pydantic.Field(description="languages that are matched with each other; it decides the partition")
    ]
    fingerprint: Annotated[Fingerprint, pydantic.Field(description="what the matching of copies needs to know")]


class EnrichedArticle(Annotations):
    """The value on `articles.enriched`: the article beside everything Dateline says of it."""

    duplicate: Annotated[Duplicate, pydantic.Field(description="whether it is a copy of an earlier article")]
    pipeline: Annotated[Pipeline, pydantic.Field(description="what made the annotations")]
