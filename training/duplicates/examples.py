"""Labelled articles on their way through the index, and with which earlier ones they were compared."""

import json
import lzma
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from dateline.enrichment.duplicates import Candidate, DuplicateIndex, FingerprintStage, LanguageGroups
from dateline.enrichment.duplicates.scoring import features
from dateline.enrichment.outlets import OutletMemory, entry_of
from dateline.enrichment.reading import Reading
from dateline.records import AnnotatedArticle, Article, Content, Language, Pipeline

LEAST_CHARACTERS = 200  # what must remain of a text without its outlet's repeated lines, and half of it
START = datetime(2023, 9, 1, tzinfo=UTC)


class Seen(NamedTuple):
    """An article and those it was compared with: their places in the order of arrival, and the features."""

    row: dict[str, Any]
    candidate: Candidate
    met: list[tuple[int, tuple[int, ...]]]


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read(rows: Iterator[dict[str, Any]]) -> Iterator[Seen]:
    stage, groups, outlets, index = FingerprintStage(), LanguageGroups(), OutletMemory(), DuplicateIndex()
    for position, row in enumerate(rows):
        article = Article(
            id=row["id"],
            outlet=row["outlet"],
            headline=row["title"],
            body_text=row["text"],
            published_at=START + timedelta(seconds=int(row["ts"])),
            metadata={},
        )
        reading = Reading(article)
        group = groups.of(row["lang"])
        set_aside_repeated_lines(reading, outlets, position)
        outlets.add(entry_of(article, reading, group, position, position))
        annotated = AnnotatedArticle(
            article=article,
            event_time=article.published_at,
            event_time_source="published_at",
            content=Content(kind="full"),
            furniture=(),
            credits=(),
            language=Language(tag=row["lang"], confidence=1.0),
            entities=(),
            pipeline=Pipeline(version="0", models={}),
            language_group=group,
            fingerprint=stage.annotate(reading),
        )
        candidate = Candidate.of(annotated, position, appended=None)
        yield Seen(row, candidate, [(entry.position, features(found)) for entry, found in index.met(candidate)])
        index.add(index.query(candidate).entry)


def set_aside_repeated_lines(reading: Reading, outlets: OutletMemory, position: int) -> None:
    body = reading.body
    repeated = outlets.repeated(reading.article, body.line_hashes, position)
    spans = [span for span, line in zip(body.lines, body.line_hashes, strict=True) if line in repeated]
    everything = sum(end - start for start, end in body.lines)
    remaining = everything - sum(end - start for start, end in spans)
    if remaining >= LEAST_CHARACTERS and 2 * remaining >= everything:
        body.set_aside(spans)
