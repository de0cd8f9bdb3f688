"""Stages with an operator's names."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.enrichment.entities import EntityOptions, EntityStage
from dateline.enrichment.entities.mention import Recogniser
from dateline.enrichment.reading import Reading
from dateline.records import Article, Entity

Line = dict[str, Any]
Write = Callable[..., Path]
Annotate = Callable[..., tuple[Entity, ...]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a directory of names: write("team", aliases=[...], blocks=[...], rules=[...])."""

    def make(name: str, **files: list[Line]) -> Path:
        directory = tmp_path / name
        directory.mkdir()
        for kind, lines in files.items():
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            (directory / f"{kind.replace('_', '-')}.jsonl").write_text(text, encoding="utf-8")
        return directory

    return make


@pytest.fixture
def annotate_with() -> Annotate:
    """Annotates a body with directories of names, and any recogniser."""

    def run(
        body: str, *directories: Path, language: str = "en", outlet: str = "test", recogniser: Recogniser | None = None
    ) -> tuple[Entity, ...]:
        reading = Reading(Article(id="1", outlet=outlet, body_text=body))
        reading.language = language
        return EntityStage(EntityOptions(names=directories), recogniser).annotate(reading)

    return run
