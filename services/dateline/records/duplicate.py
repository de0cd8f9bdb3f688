"""Whether an article is a copy of an earlier one."""

from enum import StrEnum
from typing import Annotated

import pydantic

from dateline.records.record import Record, Time, known


class Verdict(StrEnum):
    """`update`: a later version of an article of the same id, or of the same outlet and URL."""

    UNIQUE = "unique"
    EXACT = "exact"
    NEAR = "near"
    PARTIAL = "partial"
    UPDATE = "update"


class Evidence(Record):
    """What decided, in terms a person understands."""

    containment: Annotated[
        float | None, pydantic.Field(description="share of the shorter text that the other holds")
    ] = None
    numbers_agreeing: Annotated[
        int | None, pydantic.Field(description="numbers of the shorter text that the longer one holds")
    ] = None
    numbers_conflicting: Annotated[
        int | None, pydantic.Field(description="numbers of the shorter text that the longer one does not hold")
    ] = None
    shared_keys: Annotated[int | None, pydantic.Field(description="fingerprint keys that both texts have")] = None
    met_by: Annotated[str | None, pydantic.Field(description="what brought the two together")] = None


class Duplicate(Record):
    """The verdict on an article.

    `of` is the id of the earlier article it was attached to, `cluster` the id of the story's first article (its own
    id where the article is `unique`), `score` a probability from 0 to 1, `nth` the article's place in its cluster.
    Ids belong to outlets: a story is told by `cluster` and `original_outlet` together (the article's own outlet where
    it is `unique`).
    """

    verdict: Annotated[str, known(Verdict), pydantic.Field(description="what it is to the earlier article")]
    of: Annotated[str | None, pydantic.Field(description="id of the earlier article it was attached to")] = None
    cluster: Annotated[str, pydantic.Field(description="id of the first article of the story; its own where unique")]
    score: Annotated[float | None, pydantic.Field(description="probability, 0 to 1, of a copy")] = None
    evidence: Annotated[Evidence | None, pydantic.Field(description="what decided")] = None
    original_outlet: Annotated[str | None, pydantic.Field(description="outlet of the first article of the story")] = (
        None
    )
    original_event_time: Annotated[
        Time | None, pydantic.Field(description="event time of the first article of the story")
    ] = None
    nth: Annotated[int, pydantic.Field(description="place in the cluster, from 1")] = 1
