"""Example records: each names the text that its offsets select, for consumers to check how they count."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from dateline.records import AnnotatedArticle, Article, EnrichedArticle
from dateline.records.record import Record

_READERS: dict[str, type[Record]] = {
    "article": Article,
    "annotated-article": AnnotatedArticle,
    "enriched-article": EnrichedArticle,
}


@dataclass(frozen=True)
class Selected:
    """The text that an annotation selects. `pointer` (RFC 6901) leads to the annotation in the value."""

    pointer: str
    field: str
    start: int
    end: int
    text: str

    def as_json(self, whole: str) -> dict[str, Any]:
        """Return it with its place counted in each unit that a programming language may count in."""
        before = whole[: self.start]
        return {
            "pointer": self.pointer,
            "text": self.text,
            "code_points": [self.start, self.end],
            "utf16_units": _extent(before, self.text, "utf-16-le", 2),
            "utf8_bytes": _extent(before, self.text, "utf-8", 1),
        }


@dataclass(frozen=True)
class Example:
    """A record of one kind with its key and headers.

    `kind` is that of a message in asyncapi.yaml; `value` the JSON of the record, or the text of one that is no JSON.
    """

    name: str
    kind: str
    summary: str
    key: str
    headers: dict[str, str]
    value: Any
    selects: tuple[Selected, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the example as its file holds it."""
        whole = self.value.get("article", {}) if isinstance(self.value, dict) else {}
        return {
            "name": self.name,
            "kind": self.kind,
            "summary": self.summary,
            "key": self.key,
            "headers": self.headers,
            "value": self.value,
            "selects": [selected.as_json(whole[selected.field]) for selected in self.selects],
        }


@cache
def examples() -> tuple[Example, ...]:
    """Return all examples; data/examples.yaml holds them, with the texts to select in place of offsets."""
    source = files("dateline.contract").joinpath("data/examples.yaml").read_text(encoding="utf-8")
    return tuple(_example(written) for written in yaml.safe_load(source))


def _example(written: dict[str, Any]) -> Example:
    reader = _READERS.get(written["kind"])
    # examples share annotations by YAML anchors, and _locate writes into them
    value = deepcopy(written["value"])
    selects: tuple[Selected, ...] = ()
    if reader is not None and reader is not Article:
        selects = tuple(_locate(value, value["article"], ""))
        value = json.loads(reader.model_validate(value).model_dump_json())
    return Example(**{**written, "value": value, "selects": selects})


def _locate(node: Any, article: dict[str, str], pointer: str) -> Iterator[Selected]:
    """Put offsets in place of each `selects`, and yield what was selected."""
    if isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _locate(inner, article, f"{pointer}/{index}")
    elif isinstance(node, dict) and "selects" in node:
        text, whole = node.pop("selects"), article[node["field"]]
        if whole.count(text) != 1:
            raise ValueError(f"{pointer}: {text!r} should occur once in {node['field']}, not {whole.count(text)} times")
        start = whole.index(text)
        node.update(start=start, end=start + len(text), text=text)
        yield Selected(pointer, node["field"], start, start + len(text), text)
    elif isinstance(node, dict):
        for name, inner in node.items():
            yield from _locate(inner, article, f"{pointer}/{name}")


def _extent(before: str, text: str, encoding: str, width: int) -> list[int]:
    start = len(before.encode(encoding)) // width
    return [start, start + len(text.encode(encoding)) // width]
