from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import BadRow
from dateline.records import Article
from dateline.replayer.sources import Row, open_source
from dateline.replayer.sources.headline import split_headline


def read(path: Path) -> Article:
    (row,) = open_source(path).articles()
    assert isinstance(row, Row)
    return row.article


def bad(path: Path) -> BadRow:
    (row,) = open_source(path).articles()
    assert isinstance(row, BadRow)
    return row


def text_file(folder: Path, content: str | bytes, name: str = "storm.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Ferries stay in port\n\nThe storm will last until Friday.\n", "Ferries stay in port"),
        ("Ferries stay in port\nThe storm will last until Friday, the port authority said.", "Ferries stay in port"),
        ("\n\nFähren bleiben im Hafen\n\nDer Sturm dauert an.", "Fähren bleiben im Hafen"),
        ("渡輪停航\n\n風暴將持續到星期五。", "渡輪停航"),
    ],
)
def test_a_short_first_line_without_a_full_stop_is_the_headline(tmp_path: Path, text: str, headline: str) -> None:
    article = read(text_file(tmp_path, text))
    assert article.headline == headline
    assert article.body_text
    assert headline not in article.body_text


@pytest.mark.parametrize(
    "text",
    [
        "The storm will last until Friday.\n\nFerries stay in port.",
        "The storm will last until Friday, he said, adding:\n\n“Stay at home.”",
        "暴風將持續到星期五。\n\n渡輪停航。",
        "Ferries stay in port",
        "Ferries will stay in port until Friday\nStay at home",
        "A first line that goes on and on " * 6 + "\n\nFerries stay in port.",
        " date 2023-09 The storm will last until Friday.\n\nFerries stay in port.",
    ],
)
def test_any_other_text_is_all_body(tmp_path: Path, text: str) -> None:
    article = read(text_file(tmp_path, text))
    assert article.headline == ""
    assert article.body_text == text


def test_a_date_before_the_text_stays_in_the_text(tmp_path: Path) -> None:
    assert read(text_file(tmp_path, " date 2023-09 It rained.\n\nA lot.")).body_text.startswith(" date 2023-09 It")


@given(st.text(alphabet=st.sampled_from("ab. \n\u3000。"), max_size=200))
def test_splitting_loses_nothing_but_white_space(text: str) -> None:
    headline, body = split_headline(text)
    assert "".join((headline + body).split()) == "".join(text.split())


def test_the_file_name_becomes_metadata(tmp_path: Path) -> None:
    article = read(text_file(tmp_path, "It rained.", "007_0aeff2141d1753f2.txt"))
    assert article.metadata == {
        "file_name": "007_0aeff2141d1753f2.txt",
        "file_number": 7,
        "file_key": "0aeff2141d1753f2",
    }
    assert read(text_file(tmp_path, "It rained.", "rain.txt")).metadata == {"file_name": "rain.txt"}


def test_the_outlet_is_the_folder_unless_one_is_given(tmp_path: Path) -> None:
    folder = tmp_path / "harbour-post"
    folder.mkdir()
    path = text_file(folder, "It rained.")
    assert read(path).outlet == "harbour-post"
    (row,) = open_source(path, outlet="meridian-daily").articles()
    assert isinstance(row, Row)
    assert row.article.outlet == "meridian-daily"


def test_the_id_follows_from_outlet_and_text_alone(tmp_path: Path) -> None:
    first = read(text_file(tmp_path, "It rained.", "a.txt"))
    assert first.id == read(text_file(tmp_path, "It rained.", "b.txt")).id
    assert first.id != read(text_file(tmp_path, "It snowed.", "c.txt")).id
    assert first.id == read(text_file(tmp_path, b"\xef\xbb\xbfIt rained.", "d.txt")).id
    assert len(first.id) == 32


def test_byte_order_mark_and_line_ends_of_other_systems_are_not_text(tmp_path: Path) -> None:
    article = read(text_file(tmp_path, b"\xef\xbb\xbfFerries stay in port\r\n\r\nThe storm lasts.\r\nIt rains.\r\n"))
    assert article.headline == "Ferries stay in port"
    assert article.body_text == "The storm lasts.\nIt rains."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty, expected the text of an article"),
        (b" \r\n\n ", "empty, expected the text of an article"),
        (b"Zo\xeb", "not UTF-8: byte 0xeb at position 2"),
        ("Zoë".encode("utf-16"), "this is UTF-16, expected UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_a_bad_row(tmp_path: Path, content: bytes, expected: str) -> None:
    path = text_file(tmp_path, content)
    error = bad(path)
    assert str(error).startswith(f"{path}: {expected}")
