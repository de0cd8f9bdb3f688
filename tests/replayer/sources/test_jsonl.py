import json
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import BadRow
from dateline.replayer.sources import Row, jsonl, open_source

ARTICLE = {"id": "a1", "outlet": "harbour-post", "headline": "Ferries stay in port", "body_text": "The storm lasts."}


def lines(folder: Path, *rows: Any) -> Path:
    path = folder / "articles.jsonl"
    path.write_bytes(b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows))
    return path


def articles(path: Path) -> list[Any]:
    return [row.article if isinstance(row, Row) else row for row in open_source(path).articles()]


def test_each_line_is_an_article_that_knows_its_place(tmp_path: Path) -> None:
    path = lines(tmp_path, ARTICLE, b"", ARTICLE | {"id": "a2", "section": "World"})
    first, second = open_source(path).articles()
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert (first.article.id, first.place) == ("a1", f"{path}:1")
    assert (second.article.id, second.place) == ("a2", f"{path}:3")
    assert second.article.metadata == {"section": "World"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (b"{", "not JSON: EOF"),
        (b"[1]", "expected a JSON object, found an array"),
        (b"null", "expected a JSON object, found null"),
        (b'{"id": "\xff"}', "not UTF-8: byte 0xff at position 8"),
        (b'{"id": "\\ud800", "body_text": ""}', "not JSON: unexpected end of hex escape"),
        (b'{"body_text": NaN}', "not JSON"),
        (b"[" * 100_000, "not JSON: recursion limit exceeded"),
        ({"id": "a", "outlet": "b"}, "not an article: body_text: Field required"),
        (ARTICLE | {"id": ""}, "not an article: id: String should have at least 1 character"),
        (ARTICLE | {"id": 7, "published_at": 3}, "not an article: id: Input should be a valid string; published_at:"),
        ({"outlet": 7, "body_text": "x"}, "not an article: id: Input should be a valid string; outlet:"),
    ],
)
def test_a_bad_row_is_told_with_file_and_line_and_the_rest_is_read(tmp_path: Path, row: Any, expected: str) -> None:
    path = lines(tmp_path, ARTICLE, row, ARTICLE | {"id": "a3"})
    first, error, last = articles(path)
    assert isinstance(error, BadRow)
    assert str(error).startswith(f"{path}:2: {expected}")
    assert (error.file, error.line) == (str(path), 2)
    assert (first.id, last.id) == ("a1", "a3")


def test_an_article_without_outlet_gets_the_folder_and_one_without_id_a_hash(tmp_path: Path) -> None:
    folder = tmp_path / "harbour-post"
    folder.mkdir()
    bare = {"headline": "Ferries stay in port", "body_text": "The storm lasts."}
    path = lines(
        folder, bare, bare | {"outlet": "harbour-post"}, bare | {"headline": "Ferries sail"}, bare | {"url": "u"}
    )
    by_text, again, other, by_url = articles(path)
    assert by_text.outlet == "harbour-post"
    assert by_text.id == again.id
    assert len({by_text.id, other.id, by_url.id}) == 3


def test_the_hash_of_an_article_with_a_url_outlives_corrections(tmp_path: Path) -> None:
    first, corrected = articles(
        lines(
            tmp_path, {"url": "https://a.example/1", "body_text": "3"}, {"url": "https://a.example/1", "body_text": "4"}
        )
    )
    assert first.id == corrected.id


def test_a_line_over_the_limit_is_a_bad_row_and_the_next_line_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "MAX_ROW_BYTES", 200)
    path = lines(tmp_path, ARTICLE | {"body_text": "x" * 5000}, ARTICLE)
    source = open_source(path)
    error, row = source.articles()
    assert str(error) == f"{path}:1: longer than 200 bytes, expected one article"
    assert isinstance(row, Row)
    assert row.line == 2
    assert source.bytes_read == source.size == path.stat().st_size


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = lines(tmp_path)
    assert [str(error) for error in articles(path)] == [f"{path}: empty, expected one JSON object a line"]


def test_byte_order_mark_and_line_ends_of_other_systems_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(ARTICLE).encode() + b"\r\n" + json.dumps(ARTICLE).encode())
    assert [article.id for article in articles(path)] == ["a1", "a1"]


def test_the_dump_of_a_topic_stands_for_its_articles(tmp_path: Path) -> None:
    annotations = {
        "schema_version": "1",
        "article": ARTICLE,
        "event_time": None,
        "event_time_source": "none",
        "content": {"kind": "full"},
        "furniture": [],
        "credits": [],
        "language": {"tag": "en", "confidence": 0.9},
        "entities": [],
        "pipeline": {"version": "0", "models": {}},
    }
    annotated = annotations | {
        "language_group": "en",
        "fingerprint": {"content": "0", "keys": [], "sketch": "", "tokens": 3},
    }
    enriched = annotations | {"duplicate": {"verdict": "unique", "cluster": "a1"}}
    first, second = open_source(lines(tmp_path, annotated, enriched)).articles()
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert first.article == second.article
    assert first.annotated is not None
    assert first.annotated.language_group == "en"
    assert second.annotated is None
