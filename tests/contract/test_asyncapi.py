import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from dateline.records import DeadLetter, Reason, Stage, headers
from dateline.records.headers import Origin, article_headers, dead_letter_headers
from dateline.settings import Settings

SCHEMAS = Path(__file__).parents[2] / "schemas"
SPECIFICATION = Path(__file__).parent / "asyncapi" / "3.0.0.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def specification() -> Draft7Validator:
    return Draft7Validator(json.loads(SPECIFICATION.read_text(encoding="utf-8")))


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for name, inner in node.items():
            if name != "examples":
                yield from _references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _references(inner)


def _schema(message: dict[str, Any], part: str) -> Draft7Validator:
    return Draft7Validator(json.loads((SCHEMAS / message[part]["schema"]["$ref"]).read_text(encoding="utf-8")))


def test_the_document_is_valid_asyncapi(document: dict[str, Any], specification: Draft7Validator) -> None:
    assert [error.message for error in specification.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("asyncapi",), "2.6.0"),
        (("channels", "raw", "address"), 7),
        (("operations", "receive-raw", "action"), "subscribe"),
        (("channels", "raw", "bindings", "kafka", "partitions"), 0),
    ],
)
def test_the_specification_would_notice(
    document: dict[str, Any], specification: Draft7Validator, path: tuple[str, ...], wrong: object
) -> None:
    broken = json.loads(json.dumps(document))
    *parents, last = path
    node = broken
    for name in parents:
        node = node[name]
    node[last] = wrong
    assert not specification.is_valid(broken)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = set(_references(document))
    assert references
    for reference in references:
        if reference.startswith("./"):
            assert (SCHEMAS / reference).is_file()
            continue
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def test_topics_are_those_of_the_settings(document: dict[str, Any]) -> None:
    settings = Settings()
    assert {name: channel["address"] for name, channel in document["channels"].items()} == {
        "raw": settings.raw,
        "annotated": settings.annotated,
        "enriched": settings.enriched,
        "dead": settings.dead,
    }


def test_examples_of_messages_are_what_the_messages_say(document: dict[str, Any]) -> None:
    for name, message in document["components"]["messages"].items():
        assert message["examples"], name
        for example in message["examples"]:
            _schema(message, "headers").validate(example["headers"])
            if "payload" in message:
                _schema(message, "payload").validate(example["payload"])


def test_headers_that_the_code_writes_are_in_the_contract(document: dict[str, Any]) -> None:
    messages = document["components"]["messages"]
    written = {name: value.decode() for name, value in article_headers(Origin.LIVE)}
    article = _schema(messages["article"], "headers")
    article.validate(written)
    assert written.keys() <= article.schema["properties"].keys()

    letter = DeadLetter(
        topic="articles.raw",
        partition=0,
        offset=1,
        stage=Stage.DECODE,
        reason=Reason.INVALID_JSON,
        detail="…",
        attempts=1,
        version="0.1.0",
    )
    written = {name: value.decode() for name, value in dead_letter_headers(letter, article_headers(Origin.REPLAY))}
    dead = _schema(messages["dead-letter"], "headers")
    dead.validate(written)
    assert written.keys() <= dead.schema["properties"].keys()


def test_every_header_that_has_a_name_is_in_the_contract(document: dict[str, Any]) -> None:
    named = {
        value
        for name, value in vars(headers).items()
        if name.isupper() and isinstance(value, str) and (value.startswith("dateline-") or value == "traceparent")
    }
    described = set()
    for message in document["components"]["messages"].values():
        described |= _schema(message, "headers").schema["properties"].keys()
    assert described - {"content-type"} == named
