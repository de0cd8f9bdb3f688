import json
from pathlib import Path

import pytest

from dateline.errors import BadRow, KafkaUnavailable, TopicMismatch, WriteRefused
from dateline.records import Article
from dateline.records.headers import Origin
from dateline.replayer.publisher import Publisher
from dateline.replayer.reader import Message, TopicReader
from dateline.replayer.replay import ReplayCounts, replay
from dateline.replayer.sources import open_source
from dateline.settings import Settings


class Observed:
    def __init__(self) -> None:
        self.errors: list[BadRow | WriteRefused] = []
        self.steps: list[tuple[int, int]] = []

    def advanced(self, published: int, bytes_read: int) -> None:
        self.steps.append((published, bytes_read))

    def failed(self, error: BadRow | WriteRefused) -> None:
        self.errors.append(error)


def rows(folder: Path, count: int, **fields: str) -> Path:
    path = folder / "articles.jsonl"
    articles = ({"id": f"a{n}", "outlet": f"outlet-{n % 5}", "body_text": f"Rain {n}."} | fields for n in range(count))
    path.write_text("".join(json.dumps(article) + "\n" for article in articles))
    return path


def on_topic(settings: Settings, topic: str) -> list[Message]:
    with TopicReader(settings, topic) as reader:
        return list(reader.to_end())


def test_every_article_arrives_keyed_by_outlet_in_order(topics: Settings, tmp_path: Path) -> None:
    path = rows(tmp_path, 200)
    observed = Observed()
    assert replay(open_source(path), topics, observer=observed) == ReplayCounts(published=200)
    found = on_topic(topics, topics.raw)
    articles = [Article.model_validate_json(message.value or b"") for message in found]
    assert {article.id for article in articles} == {f"a{n}" for n in range(200)}
    assert [message.key for message in found] == [article.outlet.encode() for article in articles]
    by_outlet = [article.id for article in articles if article.outlet == "outlet-3"]
    assert by_outlet == [f"a{n}" for n in range(3, 200, 5)]
    assert observed.steps[-1] == (200, path.stat().st_size)


@pytest.mark.parametrize("origin", Origin)
def test_headers_say_what_the_record_is(topics: Settings, tmp_path: Path, origin: Origin) -> None:
    replay(open_source(rows(tmp_path, 1)), topics, origin=origin)
    (message,) = on_topic(topics, topics.raw)
    assert dict(message.headers) == {
        "dateline-origin": origin.value.encode(),
        "dateline-schema": b"1",
        "content-type": b"application/json",
    }


def test_bad_rows_are_counted_and_the_others_published(topics: Settings, tmp_path: Path) -> None:
    path = rows(tmp_path, 3)
    path.write_text(path.read_text() + "nonsense\n")
    observed = Observed()
    assert replay(open_source(path), topics, observer=observed) == ReplayCounts(published=3, bad_rows=1)
    assert [str(error).split(" ")[0] for error in observed.errors] == [f"{path}:4:"]


def test_strict_stops_at_the_first_bad_row(topics: Settings, tmp_path: Path) -> None:
    path = rows(tmp_path, 2)
    path.write_text("nonsense\n".join(path.read_text().splitlines(keepends=True)))
    with pytest.raises(BadRow, match=":2: not JSON"):
        replay(open_source(path), topics, strict=True)
    assert len(on_topic(topics, topics.raw)) == 1


def test_an_article_over_the_limit_is_a_bad_row(topics: Settings, tmp_path: Path) -> None:
    small = topics.model_copy(update={"max_article_bytes": 1024})
    observed = Observed()
    counts = replay(open_source(rows(tmp_path, 1, body_text="x" * 1024)), small, observer=observed)
    assert counts == ReplayCounts(bad_rows=1)
    assert "at most 1024 are allowed (DATELINE_MAX_ARTICLE_BYTES)" in str(observed.errors[0])


def test_the_largest_article_allowed_is_published_and_read_again(topics: Settings, tmp_path: Path) -> None:
    path = rows(tmp_path, 1, body_text="")
    frame = len(next(iter(open_source(path).articles())).article.model_dump_json().encode())  # type: ignore[union-attr]
    body = "x" * (topics.max_article_bytes - frame)
    assert replay(open_source(rows(tmp_path, 2, body_text=body)), topics).failed == 0
    assert [len(message.value or b"") for message in on_topic(topics, topics.raw)] == [topics.max_article_bytes] * 2


def test_a_record_over_the_limit_is_named_and_the_others_go_on(topics: Settings) -> None:
    with Publisher(topics, max_record_bytes=2000) as publisher:
        for name, size in (("small", 10), ("huge", 2000), ("other", 10)):
            publisher.publish(topics.raw, b"x" * size, key=b"k", headers=(), name=name)
    assert publisher.acknowledged == 2
    assert [str(error).split(":")[0] for error in publisher.refused] == ["huge"]


def test_a_record_that_kafka_refuses_stops_the_publisher_and_is_named(topics: Settings) -> None:
    def publish() -> None:
        with Publisher(topics, max_record_bytes=2 * topics.max_article_bytes) as publisher:
            publisher.publish(topics.raw, b"x", key=b"k", headers=(), name="small")
            publisher.flush()
            huge = b"x" * (topics.max_article_bytes + 200_000)
            publisher.publish(topics.raw, huge, key=b"k", headers=(), name="huge")

    with pytest.raises(WriteRefused, match=r"huge was not acknowledged: Kafka at .* refused: .*MessageSizeTooLarge"):
        publish()
    assert len(on_topic(topics, topics.raw)) == 1


def test_a_missing_topic_is_told_before_anything_is_sent(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(TopicMismatch, match=r"articles\.raw is missing; create it with `dateline topics create`"):
        replay(open_source(rows(tmp_path, 1)), settings)


def test_no_kafka_is_told_with_the_address(settings: Settings, tmp_path: Path) -> None:
    nowhere = settings.model_copy(update={"bootstrap_servers": "127.0.0.1:1", "request_timeout_seconds": 1.0})
    with pytest.raises(KafkaUnavailable, match=r"no answer from Kafka at 127\.0\.0\.1:1 .*`dateline broker`"):
        replay(open_source(rows(tmp_path, 1)), nowhere)
