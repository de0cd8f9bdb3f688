import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker

from dateline.records import Article, Field
from dateline.records.record import Selection

SCHEMAS = Path(__file__).parents[2] / "schemas"
FILES = sorted(SCHEMAS.glob("*.schema.json"))

# What 2020-12 and draft 07 read alike; asyncapi.yaml gives the schemas as draft 07.
COMMON_KEYWORDS = {
    *("$schema", "$id", "$defs", "$ref", "description", "title", "default", "examples", "type", "enum", "const"),
    *(
        "properties",
        "required",
        "additionalProperties",
        "items",
        "anyOf",
        "format",
        "pattern",
        "minLength",
        "maxLength",
    ),
    *("minimum", "maximum"),
}

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time")
def _is_rfc3339(value: object) -> bool:
    return not isinstance(value, str) or bool(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value, re.ASCII)
    )


# JSON as a source may write it
_TIMES = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 (hypothesis takes bounds without a zone)
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
).map(datetime.isoformat)
_KEYS = st.text(max_size=8).filter(lambda name: name not in Article.model_fields)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_ARTICLES = st.fixed_dictionaries(
    {
        "id": st.text(min_size=1, max_size=256),
        "outlet": st.text(min_size=1, max_size=256),
        "body_text": st.text(),
    },
    optional={
        "url": st.none() | st.text(),
        "headline": st.text(),
        "language": st.none() | st.text(),
        "published_at": st.none() | _TIMES,
        "status": st.sampled_from(["usable", "withheld", "canceled"]),
        "metadata": st.dictionaries(st.text(max_size=8), _JSON, max_size=3),
    },
)


def _load(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(_load(name), format_checker=FORMATS)


def _subschemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for name in ("properties", "$defs"):
        for inner in schema.get(name, {}).values():
            yield from _subschemas(inner)
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield from _subschemas(schema[name])
    for inner in schema.get("anyOf", []):
        yield from _subschemas(inner)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_schemas_are_valid_and_read_alike_in_both_dialects(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    used = set().union(*_subschemas(schema))
    assert used <= COMMON_KEYWORDS
    # draft 07 ignores what stands beside $ref: only texts for people may
    for inner in _subschemas(schema):
        assert "$ref" not in inner or inner.keys() <= {"$ref", "description", "default"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_property_says_what_it_is(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    silent = [
        name
        for inner in _subschemas(schema)
        for name, property_ in inner.get("properties", {}).items()
        if not property_.get("description")
    ]
    assert silent == []


@pytest.mark.parametrize("name", ["annotated-article", "enriched-article"])
def test_every_selection_says_how_offsets_count(name: str) -> None:
    definitions = _load(name)["$defs"]
    selections = {cls.__name__ for cls in Selection.__subclasses__()} & definitions.keys()
    assert selections >= {"Furniture", "Credit", "LanguageSpan", "Entity"}
    for selection in selections:
        assert "Unicode code points" in definitions[selection]["properties"]["start"]["description"]
        assert definitions[selection]["properties"]["field"]["examples"] == list(Field)


@given(_ARTICLES, st.dictionaries(_KEYS, _JSON, max_size=3))
def test_what_the_schema_allows_on_the_raw_topic_the_model_reads_and_writes_in_the_schema(
    written: dict[str, Any], unknown: dict[str, Any]
) -> None:
    value = {**unknown, **written}
    validator = _validator("article")
    validator.validate(value)
    read = Article.model_validate_json(json.dumps(value))
    validator.validate(json.loads(read.model_dump_json()))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": ""}, "should be non-empty"),
        ({"id": "x" * 257}, "too long"),
        ({"outlet": 7}, "not of type 'string'"),
        ({"body_text": None}, "not of type 'string'"),
        ({"status": "killed"}, "not one of"),
        ({"metadata": []}, "not of type 'object'"),
        ({"published_at": "yesterday"}, "under any of the given schemas"),
    ],
)
def test_what_the_model_refuses_the_schema_refuses(change: dict[str, Any], reason: str) -> None:
    value = {"id": "a", "outlet": "b", "body_text": "c", **change}
    (error,) = _validator("article").iter_errors(value)
    assert reason in error.message
    with pytest.raises(ValueError, match=next(iter(change))):
        Article.model_validate(value)
