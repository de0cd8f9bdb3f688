"""Crashes of workers and of Kafka itself, under load."""

import threading
from pathlib import Path

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.broker.ports import free_port
from dateline.replayer.reader import Message
from dateline.settings import load_settings
from tests.support.stream import Stream, article, stream_of


def by_key(found: list[Message]) -> dict[bytes, set[bytes]]:
    values: dict[bytes, set[bytes]] = {}
    for message in found:
        values.setdefault(message.key or b"", set()).add(message.value or b"")
    return values


def test_two_workers_that_are_killed_under_load_lose_nothing_and_repeat_themselves_exactly(stream: Stream) -> None:
    total = 1200
    articles = [article(number, outlet=f"outlet{number % 7}") for number in range(total)]
    first, second = stream.worker("one"), stream.worker("two")
    first.wait_ready()
    second.wait_ready()
    publishing = threading.Thread(target=stream.publish, args=(articles,))
    publishing.start()
    stream.wait_for(stream.settings.enriched, lambda found: len(found) >= 100)
    first.kill()
    stream.worker("one")
    stream.wait_for(stream.settings.enriched, lambda found: len(by_key(found)) >= 500)
    second.kill()
    stream.worker("two")
    publishing.join()
    found = stream.wait_for(stream.settings.enriched, lambda messages: len(by_key(messages)) == total)
    assert {key: len(values) for key, values in by_key(found).items() if len(values) > 1} == {}
    assert stream.now_on(stream.settings.dead) == []


def test_kafka_may_stop_and_come_back_in_mid_stream(tmp_path: Path) -> None:
    with EmbeddedBroker(temporary=True) as broker:
        settings = load_settings(
            bootstrap_servers=broker.bootstrap_servers,
            data_dir=tmp_path / "data",
            replication_factor=1,
            raw_partitions=2,
            annotated_partitions=2,
        )
        create_topics(settings)
        with stream_of(settings, tmp_path) as stream:
            worker = stream.worker()
            worker.wait_ready()
            stream.publish(article(number) for number in range(400))
            stream.wait_for(settings.enriched, lambda found: len(found) >= 20)
            broker.stop()
            broker.start()
            stream.publish(article(number) for number in range(400, 500))
            found = stream.wait_for(settings.enriched, lambda messages: len(by_key(messages)) == 500)
            assert all(len(values) == 1 for values in by_key(found).values())
            assert worker.stop() == 0


def test_a_worker_may_be_started_before_kafka(tmp_path: Path) -> None:
    port = free_port()
    settings = load_settings(
        bootstrap_servers=f"127.0.0.1:{port}",
        data_dir=tmp_path / "data",
        replication_factor=1,
        raw_partitions=1,
        annotated_partitions=1,
    )
    with stream_of(settings, tmp_path) as stream:
        worker = stream.worker("early", "--create-topics")
        worker.wait_until(lambda: "waiting up to" in worker.text(), "waiting for Kafka")
        with EmbeddedBroker(port=port, temporary=True):
            worker.wait_ready()
            stream.publish([article(1)])
            assert stream.enriched(1)[0]["article"]["id"] == "a1"
            assert worker.stop() == 0
