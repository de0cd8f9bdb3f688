"""What all records share: immutable, tolerant of fields that a later version adds."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import pydantic
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema


class Record(BaseModel):
    """A value on a topic, or a part of one."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


def known(values: type[StrEnum]) -> WithJsonSchema:
    """Describe an open enumeration: the values known today, with room for those of later versions."""
    return WithJsonSchema({"type": "string", "examples": [value.value for value in values]})


def _from_text(value: object) -> object:
    # pydantic would also take numbers, as seconds or milliseconds since 1970: a guess about the unit
    if not isinstance(value, str | datetime):
        raise ValueError("expected an RFC 3339 time such as 2026-09-13T08:30:00Z")  # noqa: TRY004 (pydantic's protocol)
    return value


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{value} lies outside the years 1 to 9999 in UTC") from error


Time = Annotated[datetime, BeforeValidator(_from_text), AfterValidator(_in_utc)]
"""A point in time in UTC; RFC 3339 in JSON. A time without an offset is taken as UTC."""


class Field(StrEnum):
    """The fields of an article that annotations point into."""

    HEADLINE = "headline"
    BODY_TEXT = "body_text"


class Selection(Record):
    """A stretch of a field: `text[start:end]`, counted in Unicode code points."""

    field: Annotated[str, known(Field), pydantic.Field(description="the field of `article` that is selected from")]
    start: Annotated[
        int,
        pydantic.Field(
            description="first code point selected, counted from 0 in Unicode code points (not bytes, not UTF-16 units)"
        ),
    ]
    end: Annotated[
        int,
        pydantic.Field(description="one past the last code point selected, counted as `start` is"),
    ]
