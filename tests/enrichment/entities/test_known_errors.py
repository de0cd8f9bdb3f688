"""What recognisers get wrong: adjectives of nations, products, works, wars, prizes, and capitals that say nothing."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dateline.enrichment.entities import EntityOptions, EntityStage
from dateline.enrichment.reading import Reading
from dateline.records import Article

CASES = tomllib.loads((Path(__file__).parent / "known_errors.toml").read_text(encoding="utf-8"))["case"]
RECOGNISER = EntityOptions().recogniser


def marked(case: dict[str, Any]) -> Any:
    fails = RECOGNISER in case.get("fails", ())
    marks = [pytest.mark.xfail(reason=f"the {RECOGNISER} is known to get it wrong")] if fails else []
    return pytest.param(case, id=f"{case['language']}-{case['kind']}", marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_what_is_no_name_is_no_entity(entity_stage: EntityStage, case: dict[str, Any]) -> None:
    headline, body = case.get("headline", ""), case.get("body", "")
    reading = Reading(Article(id="1", outlet="test", headline=headline, body_text=body))
    reading.language = case["language"]
    expected = [] if case["expected"] == "none" else case["expected"]

    assert [f"{entity.type} {entity.text}" for entity in entity_stage.annotate(reading)] == expected


@pytest.mark.parametrize(
    ("kind", "languages"),
    [
        *[("adjective", 16), ("people", 5), ("language", 6), ("product", 5), ("work", 6), ("war", 8), ("prize", 5)],
        *[("event", 5), ("treaty", 4), ("list", 5), ("headline", 8), ("beside", 8), ("beginning", 5)],
    ],
)
def test_each_kind_is_held_in_several_languages(kind: str, languages: int) -> None:
    assert len({case["language"] for case in CASES if case["kind"] == kind}) >= languages
