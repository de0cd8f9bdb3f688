"""From the bytes of a record to an article, or to a clear reason why it is none."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from dateline.errors import ArticleTooLarge, InvalidArticle, UndecodableArticle
from dateline.records import AnnotatedArticle, Article, Reason

Model = TypeVar("Model", bound=BaseModel)


def decode_article(value: bytes, max_bytes: int) -> Article:
    """Read the value of a record on `articles.raw`.

    Raises ArticleTooLarge over `max_bytes`, UndecodableArticle for bytes that are not UTF-8 or not JSON, and
    InvalidArticle for JSON that is not an article.
    """
    return _decode(value, max_bytes, Article)


def decode_annotated(value: bytes, max_bytes: int) -> AnnotatedArticle:
    """Read the value of a record on `articles.annotated`; raises as `decode_article` does."""
    return _decode(value, max_bytes, AnnotatedArticle)


def _decode(value: bytes, max_bytes: int, model: type[Model]) -> Model:
    if len(value) > max_bytes:
        raise ArticleTooLarge(f"the value has {len(value):,} bytes; at most {max_bytes:,} are accepted", "decode")
    try:
        value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UndecodableArticle(f"not UTF-8: {error.reason} at byte {error.start}", Reason.INVALID_UTF8) from error
    try:
        data = from_json(value, allow_inf_nan=False)
    except ValueError as error:
        raise UndecodableArticle(f"not JSON: {error}", Reason.INVALID_JSON) from error
    if not isinstance(data, dict):
        raise InvalidArticle(f"expected a JSON object with the fields of an {model.__name__}, found {_kind(data)}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc'])) or 'record'}: {problem['msg']}" for problem in error.errors()[:5]
        ]
        raise InvalidArticle("; ".join(problems)) from error


def _kind(data: object) -> str:
    names = {list: "an array", str: "a string", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(data), "null")
