"""JSON Schema (2020-12) of each record."""

from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema

from dateline.records import SCHEMA_VERSION, AnnotatedArticle, Article, EnrichedArticle
from dateline.records.record import Record

JsonSchema = dict[str, Any]

_RECORDS: dict[str, tuple[type[Record], Literal["validation", "serialization"]]] = {
    "article": (Article, "validation"),
    "annotated-article": (AnnotatedArticle, "serialization"),
    "enriched-article": (EnrichedArticle, "serialization"),
}


class _Generator(GenerateJsonSchema):
    """Leaves out the titles that only repeat the names of fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 (pydantic's signature)
        return False


def record_schemas() -> dict[str, JsonSchema]:
    """Return the schema of each value: what may be written to the raw topic, and what is read from the others."""
    return {
        name: identified(name, model.model_json_schema(mode=mode, schema_generator=_Generator))
        for name, (model, mode) in _RECORDS.items()
    }


def identified(name: str, schema: JsonSchema) -> JsonSchema:
    """Return the schema with its dialect and its stable name, and descriptions free of the source's line breaks."""
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": f"urn:dateline:schema:{name}:{SCHEMA_VERSION}"}
    return {**head, **_unwrapped(schema)}


def _unwrapped(node: Any) -> Any:
    if isinstance(node, list):
        return [_unwrapped(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    return {
        key: " ".join(value.split()) if key == "description" and isinstance(value, str) else _unwrapped(value)
        for key, value in node.items()
    }
