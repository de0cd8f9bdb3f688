"""What made an annotation."""

from typing import Annotated

import pydantic

from dateline.records.record import Record


class Pipeline(Record):
    """The version of Dateline, and of each model and data file that decides something."""

    version: Annotated[str, pydantic.Field(description="of Dateline")]
    models: Annotated[
        dict[str, str], pydantic.Field(description="name of each model or data file: its version or hash")
    ]
