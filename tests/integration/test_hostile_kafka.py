"""Things that other programs, and Kafka itself, do to a stream."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.records.headers import DEAD_TRUNCATED, header
from dateline.settings import load_settings
from tests.support.stream import Stream, article, stream_of


def encoded(number: int) -> bytes:
    return json.dumps(article(number)).encode()


def test_a_record_that_is_larger_than_any_topic_takes_once_unpacked_is_a_dead_letter_that_fits(stream: Stream) -> None:
    settings = stream.settings
    size = settings.max_enriched_bytes + 4_000_000
    producer = KafkaProducer(
        bootstrap_servers=settings.bootstrap_servers, compression_type="gzip", max_request_size=2 * size, linger_ms=0
    )
    producer.send(settings.raw, encoded(1), key=b"outlet").get(30)
    producer.send(settings.raw, b"x" * size, key=b"outlet").get(30)
    producer.send(settings.raw, encoded(2), key=b"outlet").get(30)
    producer.close()
    worker = stream.worker()
    stream.enriched(2)
    ((letter, message),) = stream.dead_letters(1)
    assert letter.reason == "too_large"
    assert header(message.headers, DEAD_TRUNCATED) == str(size)
    assert set(message.value or b"") == set(b"x")
    assert worker.stop() == 0


def test_articles_of_an_aborted_transaction_were_never_published(stream: Stream) -> None:
    settings = stream.settings
    producer = KafkaProducer(
        bootstrap_servers=settings.bootstrap_servers, transactional_id=f"{settings.group}-feed", acks="all"
    )
    producer.init_transactions()
    for number in range(6):
        producer.begin_transaction()
        producer.send(settings.raw, encoded(number), key=b"outlet")
        if number % 2:
            producer.abort_transaction()
        else:
            producer.commit_transaction()
    producer.close()
    stream.publish([article(9)])
    stream.worker()
    records = stream.wait_for(settings.enriched, lambda found: b"a9" in {message.key for message in found})
    assert {message.key for message in records} == {b"a0", b"a2", b"a4", b"a9"}


def test_an_offset_behind_the_end_of_the_log_stops_the_worker_with_advice(stream: Stream) -> None:
    settings = stream.settings
    stream.publish([article(1)])
    consumer = KafkaConsumer(
        bootstrap_servers=settings.bootstrap_servers, group_id=settings.group, enable_auto_commit=False
    )
    place = TopicPartition(settings.raw, 0)
    consumer.assign([place])
    consumer.commit({place: OffsetAndMetadata(100_000, "", -1)})
    consumer.close()
    worker = stream.worker()
    assert worker.wait() == 1
    assert "has committed offset 100000, and the log ends at" in worker.text()
    assert "--reset-offsets" in worker.text()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[EmbeddedBroker, Stream]]:
    """A Kafka and a stream of the test's own."""
    with EmbeddedBroker(temporary=True) as broker:
        settings = load_settings(
            bootstrap_servers=broker.bootstrap_servers,
            data_dir=tmp_path / "data",
            replication_factor=1,
            raw_partitions=1,
            annotated_partitions=1,
        )
        create_topics(settings)
        with stream_of(settings, tmp_path) as stream:
            yield broker, stream


def test_a_worker_whose_kafka_is_gone_is_not_ready_and_still_ends_when_it_is_told(
    alone: tuple[EmbeddedBroker, Stream],
) -> None:
    broker, stream = alone
    worker = stream.worker()
    stream.publish([article(1)])
    stream.enriched(1)
    worker.wait_ready()
    broker.kill()
    worker.wait_until(lambda: "no broker answers" in worker.get("/readyz")[1], "saying that Kafka is gone")
    worker.process.send_signal(signal.SIGTERM)
    assert worker.wait() in {0, 1}


def test_a_worker_whose_kafka_stands_still_while_it_starts_ends_when_it_is_told(
    alone: tuple[EmbeddedBroker, Stream],
) -> None:
    broker, stream = alone
    worker = stream.worker()
    worker.wait_until(lambda: "worker starts" in worker.text(), "passing its checks")
    broker.kill()
    worker.process.send_signal(signal.SIGTERM)
    # before it can listen, the signal itself ends it
    assert worker.wait() in {0, 1, -signal.SIGTERM}
