"""Names that were once linked to another, and names that mean one entity here and another there."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dateline.enrichment.entities import stage

CASES = tomllib.loads((Path(__file__).parent / "links.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['language']}-{case['body'][:40]}") for case in CASES])
def test_a_name_is_linked_to_what_it_means_or_not_at_all(annotate, case: dict[str, Any]) -> None:
    entities = annotate(case["body"], case["language"], case.get("headline", ""))
    links = {entity.text: entity.link.id if entity.link else "none" for entity in entities}

    assert {name: links.get(name, "none") for name in case["links"]} == case["links"]


def test_each_case_asks_for_names_of_its_text() -> None:
    for case in CASES:
        assert all(name in case["body"] + case.get("headline", "") for name in case["links"]), case


def test_words_around_names_hold_them_and_are_longer() -> None:
    around = json.loads((stage.DATA / "stop_names.json").read_text(encoding="utf-8"))["around"]
    for names in around.values():
        for name, words in names.items():
            assert all(name in word != name for word in words), name
