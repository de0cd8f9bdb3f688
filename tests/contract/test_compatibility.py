"""The rules of docs/contract.md for changes within one schema_version, held against the published schemas."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from dateline.contract.headers import header_schemas
from dateline.contract.json_schema import record_schemas
from dateline.records import SCHEMA_VERSION

PUBLISHED = Path(__file__).parent / "published" / SCHEMA_VERSION
WRITTEN_BY_OTHERS = {"article"}

Schema = dict[str, Any]


def breaks(old: Schema, new: Schema, *, written_by_others: bool) -> list[str]:
    """Say what in `new` breaks a consumer of `old`, or, where others write the value, a producer."""
    return list(_breaks(old, new, old, new, "", written_by_others=written_by_others))


def _breaks(
    old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str, *, written_by_others: bool
) -> Iterator[str]:
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    before, after = _forms(old, old_root), _forms(new, new_root)
    narrow, wide = (before, after) if written_by_others else (after, before)
    for form in narrow:
        if form not in wide and "any" not in wide:
            yield f"{path or '/'}: {form} is {'no longer' if written_by_others else 'newly'} possible"
    old_properties, new_properties = old.get("properties", {}), new.get("properties", {})
    for name in old_properties.keys() - new_properties.keys():
        yield f"{path}/{name} is gone"
    required_before, required_after = set(old.get("required", ())), set(new.get("required", ()))
    for name in required_after - required_before:
        yield f"{path}/{name} is newly required, and older records do not have it"
    if not written_by_others:
        for name in required_before - required_after:
            yield f"{path}/{name} is no longer sure to be there"
    for name in old_properties.keys() & new_properties.keys():
        yield from _breaks(
            old_properties[name],
            new_properties[name],
            old_root,
            new_root,
            f"{path}/{name}",
            written_by_others=written_by_others,
        )
    if "items" in old and "items" in new:
        yield from _breaks(
            old["items"], new["items"], old_root, new_root, f"{path}/*", written_by_others=written_by_others
        )


def _resolved(schema: Schema, root: Schema) -> Schema:
    """Follow a reference, also that of an optional record (anyOf a reference and null)."""
    if "$ref" in schema:
        return root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    references = [inner for inner in schema.get("anyOf", ()) if "$ref" in inner]
    return {**schema, **_resolved(references[0], root), "anyOf": schema["anyOf"]} if references else schema


def _forms(schema: Schema, root: Schema) -> set[str]:
    """The values that a schema allows, as far as a program depends on it."""
    if "anyOf" in schema:
        return set().union(*(_forms(_resolved(inner, root), root) for inner in schema["anyOf"]))
    if "enum" in schema:
        return {f"the value {value}" for value in schema["enum"]}
    limits = [f"{name} {schema[name]}" for name in ("format", "pattern", "minLength", "maxLength") if name in schema]
    return {" ".join([schema.get("type", "any"), *limits])}


NOW = {**record_schemas(), **header_schemas()}


@pytest.mark.parametrize("name", sorted(NOW))
def test_todays_schema_keeps_what_was_published(name: str) -> None:
    published = json.loads((PUBLISHED / f"{name}.schema.json").read_text(encoding="utf-8"))
    found = breaks(published, NOW[name], written_by_others=name in WRITTEN_BY_OTHERS)
    assert not found, "\n".join([*found, "To mend it: docs/contract.md, 'A change that breaks'"])


def test_nothing_that_was_published_has_gone() -> None:
    assert {path.name.removesuffix(".schema.json") for path in PUBLISHED.iterdir()} == set(NOW)


def _at(schema: Schema, name: str) -> Schema:
    return schema["$defs"][name] if name else schema


@pytest.mark.parametrize(
    ("where", "change", "found"),
    [
        ("Entity", lambda s: s["properties"].pop("text"), "/entities/*/text is gone"),
        (
            "Entity",
            lambda s: s["properties"]["start"].update(type="string"),
            "/entities/*/start: string is newly possible",
        ),
        (
            "Link",
            lambda s: s["properties"]["id"].update(type="integer"),
            "/entities/*/link/id: integer is newly possible",
        ),
        ("Duplicate", lambda s: s["required"].remove("cluster"), "/duplicate/cluster is no longer sure to be there"),
        ("Credit", lambda s: s["required"].append("country"), "/credits/*/country is newly required"),
        ("Language", lambda s: s["properties"]["tag"].update(anyOf=[{"type": "null"}]), "/language/tag: null is newly"),
        ("Status", lambda s: s["enum"].append("embargoed"), "/article/status: the value embargoed is newly possible"),
    ],
)
def test_a_change_that_breaks_consumers_is_found(where: str, change: Callable[[Schema], object], found: str) -> None:
    new = deepcopy(NOW["enriched-article"])
    change(_at(new, where))
    assert any(line.startswith(found) for line in breaks(NOW["enriched-article"], new, written_by_others=False))


@pytest.mark.parametrize(
    ("where", "change", "found"),
    [
        ("", lambda s: s["required"].append("url"), "/url is newly required"),
        (
            "",
            lambda s: s["properties"]["id"].update(maxLength=64),
            "/id: string minLength 1 maxLength 256 is no longer",
        ),
        ("", lambda s: s["properties"]["url"].update(anyOf=[{"type": "string"}]), "/url: null is no longer possible"),
        ("Status", lambda s: s["enum"].remove("withheld"), "/status: the value withheld is no longer possible"),
    ],
)
def test_a_change_that_breaks_producers_is_found(where: str, change: Callable[[Schema], object], found: str) -> None:
    new = deepcopy(NOW["article"])
    change(_at(new, where))
    assert any(line.startswith(found) for line in breaks(NOW["article"], new, written_by_others=True))


def test_added_fields_and_new_values_of_open_enumerations_break_nobody() -> None:
    new = deepcopy(NOW["enriched-article"])
    new["$defs"]["Entity"]["properties"]["salience"] = {"type": "number"}
    new["$defs"]["Entity"]["properties"]["type"]["examples"].append("event")
    assert breaks(NOW["enriched-article"], new, written_by_others=False) == []
    new = deepcopy(NOW["article"])
    new["properties"]["authors"] = {"type": "array"}
    new["$defs"]["Status"]["enum"].append("embargoed")
    assert breaks(NOW["article"], new, written_by_others=True) == []
