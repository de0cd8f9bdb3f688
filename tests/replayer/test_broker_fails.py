import socket
from collections.abc import Iterator
from typing import Any

import pytest
from kafka.net.inet import KafkaNetSocket

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.errors import KafkaUnavailable, WriteRefused
from dateline.replayer.publisher import Publisher
from dateline.replayer.reader import TopicReader
from dateline.settings import Settings, load_settings
from dateline.topology import raw_record_bytes


@pytest.fixture(autouse=True)
def closed_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Close the sockets of refused connections, which kafka-python leaves to the garbage collector."""
    connect = KafkaNetSocket.sock_connect

    async def close_if_refused(self: KafkaNetSocket, net: Any, sock: socket.socket, *rest: Any, **more: Any) -> Any:
        try:
            return await connect(self, net, sock, *rest, **more)
        except BaseException:
            sock.close()
            raise

    monkeypatch.setattr(KafkaNetSocket, "sock_connect", close_if_refused)


@pytest.fixture(scope="module")
def mortal() -> Iterator[EmbeddedBroker]:
    """A Kafka that may be stopped; each test leaves it running."""
    with EmbeddedBroker(temporary=True) as broker:
        yield broker


def connected(broker: EmbeddedBroker, prefix: str, **changes: object) -> Settings:
    settings = load_settings(bootstrap_servers=broker.bootstrap_servers, topic_prefix=prefix, **changes)
    create_topics(settings)
    return settings


def publish(publisher: Publisher, settings: Settings, numbers: range) -> None:
    for number in numbers:
        name = f"record {number}"
        publisher.publish(settings.raw, name.encode(), key=b"%d" % number, headers=(), name=name)


def test_nothing_is_lost_or_doubled_while_the_broker_restarts(mortal: EmbeddedBroker) -> None:
    settings = connected(mortal, "restart.")
    with Publisher(settings, raw_record_bytes(settings)) as publisher:
        publish(publisher, settings, range(200))
        mortal.kill()
        publish(publisher, settings, range(200, 400))
        mortal.start()
    assert publisher.acknowledged == 400
    with TopicReader(settings, settings.raw) as reader:
        values = sorted(message.value or b"" for message in reader.to_end())
    assert values == sorted(b"record %d" % number for number in range(400))


def test_a_broker_that_stays_away_is_told_with_the_first_record_that_was_not_acknowledged(
    mortal: EmbeddedBroker,
) -> None:
    settings = connected(mortal, "away.", request_timeout_seconds=1.0)
    publisher = Publisher(settings, raw_record_bytes(settings))
    try:
        publish(publisher, settings, range(10))
        publisher.flush()
        mortal.kill()
        publish(publisher, settings, range(10, 20))
        with pytest.raises(
            WriteRefused, match=f"was not acknowledged: no answer from Kafka at {mortal.bootstrap_servers}"
        ):
            publisher.flush()
        assert publisher.acknowledged == 10
    finally:
        publisher.close()
        mortal.start()


def test_reading_a_broker_that_goes_away_ends(mortal: EmbeddedBroker) -> None:
    settings = connected(mortal, "reading.", request_timeout_seconds=2.0)
    with Publisher(settings, raw_record_bytes(settings)) as publisher:
        publish(publisher, settings, range(10))
    with TopicReader(settings, settings.raw) as reader:
        messages = reader.to_end()
        next(messages)
        mortal.kill()
        with pytest.raises(KafkaUnavailable):
            list(messages)
    mortal.start()
