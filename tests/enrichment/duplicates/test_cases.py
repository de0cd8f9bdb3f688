import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.enrichment.duplicates import Candidate, DuplicateIndex

CASES = json.loads((Path(__file__).parent / "cases" / "pairs.json").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_second_article_is_a_copy_or_is_not(wire: Callable[..., Candidate], case: dict[str, Any]) -> None:
    index = DuplicateIndex()
    outlets = ("Courier", "Courier" if case.get("same_outlet") else "Herald")
    languages = (case["language"], case.get("second_language", case["language"]))
    for position, which in enumerate(("first", "second")):
        article = case[which]
        body_text = article["body_text"] if "body_text" in article else findings(*article["generated"])
        candidate = wire(
            position, body_text, headline=article["headline"], outlet=outlets[position], language=languages[position]
        )
        match = index.query(candidate)
        index.add(match.entry)
    assert (match.duplicate.of == "a0") == case["copy"], match.duplicate
