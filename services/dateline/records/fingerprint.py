"""What the matching of copies needs to know of a text."""

from typing import Annotated

import pydantic

from dateline.records.record import Record


class Fingerprint(Record):
    """Keys under which copies meet, and a sketch to compare them by.

    `content` is the hash of the normalised text, `keys` are 32-bit hashes of runs of characters in hexadecimal,
    `sketch` is base64 (duplicates/sketch.py says what it holds), `tokens` the number of tokens of the text.
    """

    content: Annotated[str, pydantic.Field(description="hash of the normalised text")]
    keys: Annotated[tuple[str, ...], pydantic.Field(description="shingle hashes in hexadecimal")]
    sketch: Annotated[str, pydantic.Field(description="base64")]
    tokens: Annotated[int, pydantic.Field(description="length of the text in tokens")]
