"""Articles on their way to the index."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dateline.enrichment.duplicates import Candidate, FingerprintStage, LanguageGroups
from dateline.enrichment.reading import Reading
from dateline.records import AnnotatedArticle, Article, Content, Language, Pipeline

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


class Wire:
    """Makes candidates out of what a test says of an article; what it does not say is unremarkable."""

    def __init__(self) -> None:
        self._stage = FingerprintStage()
        self._groups = LanguageGroups()

    def __call__(self, position: int, body_text: str, *, appended: int | None = None, **fields: Any) -> Candidate:
        fields = {"id": f"a{position}", "outlet": f"Outlet {position}", **fields}
        return Candidate.of(self.annotate(body_text, **fields), position, appended)

    def annotate(
        self, body_text: str, *, language: str = "en", kind: str = "full", hours: float | None = 0, **fields: Any
    ) -> AnnotatedArticle:
        article = Article(body_text=body_text, **{"id": "a", "outlet": "Outlet", "headline": "", **fields})
        return AnnotatedArticle(
            article=article,
            event_time=None if hours is None else START + timedelta(hours=hours),
            event_time_source="none" if hours is None else "published_at",
            content=Content(kind=kind),
            furniture=(),
            credits=(),
            language=Language(tag=language, confidence=1.0),
            entities=(),
            pipeline=Pipeline(version="0", models={}),
            language_group=self._groups.of(language),
            fingerprint=self._stage.annotate(Reading(article)),
        )


@pytest.fixture(scope="session")
def annotate() -> Callable[..., AnnotatedArticle]:
    return Wire().annotate


@pytest.fixture(scope="session")
def wire() -> Callable[..., Candidate]:
    return Wire()


@pytest.fixture(scope="session")
def story() -> str:
    return (
        "The ferry between Port Ellis and the island of Marn stays in harbour until Thursday, its operator said. "
        "An inspection on Monday night had found a crack in the main shaft, and divers confirmed it the next morning. "
        "About 340 people who had booked a crossing were offered seats on a coach over the northern bridge instead. "
        "The mayor of Marn, Ilse Tarrow, said that the island's two bakeries had flour for a week. "
        "A replacement part is on its way from a yard in Gothaven, where the ship was built 31 years ago. "
        "The operator runs 14 ships on six routes and carried 1.2 million passengers last year."
    )


@pytest.fixture(scope="session")
def other_story() -> str:
    return (
        "Voters in the canton of Oberwil have turned down a plan to close the old observatory by 5,812 votes to 3,977. "
        "The building on the Hasenberg will be repaired for 8 million and opened to schools from next autumn. "
        "Opponents of the closure had collected signatures for two years and held open evenings at the telescope. "
        "The council said it respected the outcome and would present a timetable before the end of June."
    )
