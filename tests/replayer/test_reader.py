import itertools
import time

import pytest
from kafka import KafkaAdminClient, KafkaProducer, TopicPartition

from dateline.errors import TopicMismatch
from dateline.replayer.reader import Message, TopicReader
from dateline.settings import Settings


@pytest.fixture
def topic(topics: Settings) -> str:
    """The name of a topic with two partitions."""
    return topics.raw


def write(settings: Settings, topic: str, *records: tuple[int, bytes]) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers)
    now = round(time.time() * 1000)
    try:
        for at, (partition, value) in enumerate(records, start=now):
            headers = [("h", b"1")]
            producer.send(topic, value, key=b"k", partition=partition, headers=headers, timestamp_ms=at).get(30)
    finally:
        producer.close()


def values(messages: list[Message]) -> list[bytes | None]:
    return [message.value for message in messages]


def test_reading_to_the_end_goes_partition_by_partition(settings: Settings, topic: str) -> None:
    write(settings, topic, (1, b"a"), (0, b"b"), (1, b"c"), (0, b"d"))
    with TopicReader(settings, topic) as reader:
        found = list(reader.to_end())
        assert list(reader.to_end()) == found
    assert [(message.partition, message.offset, message.value) for message in found] == [
        (0, 0, b"b"),
        (0, 1, b"d"),
        (1, 0, b"a"),
        (1, 1, b"c"),
    ]
    assert found[0].key == b"k"
    assert found[0].headers == (("h", b"1"),)


def test_an_empty_topic_ends_at_once(settings: Settings, topic: str) -> None:
    with TopicReader(settings, topic) as reader:
        assert list(reader.to_end()) == []
        assert reader.last(5) == []
        assert reader.at(0, 0) is None


def test_the_last_records_come_in_the_order_of_time(settings: Settings, topic: str) -> None:
    write(settings, topic, (0, b"a"), (1, b"b"), (0, b"c"), (1, b"d"))
    with TopicReader(settings, topic) as reader:
        assert values(reader.last(3)) == [b"b", b"c", b"d"]
        assert values(reader.last(100)) == [b"a", b"b", b"c", b"d"]


def test_one_record_is_found_by_its_position(settings: Settings, topic: str) -> None:
    write(settings, topic, (1, b"a"), (1, b"b"))
    with TopicReader(settings, topic) as reader:
        found = reader.at(1, 1)
        assert found is not None
        assert found.value == b"b"
        assert reader.at(1, 2) is None
        assert reader.at(99, 0) is None


def test_transactions_leave_gaps_that_do_not_hold_up_reading(settings: Settings, topic: str) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, transactional_id=settings.topic_prefix)
    try:
        producer.init_transactions()
        for number in range(8):
            producer.begin_transaction()
            producer.send(topic, b"%d" % number, partition=0).get(30)
            if number % 2:
                producer.abort_transaction()
            else:
                producer.commit_transaction()
    finally:
        producer.close()
    with TopicReader(settings, topic) as reader:
        assert values(list(reader.to_end())) == [b"0", b"2", b"4", b"6"]
        assert values(reader.last(3)) == [b"2", b"4", b"6"]
        assert reader.at(0, 1) is None


def test_records_that_were_deleted_are_not_waited_for(settings: Settings, topic: str) -> None:
    write(settings, topic, *((0, b"%d" % number) for number in range(5)))
    with KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers) as client:
        client.delete_records({TopicPartition(topic, 0): 3})
    with TopicReader(settings, topic) as reader:
        assert values(list(reader.to_end())) == [b"3", b"4"]
        assert values(reader.last(4)) == [b"3", b"4"]


def test_following_begins_where_it_is_told(settings: Settings, topic: str) -> None:
    write(settings, topic, (0, b"a"), (0, b"b"))
    with TopicReader(settings, topic) as reader:
        assert values(list(itertools.islice(reader.follow(from_beginning=True), 2))) == [b"a", b"b"]
    with TopicReader(settings, topic) as reader:
        following = reader.follow(last=1)
        assert next(following).value == b"b"
        write(settings, topic, (1, b"c"))
        assert next(following).value == b"c"


def test_polling_from_now_on_sees_only_what_is_new(settings: Settings, topic: str) -> None:
    write(settings, topic, (0, b"a"))
    with TopicReader(settings, topic) as reader:
        reader.start()
        assert reader.poll(0.1) == []
        write(settings, topic, (0, b"b"))
        assert values(reader.poll(30)) == [b"b"]


def test_a_missing_topic_is_told(settings: Settings) -> None:
    with pytest.raises(TopicMismatch, match="nowhere is missing"):
        TopicReader(settings, "nowhere")
