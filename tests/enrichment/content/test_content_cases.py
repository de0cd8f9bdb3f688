"""Walls, teasers, listings and whole articles in many languages; `cases.toml` holds them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dateline.enrichment.content import ContentStage
from dateline.enrichment.furniture import FurnitureStage
from dateline.enrichment.reading import Reading
from dateline.records import Article

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
FURNITURE, CONTENT = FurnitureStage(), ContentStage()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}-{case['kind']}")
def test_the_kind_of_a_page_is_told(case: dict[str, Any]) -> None:
    reading = Reading(Article(id="a", outlet="o", body_text=case["body"]))
    reading.body.set_aside((part.start, part.end) for part in FURNITURE.annotate(reading))
    found = CONTENT.annotate(reading)
    assert found.kind == case["kind"]
    assert found.evidence or found.kind in {"full", "empty"}


def test_walls_are_held_in_twelve_languages_or_more() -> None:
    assert len({case["language"] for case in CASES if case["kind"] == "wall"}) >= 12
