"""From the JSON of one article to a row."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from dateline.errors import BadRow
from dateline.records import AnnotatedArticle, Article, EnrichedArticle
from dateline.replayer.sources.decoding import NotText, decode
from dateline.replayer.sources.identity import stable_id
from dateline.replayer.sources.input import Input
from dateline.replayer.sources.problems import problems
from dateline.replayer.sources.source import Row, SourceFormat


def read_row(source: Input, data: bytes, line: int) -> Row | BadRow:
    """Read a JSON object that begins on `line` of `source`; in its place, where it is no article, the error.

    An object without `outlet` gets that of the source, one without `id` a hash. A record of `articles.annotated` or
    `articles.enriched` stands for the article in it, so that the dump of a topic can be read again.
    """
    try:
        value = from_json(decode(data), allow_inf_nan=False)
    except NotText as error:
        return BadRow(source.label, line, str(error))
    except ValueError as error:
        return BadRow(source.label, line, f"not JSON: {error}")
    if not isinstance(value, dict):
        return BadRow(source.label, line, f"expected a JSON object, found {_kind(value)}")
    try:
        return _record(source, value, line)
    except ValidationError as error:
        return BadRow(source.label, line, problems(error))


def _record(source: Input, value: dict[str, Any], line: int) -> Row:
    if "schema_version" not in value or "article" not in value:
        return Row(Article.model_validate(_completed(source, value)), source.label, line, SourceFormat.JSON)
    if "fingerprint" not in value:
        article = Article.model_validate(value["article"])
        try:
            return Row(article, source.label, line, SourceFormat.JSON, enriched=EnrichedArticle.model_validate(value))
        except ValidationError:
            # of another version, or cut: the article in it can be enriched again all the same
            return Row(article, source.label, line, SourceFormat.JSON)
    annotated = AnnotatedArticle.model_validate(value)
    return Row(annotated.article, source.label, line, SourceFormat.JSON, annotated)


def _completed(source: Input, value: dict[str, Any]) -> dict[str, Any]:
    outlet, identifier = value.get("outlet"), value.get("id")
    if outlet is None:
        outlet = source.outlet
    if identifier is None and isinstance(outlet, str):
        url, headline, body = (value.get(name) for name in ("url", "headline", "body_text"))
        identifier = stable_id(outlet, url if isinstance(url, str) else None, f"{headline or ''}\n{body or ''}")
    return {**value, "outlet": outlet, "id": identifier}


def _kind(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
