import json

import pytest
from kafka import KafkaProducer

from dateline.records import DeadLetter, Reason, Stage
from dateline.records.headers import dead_letter_headers
from dateline.settings import Settings
from tests.cli.conftest import Dateline


@pytest.fixture
def buried(configured: Settings, topics: Settings) -> Settings:
    """A dead letter that waits, and one that has had all its attempts."""
    producer = KafkaProducer(bootstrap_servers=topics.bootstrap_servers)
    try:
        for attempts in (1, 3):
            dead = DeadLetter(
                topic=topics.raw,
                partition=0,
                offset=attempts,
                stage=Stage.DECODE,
                reason=Reason.INVALID_JSON,
                detail="expected a value [line 1]",
                attempts=attempts,
                version="0.1.0",
            )
            headers = dead_letter_headers(dead, [("dateline-origin", b"live")])
            producer.send(topics.dead, b"{nonsense", key=b"harbour-post", headers=headers).get(30)
    finally:
        producer.close()
    return topics


def test_letters_are_listed_and_counted(dateline: Dateline, buried: Settings) -> None:
    out = dateline("dead-letters", "list").out
    assert "0:0" in out
    assert "expected a value [line 1]" in out
    assert out.endswith("2 dead letters\n")
    assert dateline("dead-letters", "list", "--reason", "too_large").out == "0 dead letters\n"


def test_letters_are_listed_as_json(dateline: Dateline, buried: Settings) -> None:
    first, second = map(json.loads, dateline("dead-letters", "list", "--json").out.splitlines())
    assert (first["position"], first["state"], first["reason"]) == ("0:0", "waiting", "invalid_json")
    assert second["state"] == "exhausted"


def test_one_letter_is_shown_with_what_to_do(dateline: Dateline, buried: Settings) -> None:
    out = dateline("dead-letters", "show", "0:1").out
    for expected in (
        "expected a value [line 1]",
        "dateline-origin: live",
        "{nonsense",
        "What to do: The value is not JSON",
    ):
        assert expected in out
    missing = dateline("dead-letters", "show", "0:7")
    assert missing.status == 1
    assert "no dead letter at 0:7" in missing.err
    assert dateline("dead-letters", "show", "seven").status == 2


def test_a_replay_says_what_goes_and_what_stays(dateline: Dateline, buried: Settings) -> None:
    trial = dateline("dead-letters", "replay", "--dry-run").out
    assert f"0:0  would go back to {buried.raw}, attempt 2 of 3" in trial
    out = dateline("dead-letters", "replay").out
    assert "0:1  stays: it has had 3 of 3 attempts (DATELINE_DEAD_LETTER_ATTEMPTS)" in out
    assert out.endswith("1 replayed, 1 stay\n")
    assert "0:0  stays: it was replayed before" in dateline("dead-letters", "replay", "0:0").out
    assert "replayed" in dateline("dead-letters", "list", "--all").out
    missing = dateline("dead-letters", "replay", "0:9")
    assert missing.status == 1
    assert "0:9  no such dead letter" in missing.err


def test_tail_shows_letters_and_notes(dateline: Dateline, buried: Settings) -> None:
    dateline("dead-letters", "replay")
    out = dateline("tail", "--topic", "dead", "--from-beginning", "--no-follow").out
    assert "invalid_json · decode" in out
    assert "note that 0:0 was replayed" in out
