import json
from pathlib import Path

import pytest

from dateline.admin import create_topics
from dateline.offline import explain_pair
from dateline.records import Article
from dateline.replayer.publisher import Publisher
from dateline.settings import Settings
from dateline.topology import largest_record_bytes
from tests.cli.conftest import Dateline
from tests.support.stream import article

BODY = (
    "The ferry between Port Ellis and the island of Marn stays in harbour until Thursday, its operator said.\n"
    "An inspection on Monday night had found a crack in the main shaft, and divers confirmed it the next morning.\n"
    "About 340 people who had booked a crossing were offered seats on a coach over the northern bridge instead.\n"
    "The mayor of Marn, Ilse Tarrow, said that the two bakeries of the island had flour for a week.\n"
)
FIRST = {
    "id": "f",
    "outlet": "harbour-post",
    "headline": "Ferry stays in harbour",
    "body_text": BODY + "It ran 14 ships.",
}
COPY = FIRST | {"id": "c", "outlet": "marn-times", "headline": "No ferry for Marn", "body_text": BODY}


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in (FIRST, article(1), COPY)), "utf-8")
    return file


def test_a_copy_is_explained_with_what_decided(dateline: Dateline, rows: Path) -> None:
    found = json.loads(dateline("explain", "--json", f"{rows}:1", f"{rows}:3").out)
    assert (found["earlier"]["id"], found["later"]["id"]) == ("f", "c")
    assert found["duplicate"]["verdict"] == "near"
    assert found["duplicate"]["of"] == "f"
    assert found["containment"] == 1
    assert (found["numbers_agreeing"], found["numbers_conflicting"]) == (1, 0)
    assert found["probability"] == found["duplicate"]["score"] >= found["threshold_probability"]
    assert len(found["shared_keys"]) == found["duplicate"]["evidence"]["shared_keys"]
    assert sum(found["contributions"].values()) == pytest.approx(found["z"], abs=0.05)
    assert found["hindrances"] == []


def test_the_later_one_of_a_file_is_the_later_one(dateline: Dateline, rows: Path) -> None:
    found = json.loads(dateline("explain", "--json", "--in", rows, "c", "f").out)
    assert (found["earlier"]["id"], found["later"]["id"]) == ("f", "c")


def test_people_see_both_sides_and_the_verdict(dateline: Dateline, rows: Path) -> None:
    printed = dateline("explain", f"{rows}:1", f"{rows}:3").out
    assert "harbour-post" in printed
    assert "marn-times" in printed
    assert printed.rstrip().endswith("verdict: near of f, met by keys")


def test_articles_that_share_nothing_are_told_apart(dateline: Dateline, rows: Path) -> None:
    printed = dateline("explain", f"{rows}:1", f"{rows}:2").out
    assert "hindrance: they share no key" in printed
    assert "verdict: unique" in printed


@pytest.mark.parametrize(
    ("change", "hindrance"),
    [
        ({"published_at": "2026-03-20T06:00:00Z"}, "they were published 432.0 hours apart, the window has 168"),
        ({"status": "withheld"}, "the later one is not compared by its text"),
    ],
)
def test_a_copy_that_is_out_of_sight_is_unique_with_the_reason(
    dateline: Dateline, tmp_path: Path, change: dict[str, str], hindrance: str
) -> None:
    file = tmp_path / "pair.jsonl"
    pair = (FIRST | {"published_at": "2026-03-02T06:00:00Z"}, COPY | change)
    file.write_text("".join(json.dumps(row) + "\n" for row in pair), "utf-8")
    found = json.loads(dateline("explain", "--json", f"{file}:1", f"{file}:2").out)
    assert found["duplicate"]["verdict"] == "unique"
    assert any(said.startswith(hindrance) for said in found["hindrances"])


def test_enriched_articles_are_explained_as_they_were_matched(dateline: Dateline, rows: Path, tmp_path: Path) -> None:
    enriched = tmp_path / "enriched.jsonl"
    assert dateline("enrich", rows, "-o", enriched).status == 0
    found = json.loads(dateline("explain", "--json", "--in", enriched, "f", "c").out)
    assert found["later"]["published"]["score"] == found["probability"]
    assert found["later"]["published"]["evidence"] == found["duplicate"]["evidence"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("{rows}", "holds several articles; name one as"),
        ("{rows}:9", "there is no article on this line"),
        ("nobody", "is neither a file nor the id of an article in"),
    ],
)
def test_what_names_no_article_is_told_with_what_to_do(dateline: Dateline, rows: Path, name: str, said: str) -> None:
    result = dateline("explain", "--in", rows, "f", name.format(rows=rows))
    assert result.status == 1
    assert said in result.err
    assert result.err.count("\n") == 1


def test_an_id_of_two_outlets_is_told_with_the_places(dateline: Dateline, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(FIRST) + "\n" + json.dumps(COPY | {"id": "f"}) + "\n", "utf-8")
    result = dateline("explain", "--in", file, "f", "f")
    assert result.status == 1
    assert f"{file}:1 (harbour-post), {file}:2 (marn-times)" in result.err


def test_a_topic_that_is_missing_is_told(dateline: Dateline, configured: Settings) -> None:
    result = dateline("explain", "f", "c")
    assert result.status == 1
    assert f"topic {configured.annotated} is missing" in result.err


def test_ids_and_positions_are_looked_up_on_the_annotated_topic(dateline: Dateline, configured: Settings) -> None:
    create_topics(configured)
    pair = [Article.model_validate(row) for row in (FIRST, COPY)]
    annotated, _ = explain_pair(pair, (None, None), configured)
    with Publisher(configured, largest_record_bytes(configured)) as publisher:
        for one in annotated:
            value = one.model_dump_json().encode()
            publisher.publish(configured.annotated, value, key=b"en", headers=[], name=one.article.id)
    found = json.loads(dateline("explain", "--json", "c", "f").out)
    assert (found["earlier"]["id"], found["later"]["id"]) == ("f", "c")
    assert found["duplicate"]["of"] == "f"
    by_position = dateline("explain", "--json", found["later"]["place"], found["earlier"]["place"]).out
    assert json.loads(by_position) == found
    assert "there is no article at this position" in dateline("explain", "0:99", "f").err
