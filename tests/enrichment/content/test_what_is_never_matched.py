"""Pages that say nothing of their own are no copies of each other."""

import tomllib
from pathlib import Path

import pytest

from dateline.enrichment.batch import Batch
from dateline.enrichment.enricher import Enricher
from dateline.records import Article

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
ENRICHER = Enricher()


@pytest.mark.parametrize("kind", ["wall", "listing", "empty"])
def test_pages_in_place_of_an_article_are_never_matched(kind: str) -> None:
    batch = Batch(ENRICHER)
    for number, case in enumerate(case for case in CASES if case["kind"] == kind):
        verdicts = [
            batch.enrich(
                Article(id=f"{number}-{outlet}", outlet=outlet, headline="Brücke gesperrt", body_text=case["body"])
            )
            for outlet in ("talbote", "hafenpost", "bergblatt")
        ]
        assert {one.content.kind for one in verdicts} == {kind}
        assert {one.duplicate.verdict for one in verdicts} == {"unique"}, case["body"]
