import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dateline.enrichment.batch import Batch
from dateline.enrichment.duplicates import Candidate, Side, explain
from dateline.enrichment.enricher import Enricher
from dateline.enrichment.outlets import OutletMemory
from dateline.records import Article, EnrichedArticle

CASES = {
    f"{file.stem}: {case['name']}": case
    for file in sorted((Path(__file__).parent / "cases").glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
}
PLACES = (
    "harbour",
    "mill",
    "school",
    "theatre",
    "orchard",
    "tunnel",
    "library",
    "quarry",
    "stadium",
    "museum",
    "dairy",
)
STATES = ("flooded", "locked", "repainted", "half empty", "crowded", "rented out", "without light", "newly roofed")


def findings(first: int, last: int) -> str:
    return " ".join(
        f"Finding {n}: the {PLACES[n * 7 % 11]} in district {n * 31 % 977} was {STATES[n * 5 % 8]} on that day. "
        f"Witness {n * 17 % 1999} counted {n * 13 % 401} boxes by the {PLACES[n * n % 11]} and asked for a list, "
        f"which the {PLACES[n * 3 % 11]} office sent after {n * 29 % 113} days with {n * n % 89} pages missing."
        for n in range(first, last)
    )


def articles(case: dict[str, Any]) -> Iterator[Article]:
    outlets = ("Courier", "Courier" if case.get("same_outlet") else "Herald")
    addresses = ("https://news.example/1", f"https://news.example/{1 if case.get('same_url') else 2}")
    for number, text in enumerate(case.get("context", ())):
        yield Article(id=f"c{number}", outlet="Courier", headline="", body_text=text)
    for which, outlet, address in zip(("first", "second"), outlets, addresses, strict=True):
        given = case[which]
        body_text = given["body_text"] if "body_text" in given else findings(*given["generated"])
        yield Article(id=which, outlet=outlet, url=address, headline=given["headline"], body_text=body_text)


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    return Enricher()


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_second_article_is_a_copy_or_is_not(enricher: Enricher, case: dict[str, Any]) -> None:
    batch = Batch(enricher)
    *_, duplicate = (batch.enrich(article).duplicate for article in articles(case))
    assert (duplicate.of == "first") == case["copy"], duplicate
    assert duplicate.verdict == case.get("verdict", duplicate.verdict)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_what_is_explained_is_what_was_decided(enricher: Enricher, case: dict[str, Any]) -> None:
    pair = list(articles(case))[-2:]
    batch = Batch(enricher)
    enriched = [batch.enrich(article) for article in pair]
    given: Sequence[Article | EnrichedArticle]
    for given in (pair, enriched):
        explanation = explain(*sides(enricher, given))
        assert explanation.duplicate == enriched[1].duplicate
        assert bool(explanation.hindrances) == (enriched[1].duplicate.of is None)


def sides(enricher: Enricher, pair: Sequence[Article | EnrichedArticle]) -> Iterator[Side]:
    memory = OutletMemory()
    for position, one in enumerate(pair):
        annotated, entry = enricher.annotated(one, memory=memory, position=position)
        memory.add(entry)
        yield Side(annotated, Candidate.of(annotated, position, None))


def test_the_cases_are_of_every_kind() -> None:
    assert len({case["language"] for case in CASES.values()}) >= 14
    assert sum(case["copy"] for case in CASES.values()) >= 40
    assert sum(not case["copy"] for case in CASES.values()) >= 40
