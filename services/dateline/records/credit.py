"""The agency a text credits."""

from typing import Annotated

import pydantic

from dateline.records.record import Selection


class Credit(Selection):
    """Where a byline, dateline or closing line names an agency; `id` is the same in every language."""

    id: Annotated[str, pydantic.Field(description="the same in every language")]
    name: Annotated[str, pydantic.Field(description="of the agency, for people")]
