from hypothesis import given
from hypothesis import strategies as st

from dateline.replayer.dead_letters import readable_value
from dateline.replayer.printable import acts_on_terminal, on_one_line


def test_json_is_indented() -> None:
    assert readable_value('{"headline": "Sturm über Föhr"}'.encode(), 1000) == '{\n  "headline": "Sturm über Föhr"\n}'


def test_text_is_shown_with_its_control_characters_escaped() -> None:
    assert readable_value(b"{broken \x1b[31m json, and more of it", 1000) == "{broken \\u001b[31m json, and more of it"
    assert readable_value('"\u202eabc"'.encode(), 100) == '"\\u202eabc"'


def test_other_bytes_are_shown_as_a_hexdump() -> None:
    assert readable_value(b"\xff\xfeabc", 1000) == "00000000  ff fe 61 62 63                                   ..abc"


def test_what_is_long_is_cut_and_says_so() -> None:
    assert readable_value(b"x" * 100, 10) == "xxxxxxxxxx\n(90 more characters)"
    assert readable_value(b"\xff" * 100, 64).endswith("(84 more bytes)")


def test_nothing_is_named() -> None:
    assert readable_value(None, 10) == "(null: a deletion)"
    assert readable_value(b"", 10) == "(empty)"


@given(st.binary(max_size=300))
def test_nothing_acts_on_the_terminal(value: bytes) -> None:
    assert not any(map(acts_on_terminal, readable_value(value, 1000)))


@given(st.text(max_size=100))
def test_one_line_is_one_line(text: str) -> None:
    line = on_one_line(text, 20)
    assert len(line) <= 20
    assert len(line.splitlines()) <= 1
