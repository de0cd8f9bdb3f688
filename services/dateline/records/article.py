"""An article as a source publishes it: the value on `articles.raw`."""

import math
from enum import StrEnum
from typing import Annotated, Any

import pydantic
from pydantic import AfterValidator, JsonValue, model_validator

from dateline.records.record import Record, Time


class Status(StrEnum):
    """Whether the article may be used; IPTC ninjs `pubstatus`."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


def _finite(value: Any) -> Any:
    # a number such as 1e999 reads as infinity, which JSON cannot write again
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, float) and not math.isfinite(inner):
            raise ValueError("metadata holds a number that is too large for a double")
        _finite(inner)
    return value


class Article(Record):
    """A news article. Fields that are not named here land in `metadata` and are passed through."""

    id: Annotated[
        str, pydantic.Field(min_length=1, max_length=256, description="unique at the source; 1-256 characters")
    ]
    outlet: Annotated[str, pydantic.Field(min_length=1, max_length=256, description="who published it; the Kafka key")]
    url: Annotated[str | None, pydantic.Field(description="where it was published")] = None
    headline: Annotated[str, pydantic.Field(description="may be empty")] = ""
    body_text: Annotated[str, pydantic.Field(description="the text, as published")]
    language: Annotated[
        str | None, pydantic.Field(description="as the source declares it; BCP 47 where it does so well")
    ] = None
    published_at: Annotated[Time | None, pydantic.Field(description="RFC 3339")] = None
    status: Annotated[
        Status,
        pydantic.Field(
            description="whether it may be used; it keeps its cluster and never becomes an original otherwise"
        ),
    ] = Status.USABLE
    metadata: Annotated[
        dict[str, JsonValue],
        AfterValidator(_finite),
        pydantic.Field(default_factory=dict, description="anything else, untouched"),
    ]

    @model_validator(mode="before")
    @classmethod
    def _gather_unknown(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        unknown = data.keys() - cls.model_fields.keys()
        metadata = data.get("metadata", {})
        if not unknown or not isinstance(metadata, dict):
            return data
        gathered = dict(metadata)
        for name in data:
            if name in unknown:
                free = name
                while free in gathered:
                    free += "_"
                gathered[free] = data[name]
        return {**{name: value for name, value in data.items() if name not in unknown}, "metadata": gathered}
