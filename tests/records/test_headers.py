import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.records import DeadLetter, Reason, Stage
from dateline.records.headers import (
    MAX_DETAIL_BYTES,
    HeaderError,
    attempt,
    dead_letter_headers,
    header,
    read_dead_letter,
    replay_headers,
    replayed_marker,
    replayed_position,
)

ORIGINAL = [("dateline-origin", b"live"), ("traceparent", b"00-1-2-01"), ("x", b"\xff"), ("x", b"2")]


def letter(**fields: object) -> DeadLetter:
    known = {
        "topic": "articles.raw",
        "partition": 3,
        "offset": 17,
        "stage": Stage.DECODE,
        "reason": Reason.INVALID_JSON,
        "detail": "expected a value",
        "attempts": 1,
        "version": "0.1.0",
    }
    return DeadLetter.model_validate(known | fields)


@given(
    st.builds(
        letter,
        partition=st.integers(0, 10_000),
        offset=st.integers(0, 2**62),
        stage=st.sampled_from(Stage),
        reason=st.sampled_from(Reason),
        detail=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
        attempts=st.integers(1, 100),
    )
)
def test_a_dead_letter_reads_as_it_was_written(written: DeadLetter) -> None:
    assert read_dead_letter(dead_letter_headers(written, ORIGINAL)) == written


def test_a_long_detail_is_cut_between_characters() -> None:
    read = read_dead_letter(dead_letter_headers(letter(detail="Ω" * 5000), []))
    assert read.detail == "Ω" * (MAX_DETAIL_BYTES // 2)


def test_a_replay_carries_the_original_headers_and_the_next_attempt() -> None:
    headers = replay_headers(dead_letter_headers(letter(attempts=2), ORIGINAL))
    assert headers == [*ORIGINAL, ("dateline-attempts", b"3")]
    assert attempt(headers) == 3


def test_a_letter_of_a_letter_speaks_of_the_last_failure() -> None:
    again = dead_letter_headers(letter(attempts=2), replay_headers(dead_letter_headers(letter(), ORIGINAL)))
    assert read_dead_letter(again).attempts == 2
    assert replay_headers(again) == [*ORIGINAL, ("dateline-attempts", b"3")]


@pytest.mark.parametrize("value", [b"", b"three", b"-1", b"\xff", b"9" * 100, "٣".encode()])
def test_a_strange_attempt_counts_as_the_first(value: bytes) -> None:
    assert attempt([("dateline-attempts", value)]) == 1
    assert attempt([]) == 1


def test_the_last_header_of_a_name_counts() -> None:
    assert header(ORIGINAL, "x") == "2"
    assert header(ORIGINAL[:3], "x") == "\ufffd"
    assert header(ORIGINAL, "y") is None


def test_a_record_that_is_no_dead_letter_is_told() -> None:
    with pytest.raises(HeaderError, match="header dateline-dead-topic is missing"):
        read_dead_letter(ORIGINAL)
    headers = [
        (name, b"nonsense" if name == "dateline-dead-reason" else value)
        for name, value in dead_letter_headers(letter(), ())
    ]
    with pytest.raises(HeaderError, match="reason"):
        read_dead_letter(headers)


def test_a_note_of_a_replay_names_the_position() -> None:
    assert replayed_position(replayed_marker(2, 15)) == (2, 15)
    assert replayed_position(ORIGINAL) is None
    with pytest.raises(HeaderError, match="expected PARTITION:OFFSET"):
        replayed_position([("dateline-dead-replayed", b"nonsense")])
