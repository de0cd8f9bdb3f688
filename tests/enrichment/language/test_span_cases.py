"""Parts in other languages, and what looks like one; `spans.toml` holds them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dateline.enrichment.language import LanguageStage
from dateline.enrichment.reading import Reading
from dateline.records import Article

CASES = tomllib.loads((Path(__file__).parent / "spans.toml").read_text(encoding="utf-8"))["case"]
STAGE = LanguageStage()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_foreign_parts_and_no_others_get_a_span(case: dict[str, Any]) -> None:
    body = case["body"].strip()
    found = STAGE.annotate(Reading(Article(id="a", outlet="o", body_text=body)))
    assert found.tag == case["language"]
    spans = [(span.tag, body[span.start : span.end]) for span in found.spans]
    assert len(spans) == len(case["foreign"]), spans
    for (tag, text), (wanted, first, last) in zip(spans, case["foreign"], strict=True):
        assert tag == wanted
        assert text.startswith(first)
        assert text.endswith(last)
