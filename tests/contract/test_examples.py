import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from dateline.records import AnnotatedArticle, Article, ContentKind, DeadLetter, EnrichedArticle, EntityType, Verdict
from dateline.records.headers import read_dead_letter, replayed_position

SCHEMAS = Path(__file__).parents[2] / "schemas"
READERS = {"article": Article, "annotated-article": AnnotatedArticle, "enriched-article": EnrichedArticle}


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


EXAMPLES = [_load(path) for path in sorted(SCHEMAS.glob("examples/*.json"))]
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
each_annotated = pytest.mark.parametrize(
    "example", [example for example in EXAMPLES if example["selects"]], ids=lambda example: example["name"]
)


def _at(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        value = value[int(step) if isinstance(value, list) else step]
    return value


def _selections(node: Any, pointer: str = "") -> set[str]:
    if isinstance(node, list):
        return set().union(*(_selections(inner, f"{pointer}/{index}") for index, inner in enumerate(node)))
    if isinstance(node, dict):
        own = {pointer} if {"field", "start", "end"} <= node.keys() else set()
        return own.union(*(_selections(inner, f"{pointer}/{name}") for name, inner in node.items()))
    return set()


@each_example
def test_each_example_is_what_its_schema_and_its_model_read(example: dict[str, Any]) -> None:
    name = f"{example['kind']}-headers" if example["kind"].startswith("dead-letter") else "record-headers"
    Draft202012Validator(_load(SCHEMAS / f"{name}.schema.json")).validate(example["headers"])
    if example["kind"] in READERS:
        schema = _load(SCHEMAS / f"{example['kind']}.schema.json")
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(example["value"])
        READERS[example["kind"]].model_validate_json(json.dumps(example["value"]))


@pytest.mark.parametrize(
    "example",
    [example for example in EXAMPLES if example["kind"] in ("annotated-article", "enriched-article")],
    ids=lambda example: example["name"],
)
def test_reading_and_writing_an_example_again_changes_nothing(example: dict[str, Any]) -> None:
    record = READERS[example["kind"]].model_validate_json(json.dumps(example["value"]))
    assert json.loads(record.model_dump_json()) == example["value"]


@each_annotated
def test_offsets_select_the_text_that_the_example_names(example: dict[str, Any]) -> None:
    for selected in example["selects"]:
        annotation = _at(example["value"], selected["pointer"])
        whole = example["value"]["article"][annotation["field"]]
        assert [annotation["start"], annotation["end"]] == selected["code_points"]
        assert whole[annotation["start"] : annotation["end"]] == selected["text"]
        assert annotation.get("text", selected["text"]) == selected["text"]


@each_annotated
def test_offsets_in_other_units_select_the_same_text(example: dict[str, Any]) -> None:
    for selected in example["selects"]:
        whole = example["value"]["article"][_at(example["value"], selected["pointer"])["field"]]
        start, end = selected["utf16_units"]
        assert whole.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == selected["text"]
        start, end = selected["utf8_bytes"]
        assert whole.encode()[start:end].decode() == selected["text"]


@each_annotated
def test_no_annotation_is_left_out_of_what_an_example_selects(example: dict[str, Any]) -> None:
    assert {selected["pointer"] for selected in example["selects"]} == _selections(example["value"])


def test_examples_show_where_counting_goes_wrong() -> None:
    selected = [selected for example in EXAMPLES for selected in example["selects"]]
    texts = [selected["text"] for selected in selected]
    assert any(selected["code_points"] != selected["utf16_units"] for selected in selected)
    assert any(selected["utf16_units"] != selected["utf8_bytes"] for selected in selected)
    assert any(unicodedata.combining(character) for text in texts for character in text)
    assert any(unicodedata.bidirectional(character) == "AL" for text in texts for character in text)
    assert any(
        unicodedata.bidirectional(text[0]) == "L" and unicodedata.bidirectional(headline[0]) == "AL"
        for example in EXAMPLES
        if example["selects"] and (headline := example["value"]["article"]["headline"])
        for text in (selected["text"] for selected in example["selects"])
    )


def test_open_enumerations_hold_values_known_today() -> None:
    for example in EXAMPLES:
        if example["kind"] != "enriched-article":
            continue
        record = EnrichedArticle.model_validate(example["value"])
        assert record.duplicate.verdict in set(Verdict)
        assert record.content.kind in set(ContentKind)
        assert {entity.type for entity in record.entities} <= set(EntityType)


def test_unknown_fields_of_a_source_land_in_metadata() -> None:
    (example,) = (example for example in EXAMPLES if example["name"] == "article")
    assert Article.model_validate(example["value"]).metadata == {"section": "Wirtschaft"}


def test_headers_of_a_dead_letter_say_what_was_wrong() -> None:
    (example,) = (example for example in EXAMPLES if example["kind"] == "dead-letter")
    letter = read_dead_letter([(name, value.encode()) for name, value in example["headers"].items()])
    assert letter == DeadLetter(
        topic="articles.raw",
        partition=2,
        offset=1842,
        stage="decode",
        reason="invalid_json",
        detail=example["headers"]["dateline-dead-detail"],
        attempts=1,
        version="0.1.0",
    )
    with pytest.raises(json.JSONDecodeError):
        json.loads(example["value"])


def test_the_note_of_a_replay_names_the_letter() -> None:
    (example,) = (example for example in EXAMPLES if example["kind"] == "dead-letter-replayed")
    assert replayed_position([(name, value.encode()) for name, value in example["headers"].items()]) == (0, 17)
