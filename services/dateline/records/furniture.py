"""Page furniture: what is on the page and not of the article."""

from typing import Annotated

import pydantic

from dateline.records.record import Selection


class Furniture(Selection):
    """A stretch of page furniture, and the rule that found it."""

    rule: Annotated[str, pydantic.Field(description="name of the rule that found it")]
