import json
import os
from pathlib import Path

import pytest
from rich.cells import cell_len

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
FIGURES = "It ran 14 ships on 6 routes, with 212 hands, and carried 1,204 cars and 5,310 people on a day in May.\n"
CHANGED_NUMBERS = (
    (BODY + FIGURES)
    .replace("340", "95")
    .replace("14 ships", "9 ships")
    .replace("212", "187")
    .replace("1,204", "988")
    .replace("5,310", "4,077")
)
FOLLOW_UP = (
    "Divers who were called back to the harbour of Port Ellis on Friday have found a second crack in the shaft of the "
    "ferry.\nThe yard wants to lift the ship out of the water, which nobody has tried since the dock was widened.\n"
    "Shopkeepers asked the county to pay for a barge, and the county asked for a list of what is needed.\n"
    "About 340 people who had booked a crossing were offered seats on a coach over the northern bridge instead.\n"
)
GERMAN = (
    "Die Fähre zwischen Port Ellis und der Insel Marn bleibt bis Donnerstag im Hafen, teilte der Betreiber mit.\n"
    "Bei einer Prüfung am Montagabend war ein Riss in der Hauptwelle entdeckt worden, Taucher bestätigten ihn.\n"
)
WALL = "Subscribe to continue reading. Already a subscriber? Log in."
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


@pytest.mark.parametrize("names", [("{}#f", "{}#c"), ("{}#c", "{}#f"), ("{}:1", "{}#c")])
def test_an_article_of_a_file_is_named_by_its_id(dateline: Dateline, rows: Path, names: tuple[str, str]) -> None:
    found = json.loads(dateline("explain", "--json", *(name.format(rows) for name in names)).out)
    assert (found["earlier"]["id"], found["later"]["id"]) == ("f", "c")


def test_an_article_may_come_through_a_pipe(dateline: Dateline, rows: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(json.dumps(COPY).encode())
    found = json.loads(dateline("explain", "--json", f"{rows}:1", f"/dev/fd/{reading}").out)
    os.close(reading)
    assert (found["earlier"]["id"], found["later"]["id"]) == ("f", "c")


def test_marks_in_names_of_files_and_in_ids_are_no_hindrance(dateline: Dateline, tmp_path: Path) -> None:
    file = tmp_path / "rows#2.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in (FIRST | {"id": "a#1"}, COPY)), "utf-8")
    found = json.loads(dateline("explain", "--json", f"{file}#a#1", f"{file}#c").out)
    assert found["duplicate"]["of"] == "a#1"


def test_the_shared_passages_stand_side_by_side(dateline: Dateline, tmp_path: Path) -> None:
    file = tmp_path / "pair.jsonl"
    added = COPY | {"body_text": "From our desk in Marn, for readers.\n" + BODY}
    file.write_text("".join(json.dumps(row) + "\n" for row in (FIRST, added)), "utf-8")
    texts = json.loads(dateline("explain", "--json", f"{file}#f", f"{file}#c").out)["texts"]
    assert [row["kind"] for row in texts["rows"]] == ["different", "shared", "different"]
    assert texts["rows"][0]["later"] == "From our desk in Marn, for readers."
    assert texts["rows"][1]["earlier"] == texts["rows"][1]["later"] == BODY.strip()
    assert texts["rows"][2]["earlier"] == "It ran 14 ships."
    printed = dateline("explain", f"{file}#f", f"{file}#c").out.splitlines()
    assert any(line.startswith("The ferry between Port Ellis and the   = The ferry between") for line in printed)


def test_what_is_printed_into_a_pipe_fits_80_columns(dateline: Dateline, tmp_path: Path) -> None:
    file = tmp_path / "pair.jsonl"
    long = {"url": "https://marn-times.example/" + "a" * 300, "body_text": "船在港内停航。" * 40 + BODY * 40}
    pair = (FIRST | {"id": "f" * 256, "body_text": BODY * 200}, COPY | long)
    file.write_text("".join(json.dumps(row) + "\n" for row in pair), "utf-8")
    printed = dateline("explain", f"{file}:1", f"{file}:2").out
    assert max(map(cell_len, printed.splitlines())) <= 80
    assert len(printed.splitlines()) < 120
    assert "\x1b" not in printed


def test_a_later_version_in_another_language_is_explained_as_it_is_matched(dateline: Dateline, tmp_path: Path) -> None:
    file, enriched = tmp_path / "pair.jsonl", tmp_path / "enriched.jsonl"
    later = FIRST | {"headline": "Kein Schiff nach Marn", "body_text": GERMAN}
    file.write_text("".join(json.dumps(row) + "\n" for row in (FIRST, later)), "utf-8")
    assert dateline("enrich", file, "-o", enriched).status == 0
    said = json.loads(enriched.read_text("utf-8").splitlines()[1])["duplicate"]
    assert said["verdict"] == "update"
    for name in (file, enriched):
        assert json.loads(dateline("explain", "--json", f"{name}:1", f"{name}:2").out)["duplicate"] == said


def test_people_see_both_sides_and_the_verdict(dateline: Dateline, rows: Path) -> None:
    printed = dateline("explain", f"{rows}:1", f"{rows}:3").out
    assert "harbour-post" in printed
    assert "marn-times" in printed
    assert printed.rstrip().endswith("verdict: near of f, met by keys")


def test_articles_that_share_nothing_are_told_apart(dateline: Dateline, rows: Path) -> None:
    printed = dateline("explain", f"{rows}:1", f"{rows}:2").out
    assert "hindrance (no_shared_key): they share no key" in printed
    assert "verdict: unique" in printed


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        ({"published_at": "2026-03-20T06:00:00Z"}, "window", "published 432.0 hours apart, the window has 168"),
        ({"status": "withheld"}, "status", "the later one has the status withheld"),
        ({"headline": "", "body_text": ""}, "no_text", "the later one has no words"),
        ({"body_text": WALL}, "content", "the later one is told to be of the kind wall"),
        ({"headline": "Kein Schiff nach Marn", "body_text": GERMAN}, "language_group", "en (language en) and de"),
        ({"body_text": article(1)["body_text"]}, "no_shared_key", "they share no key"),
        (
            {"body_text": BODY[:104] + " Gulls sat on the pier and nobody sold ice to them all day, said a boy."},
            "too_short",
            "of fewer than 60 words 80.0 % must be",
        ),
        ({"body_text": CHANGED_NUMBERS}, "numbers", "of the 6 numbers of the shorter text are not in the longer"),
        ({"body_text": FOLLOW_UP}, "lead", "of the lead of the shorter text"),
        ({"body_text": FOLLOW_UP, "outlet": "harbour-post"}, "same_outlet", "both are of one outlet"),
        ({"body_text": FOLLOW_UP}, "unlike", "as the best match it would be a copy with a probability of"),
        ({"body_text": FOLLOW_UP}, "missing_part", "of the shorter text are not in the longer one"),
    ],
)
def test_what_is_not_a_copy_is_unique_with_the_reason(
    dateline: Dateline, tmp_path: Path, change: dict[str, str], kind: str, said: str
) -> None:
    file = tmp_path / "pair.jsonl"
    first = FIRST | {"published_at": "2026-03-02T06:00:00Z", "body_text": BODY + FIGURES}
    file.write_text("".join(json.dumps(row) + "\n" for row in (first, COPY | change)), "utf-8")
    found = json.loads(dateline("explain", "--json", f"{file}:1", f"{file}:2").out)
    assert found["duplicate"]["verdict"] == "unique"
    details = [hindrance["detail"] for hindrance in found["hindrances"] if hindrance["kind"] == kind]
    assert len(details) == 1
    assert said in details[0]


def test_each_reason_says_how_much_nearer_a_copy_would_be_without_it(dateline: Dateline, tmp_path: Path) -> None:
    file = tmp_path / "pair.jsonl"
    follow_up = COPY | {"body_text": FOLLOW_UP, "outlet": "harbour-post"}
    file.write_text("".join(json.dumps(row) + "\n" for row in (FIRST, follow_up)), "utf-8")
    found = json.loads(dateline("explain", "--json", f"{file}:1", f"{file}:2").out)
    otherwise = [
        float(hindrance["detail"].rpartition("(z ")[2].rstrip(")"))
        for hindrance in found["hindrances"]
        if "; otherwise" in hindrance["detail"]
    ]
    assert len(otherwise) > 1
    assert min(otherwise) > found["z"]
    assert otherwise == sorted(otherwise, reverse=True)


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
        ("{rows}#nobody", "'nobody' is neither a file nor the id of an article in"),
        ("{rows}#", "'' is neither a file nor the id of an article in"),
        ("", "the name of an article is empty"),
    ],
)
def test_what_names_no_article_is_told_with_what_to_do(dateline: Dateline, rows: Path, name: str, said: str) -> None:
    result = dateline("explain", "--in", rows, "f", name.format(rows=rows))
    assert result.status == 1
    assert said in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a" * 300, "is not a file, and ids have at most 256 characters"),
        (
            "a" * 256,
            "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' is not a file, and cannot be looked up",
        ),
        ("a\0b", "is not a file, and cannot be looked up on topic"),
        (".", "this is a folder; name a file in it"),
        (
            "missing.jsonl",
            "'missing.jsonl' is not a file, and cannot be looked up on topic articles.annotated: no answer",
        ),
        ("7:7", "'7:7' is not a file, and cannot be looked up on topic articles.annotated: no answer from Kafka"),
        ("binary", "this is not text, expected JSON Lines"),
        ("binary.jsonl", "binary.jsonl:1: not UTF-8"),
        ("binary.jsonl#f", "rows that are not articles: 1, the first: binary.jsonl:1: not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_without_a_traceback(
    dateline: Dateline, rows: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.chdir(rows.parent)
    monkeypatch.setenv("DATELINE_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    (rows.parent / "binary").write_bytes(b"\x7fELF\0\1\xff")
    (rows.parent / "binary.jsonl").write_bytes(b"\x7fELF\0\1\xff")
    result = dateline("explain", f"{rows}#f", name)
    assert result.status == 1
    assert said in result.err
    assert result.err.startswith("dateline: ")
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
    assert f"the id of an article in topic {configured.annotated}" in dateline("explain", "nobody", "f").err
