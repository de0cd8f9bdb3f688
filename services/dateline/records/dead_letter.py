"""Why a record became a dead letter."""

from enum import StrEnum
from typing import Annotated

import pydantic

from dateline.records.record import Record


class Stage(StrEnum):
    """Where in the pipeline; the label `stage` of the metrics."""

    DECODE = "decode"
    FURNITURE = "furniture"
    LANGUAGE = "language"
    ENTITIES = "entities"
    FINGERPRINT = "fingerprint"
    MATCH = "match"
    PUBLISH = "publish"


class Reason(StrEnum):
    """What was wrong; a closed enumeration."""

    INVALID_UTF8 = "invalid_utf8"
    INVALID_JSON = "invalid_json"
    INVALID_ARTICLE = "invalid_article"
    TOO_LARGE = "too_large"
    STAGE_FAILED = "stage_failed"


class DeadLetter(Record):
    """What the headers of a record on `articles.dead` say; its key and value are the original's."""

    topic: Annotated[str, pydantic.Field(description="where the record stood")]
    partition: Annotated[int, pydantic.Field(description="where the record stood")]
    offset: Annotated[int, pydantic.Field(description="where the record stood")]
    stage: Annotated[Stage, pydantic.Field(description="where in the pipeline it failed")]
    reason: Annotated[Reason, pydantic.Field(description="what was wrong")]
    detail: Annotated[str, pydantic.Field(description="the error message, for people")]
    attempts: Annotated[int, pydantic.Field(description="how often it has been tried, this time included")]
    version: Annotated[str, pydantic.Field(description="of the Dateline that wrote the letter")]
