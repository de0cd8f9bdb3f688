"""Whatever stands on the raw topic, the worker goes on, and each record has exactly one outcome."""

import json
from typing import Any

import pytest

from tests.support.stream import Stream, article


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


NOT_ARTICLES: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"<rss/>", "invalid_json"),
    "JSON that ends early": (b'{"id": "1", "outlet": "o", "body_text": "...', "invalid_json"),
    "no bytes": (b"", "invalid_json"),
    "an array": (b"[1, 2]", "invalid_article"),
    "a string": (b'"article"', "invalid_article"),
    "another shape": (_json({"title": "x", "text": "y"}), "invalid_article"),
    "no body": (_json({"id": "1", "outlet": "o"}), "invalid_article"),
    "an empty id": (_json({"id": "", "outlet": "o", "body_text": "x"}), "invalid_article"),
    "a number as id": (_json({"id": 7, "outlet": "o", "body_text": "x"}), "invalid_article"),
    "an id of 300 characters": (_json({"id": "i" * 300, "outlet": "o", "body_text": "x"}), "invalid_article"),
    "a date that is none": (_json(article(90) | {"published_at": "yesterday"}), "invalid_article"),
    "an unknown status": (_json(article(91) | {"status": "maybe"}), "invalid_article"),
    "invalid UTF-8": (_json(article(92)).replace(b"Report", b"Rep\xffrt"), "invalid_utf8"),
    "Latin-1": ('{"id": "1", "outlet": "o", "body_text": "Überfall"}'.encode("latin-1"), "invalid_utf8"),
    "UTF-16": (json.dumps(article(93)).encode("utf-16"), "invalid_utf8"),
    "a lone surrogate": (b'{"id": "1", "outlet": "o", "body_text": "a \\ud800 b"}', "invalid_json"),
    "100,000 nested brackets": (b"[" * 100_000 + b"]" * 100_000, "invalid_json"),
    "nesting in a field": (b'{"id": "1", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "invalid_json"),
    "NaN": (b'{"id": "1", "outlet": "o", "body_text": "x", "rank": NaN}', "invalid_json"),
    "a number beyond a double": (b'{"id": "1", "outlet": "o", "body_text": "x", "rank": 1e999}', "invalid_article"),
}

ODD_ARTICLES: dict[str, dict[str, Any]] = {
    "NUL": article(1) | {"headline": "before\x00after"},
    "bidi controls": article(2) | {"body_text": "\u202eright to left\u202c and \u2066isolated\u2069 text, twice over"},
    "an empty body": article(3) | {"body_text": ""},
    "nothing but white space": article(4) | {"body_text": " \n\t\u2003\n "},
    "a date in 2203": article(5) | {"published_at": "2203-01-01T00:00:00Z"},
    "a date in year 1": article(6) | {"published_at": "0001-01-01T00:00:00+00:00"},
    "an id of 256 astral characters": article(7) | {"id": "𠮷" * 256},
    "unknown fields": article(8) | {"byline": "A. N. Other", "metadata": {"byline": "kept"}, "rank": 1.5},
    "only emoji": article(9) | {"body_text": "🙂" * 500},
    "one token of 100,000 characters": article(10) | {"body_text": "x" * 100_000},
    "100,000 lines": article(11) | {"body_text": "line\n" * 100_000},
    "combining marks alone": article(12) | {"body_text": "\u0301" * 5_000},
}


def test_each_bad_record_is_one_dead_letter_with_its_reason_and_the_good_ones_come_out(stream: Stream) -> None:
    good = [article(number) for number in range(100, 103)]
    values: list[dict[str, Any] | bytes | None] = [good[0], *(value for value, _ in NOT_ARTICLES.values()), good[1]]
    values += [*ODD_ARTICLES.values(), None, good[2]]
    stream.publish(values)
    worker = stream.worker()
    letters = stream.dead_letters(len(NOT_ARTICLES))
    records = stream.enriched(len(good) + len(ODD_ARTICLES))
    expected = dict(NOT_ARTICLES.values())
    assert {message.value: letter.reason.value for letter, message in letters} == expected
    for letter, message in letters:
        assert (letter.stage, letter.attempts, message.key) == ("decode", 1, b"outlet")
        assert letter.detail
    ids = {record["article"]["id"] for record in records}
    assert ids == {value["id"] for value in (*good, *ODD_ARTICLES.values())}
    by_id = {record["article"]["id"]: record for record in records}
    assert by_id["a5"]["event_time_source"] == "record_timestamp"
    assert by_id["a6"]["event_time"] == "0001-01-01T00:00:00Z"
    assert by_id["a3"]["content"]["kind"] == "empty"
    assert by_id["a8"]["article"]["metadata"] == {"byline": "kept", "byline_": "A. N. Other", "rank": 1.5}
    raw = stream.settings.raw
    assert worker.metric("dateline_deletions_total", topic=raw) == 1
    taken = worker.metric("dateline_articles_received_total", topic=raw)
    assert taken == len(values) - 1
    done = [
        worker.metric("dateline_articles_processed_total", topic=raw, outcome=outcome)
        for outcome in ("annotated", "dead_lettered")
    ]
    assert done == [len(records), len(letters)]
    assert worker.stop() == 0


def test_a_body_of_5_megabytes_passes(stream: Stream) -> None:
    paragraph = "The council of the harbour town voted on the budget for the new bridge across the bay. "
    large = article(1) | {"body_text": (paragraph * 12 + "\n\n") * 5_000}
    stream.publish([large, article(2)])
    stream.worker()
    records = stream.enriched(2)
    assert {len(record["article"]["body_text"]) > 5_000_000 for record in records} == {True, False}


@pytest.mark.parametrize("guarded", [True, False])
def test_a_thousand_records_of_another_shape_stop_the_worker_unless_that_is_switched_off(
    stream: Stream, guarded: bool
) -> None:
    other_shape = _json({"headline": "x", "content": "y"})
    stream.publish([article(1), *[other_shape] * 1000, article(2)])
    worker = stream.worker(environment={"DATELINE_UPSTREAM_GUARD": str(guarded).lower()})
    if not guarded:
        stream.dead_letters(1000)
        stream.enriched(2)
        return
    worker.wait_until(lambda: "upstream" in worker.get("/readyz")[1], "saying that something upstream has changed")
    status, reasons = worker.get("/readyz")
    assert status == 503
    assert "failed with invalid_article" in reasons
    assert worker.get("/livez")[0] == 200
    stream.dead_letters(501)
    stream.enriched(1)
    assert worker.stop() == 0
    assert len(stream.now_on(stream.settings.dead)) == 501
    assert len(stream.now_on(stream.settings.enriched)) == 1
