import io
from typing import Any

import pytest
from rich.console import Console

from dateline.demo.report import article_table, totals
from dateline.records import DeadLetter, EnrichedArticle, Reason, Stage


def enriched(tag: str = "en", **changes: Any) -> EnrichedArticle:
    duplicate = {"verdict": "unique", "cluster": "a1"} | changes.pop("duplicate", {})
    article = {"id": "a1", "outlet": "harbour-post", "body_text": "It rains.", "headline": "Rain"}
    return EnrichedArticle.model_validate(
        {
            "article": article | {"status": changes.pop("status", "usable")},
            "event_time": None,
            "event_time_source": "none",
            "content": {"kind": changes.pop("kind", "full")},
            "furniture": [],
            "credits": [],
            "language": {"tag": tag, "confidence": 0.9},
            "entities": [],
            "pipeline": {"version": "0", "models": {}},
            "duplicate": duplicate,
        }
    )


def shown(*articles: EnrichedArticle, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(article_table(articles, 100))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


COPY = {"verdict": "near", "of": "Q" * 90, "cluster": "Q" * 90, "score": 1.0, "evidence": {"containment": 0.771}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": "canceled"}, "canceled"),
        ({"status": "withheld", "kind": "wall"}, "withheld, wall"),
        ({"kind": "teaser"}, "teaser"),
        ({"duplicate": {"verdict": "update", "of": "a0", "cluster": "a0"}}, "update of a0"),
        ({"duplicate": COPY | {"of": "a0"}}, "copy of a0 (near, 77 % of the text)"),
    ],
)
def test_the_story_says_what_is_not_a_new_whole_usable_article(changes: dict[str, Any], expected: str) -> None:
    assert expected in shown(enriched(**changes))


def test_an_id_is_shown_whole_however_narrow_the_table() -> None:
    assert shown(enriched(duplicate=COPY), width=60).count("Q") == 90


def test_what_is_undetermined_is_no_language() -> None:
    lines = totals([enriched("en"), enriched("en"), enriched("de"), enriched("und")], [], 100)
    assert lines[0] == "languages     2 and 1 undetermined: en 2, de 1"
    assert lines[-1] == "dead letters  none"


def test_totals_wrap_between_items_under_the_first() -> None:
    letters = [
        DeadLetter(
            topic="t", partition=0, offset=0, stage=Stage.DECODE, reason=reason, detail="", attempts=1, version="0"
        )
        for reason in Reason
    ]
    lines = [line for line in totals([], letters, 40) if "_" in line]
    assert len(lines) > 1
    assert max(map(len, lines)) <= 40
    assert lines[0].startswith("dead letters  invalid_")
    assert all(line.startswith(" " * 14) and line.rstrip(",")[-2:] == " 1" for line in lines[1:])
