import io
import os
import sys
from pathlib import Path

import pytest

from dateline.errors import BadRow, SourceError
from dateline.replayer.sources import Row, open_source, open_sources

ROW = b'{"id": "%s", "outlet": "harbour-post", "body_text": "It rained."}\n'


def ids(source: object) -> list[str]:
    return [row.article.id for row in source.articles()]  # type: ignore[attr-defined]


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))  # type: ignore[arg-type]


def test_a_folder_is_read_recursively_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.ndjson", "c/d.JSONL", ".hidden.jsonl", ".hidden/e.jsonl", "readme.md", "data.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(ROW % name.encode())
    (tmp_path / "c" / "text.txt").write_text("It snowed.")
    source = open_source(tmp_path)
    assert ids(source)[:3] == ["a.ndjson", "b.jsonl", "c/d.JSONL"]
    assert source.size == source.bytes_read
    assert len(ids(open_source(tmp_path))) == 4


def test_a_folder_without_articles_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("Nothing here.")
    with pytest.raises(SourceError, match=r"holds no articles, expected files that end in \.jsonl, \.ndjson, \.txt"):
        open_source(tmp_path)


def test_what_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.jsonl: cannot be read: No such file"):
        open_source(tmp_path / "nowhere.jsonl")


def test_a_file_that_vanishes_before_its_turn_is_a_bad_row(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.jsonl"):
        (tmp_path / name).write_bytes(ROW % b"x")
    source = open_source(tmp_path)
    (tmp_path / "b.txt").unlink()
    (tmp_path / "c.jsonl").unlink()
    first, second, third = source.articles()
    assert isinstance(first, Row)
    assert str(second) == f"{tmp_path / 'b.txt'}: cannot be read: No such file or directory"
    assert isinstance(third, BadRow)


def test_a_link_to_nowhere_in_a_folder_is_a_bad_row(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (row,) = open_source(tmp_path).articles()
    assert isinstance(row, BadRow)


def test_a_file_with_another_ending_is_read_for_what_it_is(tmp_path: Path) -> None:
    rows, text = tmp_path / "rows.json", tmp_path / "text.md"
    rows.write_bytes(b"\n " + ROW % b"x")
    text.write_text("It rained.")
    assert ids(open_sources([rows, text]))[0] == "x"


def test_a_json_file_may_hold_one_article_over_many_lines(tmp_path: Path) -> None:
    file = tmp_path / "article.json"
    file.write_text('{\n  "id": "x",\n  "outlet": "harbour-post",\n  "body_text": "It rained."\n}\n')
    source = open_source(file)
    assert ids(source) == ["x"]
    assert source.bytes_read == source.size
    file.write_text('{\n  "id": "x"\n}\n{\n  "id": "y"\n}\n')
    (error,) = open_source(file).articles()
    assert str(error).startswith(f"{file}: not JSON: trailing characters at line 4 column 1; expected one article, or")


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.pdf", b"%PDF-1.7\n% all text\n", "this is a PDF"),
        ("a.docx", b"PK\x03\x04\x14\x00", "this is a zip archive"),
        ("a.jsonl.gz", b"\x1f\x8b\x08", "this is compressed by gzip"),
        ("a.rtf", rb"{\rtf1\ansi It rained.}", "this is RTF"),
        ("a.html", b"\xef\xbb\xbf\n<!DOCTYPE html><title>Rain</title>", "this is HTML or XML"),
        ("a.json", b'[\n  {"id": "x"}]', "this is a JSON array (`jq -c '.[]'` makes JSON Lines of it)"),
        ("a.json", b"It rained.", "no JSON object begins here"),
        ("a.bin", b"rain\0rain", "this is not text"),
    ],
)
def test_what_holds_no_articles_is_refused_with_what_is_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, found: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        open_source(file)
    assert str(caught.value).startswith(f"{file}: {found}, expected JSON Lines of articles (.jsonl, .ndjson), one")
    if found.startswith("this is"):
        standard_input(monkeypatch, content)
        with pytest.raises(SourceError, match="standard input: this is"):
            open_source("-")


def test_a_text_in_utf_16_is_a_bad_row_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("It rained.".encode("utf-16"))
    (error,) = open_source(tmp_path / "a.md").articles()
    assert "this is UTF-16" in str(error)


def test_a_text_may_begin_with_a_bracket(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("[Update] It rained.")
    (row,) = open_source(tmp_path / "a.md").articles()
    assert isinstance(row, Row)


def test_standard_input_may_be_rows_or_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, ROW % b"x" + b"nonsense\n")
    row, error = open_source("-").articles()
    assert isinstance(row, Row)
    assert row.place == "standard input:1"
    assert str(error).startswith("standard input:2: not JSON")
    standard_input(monkeypatch, b"It rained.\n")
    (row,) = open_source("-", outlet="harbour-post").articles()
    assert isinstance(row, Row)
    assert (row.article.outlet, row.article.body_text) == ("harbour-post", "It rained.")
    assert open_source("-").size is None


def test_a_pipe_is_opened_once_so_that_nothing_of_it_is_lost() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(ROW % b"x" + ROW % b"y")
    source = open_source(f"/dev/fd/{reading}")
    os.close(reading)
    assert ids(source) == ["x", "y"]
    assert source.size is None


def test_several_paths_are_read_one_after_the_other(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.jsonl").write_bytes(ROW % name.encode())
    source = open_sources([tmp_path / "b.jsonl", tmp_path / "a.jsonl"])
    assert source.size == 2 * len(ROW % b"x")
    assert ids(source) == ["b", "a"]
