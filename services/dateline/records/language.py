"""The language of an article and of its parts."""

from typing import Annotated

import pydantic

from dateline.records.record import Record, Selection


class LanguageSpan(Selection):
    """A part in another language than the article's; where none prevails, each part, those in `tag` included."""

    tag: Annotated[str, pydantic.Field(description="BCP 47 tag of the part")]
    confidence: Annotated[float, pydantic.Field(description="probability, 0 to 1, that `tag` is right")]


class Language(Record):
    """BCP 47 tag (`und`: not to be told), ISO 15924 script, and the parts in other languages.

    `confidence` is the probability, 0 to 1, that `tag` is right. `declared` is what the source says.
    """

    tag: Annotated[str, pydantic.Field(description="BCP 47 tag; und: not to be told")]
    confidence: Annotated[float, pydantic.Field(description="probability, 0 to 1, that `tag` is right")]
    script: Annotated[str | None, pydantic.Field(description="ISO 15924 code")] = None
    declared: Annotated[str | None, pydantic.Field(description="what the source says")] = None
    spans: Annotated[
        tuple[LanguageSpan, ...],
        pydantic.Field(description="parts in other languages; all parts where no language prevails"),
    ] = ()
