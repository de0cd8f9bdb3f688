"""What kind of text an article's body is."""

from enum import StrEnum
from typing import Annotated

import pydantic

from dateline.records.record import Record, known


class ContentKind(StrEnum):
    """Only `full` and `teaser` are matched with other articles, or become originals."""

    FULL = "full"
    TEASER = "teaser"
    WALL = "wall"
    LISTING = "listing"
    EMPTY = "empty"


class Content(Record):
    """The kind of the body, and what shows it (rule names and counts, for people)."""

    kind: Annotated[
        str, known(ContentKind), pydantic.Field(description="only full and teaser are matched, or become originals")
    ]
    evidence: Annotated[tuple[str, ...], pydantic.Field(description="rule names and counts, for people")] = ()
