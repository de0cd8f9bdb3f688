"""An outlet that falls silent and one that turns to empty pages are told, and a restart does not forget them."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaProducer

from dateline.admin import create_topics
from dateline.settings import Settings
from tests.cli.conftest import Dateline
from tests.support.stream import Stream, article, stream_of

HOUR = 3600
WEEK = 7 * 24 * HOUR


def publish(settings: Settings, outlet: str, seconds_ago: int, count: int, **fields: str) -> int:
    """Put articles on the raw topic as if it were then."""
    at = round((time.time() - seconds_ago) * 1000)
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, acks="all")
    for number in range(count):
        value = article(seconds_ago + number, outlet=outlet) | {"id": f"{outlet}-{seconds_ago}-{number}", **fields}
        producer.send(settings.raw, json.dumps(value).encode(), key=outlet.encode(), timestamp_ms=at + number)
    producer.flush()
    producer.close()
    return count


@pytest.fixture
def stream(configured: Settings, tmp_path: Path) -> Iterator[Stream]:
    """Topics that hold weeks: Kafka deletes by the timestamps of the records."""
    settings = configured.model_copy(update={"raw_retention_hours": 2000})
    create_topics(settings)
    with stream_of(settings, tmp_path) as running:
        yield running


def test_outlets_that_behave_unlike_themselves(stream: Stream, dateline: Dateline, configured: Settings) -> None:
    ago = 5 * HOUR
    count = 0
    for week in (4, 3, 2, 1):
        for outlet in ("steady", "silent", "emptied"):
            # a day before counts as well, so that the outlet was known before the hours that are compared
            count += publish(configured, outlet, ago + week * WEEK + 30 * HOUR, 1)
            count += publish(configured, outlet, ago + week * WEEK, 12)
    count += publish(configured, "steady", ago, 12)
    count += publish(configured, "emptied", ago, 12, body_text="")
    stream.publish([b"{"] * 3, key=b"steady")
    first = stream.worker("first")
    stream.enriched(count)
    first.wait_until(lambda: first.metric("dateline_outlets_silent") == 1, "one silent outlet")
    first.wait_until(lambda: first.metric("dateline_outlets_walled") == 1, "one outlet of empty pages")
    # everything else is green
    assert first.get("/readyz")[0] == 200
    assert first.stop() == 0

    answer = dateline("outlets", "--json")
    assert answer.status == 0
    found = {row["outlet"]: row for row in map(json.loads, answer.out.splitlines())}
    assert {name: row["state"] for name, row in found.items()} == {
        "emptied": "walled",
        "silent": "silent",
        "steady": "as ever",
    }
    assert (found["silent"]["volume"], found["silent"]["expected"]) == (0, 12)
    assert (found["steady"]["volume"], found["steady"]["expected"]) == (15, 12)
    # the week before may lie within the seven days
    assert 0.1 <= found["steady"]["dead_lettered"] <= 0.2
    assert found["emptied"]["empty"] >= 0.5
    assert found["silent"]["last_seen"] < found["steady"]["last_seen"]
    shown = dateline("outlets").out.splitlines()
    assert [line.split()[0] for line in shown[1:]] == ["emptied", "silent", "steady"]

    # no record comes, and another instance has an empty folder: the changelog knows
    second = stream.worker("second")
    second.wait_until(lambda: second.metric("dateline_outlets_silent") == 1, "the silent outlet again")
    assert second.metric("dateline_outlets_walled") == 1


def test_what_waits_on_the_raw_topic_is_not_missing(stream: Stream, dateline: Dateline, configured: Settings) -> None:
    ago = 5 * HOUR
    count = 0
    for week in (2, 1):
        count += publish(configured, "outlet", ago + week * WEEK + 30 * HOUR, 1)
        count += publish(configured, "outlet", ago + week * WEEK, 12)
    worker = stream.worker()
    stream.enriched(count)
    worker.wait_until(lambda: worker.metric("dateline_outlets_silent") == 1, "the outlet is silent")
    assert worker.stop() == 0
    assert json.loads(dateline("outlets", "--json").out)["state"] == "silent"
    publish(configured, "outlet", ago, 12)
    assert json.loads(dateline("outlets", "--json").out)["state"] == "as ever"


def test_without_outlets_it_says_so(dateline: Dateline, configured: Settings) -> None:
    missing = dateline("outlets")
    assert missing.status == 1
    assert "dateline topics create" in missing.err
    dateline("topics", "create")
    empty = dateline("outlets")
    assert empty.status == 0
    assert "No outlet has been seen yet." in empty.err
