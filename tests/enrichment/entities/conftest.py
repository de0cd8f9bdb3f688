"""One entity stage for all tests: its data is read once."""

from collections.abc import Callable

import pytest

from dateline.enrichment.entities import EntityStage
from dateline.enrichment.reading import Reading
from dateline.records import Article, Entity

Annotate = Callable[..., tuple[Entity, ...]]


@pytest.fixture(scope="session")
def entity_stage() -> EntityStage:
    return EntityStage()


@pytest.fixture(scope="session")
def annotate(entity_stage: EntityStage) -> Annotate:
    def run(body: str, language: str = "und", headline: str = "") -> tuple[Entity, ...]:
        reading = Reading(Article(id="1", outlet="test", headline=headline, body_text=body))
        reading.language = language
        return entity_stage.annotate(reading)

    return run
