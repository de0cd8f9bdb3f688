"""What people ask first: does it flow, and where is my article?"""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dateline.records import DeadLetter, Reason, Stage
from dateline.records.headers import dead_letter_headers
from dateline.replayer.publisher import Publisher
from dateline.settings import Settings
from tests.cli.conftest import Dateline
from tests.support.stream import Stream, article


@contextmanager
def listening(answer: bytes) -> Iterator[str]:
    """Answer whoever connects with these bytes, whatever was asked."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(4096)
            self.request.sendall(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


URL = "https://outlet.example/2026/a-path?q=1&r=ü"


def test_does_it_flow_and_where_is_my_article(stream: Stream, dateline: Dateline, configured: Settings) -> None:
    settings = configured
    first = article(1, url=URL)
    changed = first | {"headline": "Another headline", "body_text": first["body_text"] + " And more was said."}
    # as PHP writes it
    escaped = json.dumps(article(2, url=URL + "2")).replace("/", "\\/").encode()
    broken = b'{"id": "a9", "outlet": "outlet", "body_text": "'
    stream.publish([first, article(3), escaped, changed, broken])

    waiting = dateline("status", "--interval", "0.1", "--json")
    assert waiting.status == 1
    assert json.loads(waiting.out)["lag"] == 5
    assert "never received" not in dateline("trace", "a1").err
    assert dateline("trace", "a1").out.endswith("It was received, and waits: `dateline status` shows the lag.\n")

    worker = stream.worker("w")
    stream.enriched(4)
    stream.dead_letters(1)
    worker.wait_ready()
    worker.wait_until(lambda: json.loads(dateline("status", "--interval", "0.1", "--json").out)["lag"] == 0, "no lag")

    answer = dateline("status", "--interval", "0.1", "--worker", f"127.0.0.1:{worker.port}", "--json")
    assert answer.status == 0
    facts = json.loads(answer.out)
    assert {topic["name"]: topic["records"] for topic in facts["topics"]} == {
        settings.raw: 5,
        settings.annotated: 4,
        settings.enriched: 4,
        settings.dead: 1,
    }
    assert facts["dead_letters"] == {"invalid_json/decode": 1}
    assert [member["partitions"] for member in facts["members"]] == [4]
    assert {place["member"] for place in facts["partitions"]} == {facts["members"][0]["name"]}
    assert facts["rates"][settings.raw] == 0
    assert facts["workers"] == [{"address": f"127.0.0.1:{worker.port}", "alive": True, "ready": True, "reasons": {}}]
    shown = dateline("status", "--interval", "0.1", "--worker", "127.0.0.1:1")
    assert "worker 127.0.0.1:1: does not answer" in shown.out
    assert "invalid_json" in shown.out

    found = [json.loads(line) for line in dateline("trace", "a1", "--json").out.splitlines()]
    assert [(one["station"], one["version"]) for one in found] == [
        ("raw", 1),
        ("raw", 2),
        ("annotated", 1),
        ("annotated", 2),
        ("enriched", 1),
        ("enriched", 2),
    ]
    assert [one["verdict"] for one in found if one["station"] == "enriched"] == ["unique", "update"]
    assert found[0]["topic"] == settings.raw
    by_url = dateline("trace", URL, "--json", "--since", "1h").out.splitlines()
    assert [json.loads(line)["id"] for line in by_url] == ["a1"] * 6
    assert {json.loads(line)["id"] for line in dateline("trace", URL + "2", "--json").out.splitlines()} == {"a2"}
    assert dateline("trace", "a2").out.endswith("It came out.\n")

    # a later version that cannot be processed, of an article that came out
    stream.publish([article(2, url=URL + "2") | {"headline": 5}])
    stream.dead_letters(2)
    assert dateline("trace", "a2").out.endswith(
        "An earlier record of it came out. Of the newest: "
        "It is a dead letter: `dateline dead-letters show POSITION` says what to do.\n"
    )

    dead = dateline("trace", "a9")
    assert dead.status == 0
    assert "reason invalid_json" in dead.out
    assert "It is a dead letter" in dead.out

    never = dateline("trace", "a")
    assert (never.status, never.out) == (1, "")
    assert "never received: no record of a on any topic" in never.err
    assert "since 0s" in dateline("trace", "a1", "--since", "0s").err
    # before there were computers, and before there were days
    for long_ago in ("30000d", "99999999999999999999d", "0001-01-01T00:00+14:00"):
        assert len(dateline("trace", "a1", "--json", "--since", long_ago).out.splitlines()) == 6


def test_a_topic_that_is_missing_is_told(dateline: Dateline, configured: Settings) -> None:
    answer = dateline("status", "--interval", "0.1")
    assert answer.status == 1
    assert "missing" in answer.out


@pytest.mark.parametrize("station", ["annotated", "enriched"])
def test_a_record_that_is_not_dateline_s_is_traced_as_far_as_it_goes(
    dateline: Dateline, topics: Settings, configured: Settings, station: str
) -> None:
    strange = b'{"schema_version": "1", "article": {"id": "a1"}, "language": "de", "content": null, "duplicate": []}'
    with Publisher(topics, 1 << 20) as publisher:
        publisher.publish(getattr(topics, station), strange, key=b"a1", headers=[], name="strange")
    answer = dateline("trace", "a1", "--json")
    assert answer.status == 0
    assert json.loads(answer.out)["station"] == station


def test_of_very_many_dead_letters_the_newest_are_counted(
    dateline: Dateline, topics: Settings, configured: Settings
) -> None:
    with Publisher(topics, 1 << 20) as publisher:
        for number in range(3_000):
            reason = Reason.INVALID_UTF8 if number < 1_500 else Reason.INVALID_JSON
            letter = DeadLetter(
                topic=topics.raw,
                partition=0,
                offset=number,
                stage=Stage.DECODE,
                reason=reason,
                detail="of a bad archive",
                attempts=1,
                version="0.1.0",
            )
            headers = dead_letter_headers(letter, ())
            publisher.publish(topics.dead, b"{", key=b"outlet", headers=headers, name=str(number))
    facts = json.loads(dateline("status", "--interval", "0.1", "--json").out)
    assert facts["dead_letters"] == {"invalid_json/decode": 1_500, "invalid_utf8/decode": 500}
    assert facts["dead_letters_looked_at"] == 2_000
    shown = dateline("status", "--interval", "0.1").out
    assert "Counted among the newest 2,000; `dateline dead-letters list` counts them all." in shown


@pytest.mark.parametrize("wrong", ["yesterday", "7", "5 weeks"])
def test_a_time_that_is_none_is_told(dateline: Dateline, wrong: str) -> None:
    answer = dateline("trace", "a1", "--since", wrong)
    assert answer.status == 2
    assert "expected 90m, 24h, 7d" in answer.err


@pytest.mark.parametrize("wrong", ["localhost", "localhost:metrics", "http://127.0.0.1:9464", "a b:1", ":9464", ""])
def test_a_worker_s_address_that_is_none_is_told(dateline: Dateline, wrong: str) -> None:
    answer = dateline("status", "--worker", wrong)
    assert answer.status == 2
    assert "expected HOST:PORT" in answer.err


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("body", [b"not JSON", b"[]", b'{"database": "ok"}'])
def test_what_listens_and_is_no_worker_does_not_answer_as_one(
    dateline: Dateline, topics: Settings, configured: Settings, status: int, body: bytes
) -> None:
    with listening(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)) as address:
        assert f"worker {address}: does not answer" in dateline("status", "--interval", "0.1", "--worker", address).out


def test_what_does_not_speak_http_is_no_worker(dateline: Dateline, topics: Settings, configured: Settings) -> None:
    with listening(b"220 mail.example ESMTP\r\n") as address:
        assert f"worker {address}: does not answer" in dateline("status", "--interval", "0.1", "--worker", address).out
