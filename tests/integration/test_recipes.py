"""The failures that the worker is built to survive, each made to happen on the real Kafka."""

import json
from pathlib import Path

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType

from dateline.admin import admin_client
from dateline.replayer.publisher import Publisher
from dateline.settings import Settings
from dateline.topology import STORIES, changelog_specs, largest_record_bytes
from tests.support.stream import Stream, article

RUN = "\nimport sys\nfrom dateline.cli import main\nsys.argv = ['dateline', 'worker']\nmain()\n"

AGENT_RAISES = (
    """
from dateline.worker.annotate import Annotate
work = Annotate.work
async def raising(self, record, ticket):
    if b'"a7"' in record.value:
        raise RuntimeError("the agent itself raised")
    await work(self, record, ticket)
Annotate.work = raising
"""
    + RUN
)

STAGE_RAISES = (
    """
from dateline.enrichment.language import LanguageStage
annotate = LanguageStage.annotate
def raising(self, reading):
    if reading.article.id == "a7":
        raise ZeroDivisionError("in the language stage")
    return annotate(self, reading)
LanguageStage.annotate = raising
"""
    + RUN
)


SEEK_TAKES_LONG = (
    """
import asyncio
from dateline.worker.transport import Consumer
require = Consumer._require_offsets_within_the_log
async def slow(self):
    await asyncio.sleep(4)
    await require(self)
Consumer._require_offsets_within_the_log = slow
wait = Consumer._wait_next_records
async def patient(self, timeout):
    return await wait(self, 10 * timeout)
Consumer._wait_next_records = patient
"""
    + RUN
)


def committed(settings: Settings, topic: str) -> int:
    """Return the sum of the offsets that the group has committed on a topic."""
    consumer = KafkaConsumer(
        bootstrap_servers=settings.bootstrap_servers, group_id=settings.group, enable_auto_commit=False
    )
    try:
        partitions = consumer.partitions_for_topic(topic) or set()
        return sum(consumer.committed(TopicPartition(topic, partition)) or 0 for partition in partitions)
    finally:
        consumer.close()


def test_an_agent_that_raises_stops_the_worker_and_loses_nothing(stream: Stream) -> None:
    stream.publish(article(number) for number in range(12))
    broken = stream.worker(code=AGENT_RAISES)
    assert broken.wait() == 1
    assert "AgentFailed" in broken.text()
    assert "RuntimeError at <string>:6" in broken.text()
    assert committed(stream.settings, stream.settings.raw) <= 7
    stream.worker()
    stream.wait_for(stream.settings.enriched, lambda found: len({message.key for message in found}) == 12)


def test_a_stage_that_raises_makes_one_dead_letter_and_the_stream_goes_on(stream: Stream) -> None:
    stream.publish(article(number) for number in range(12))
    stream.worker(code=STAGE_RAISES)
    records = stream.enriched(11)
    ((letter, message),) = stream.dead_letters(1)
    assert (letter.stage, letter.reason, letter.topic) == ("language", "stage_failed", stream.settings.raw)
    assert letter.detail == "ZeroDivisionError: in the language stage"
    assert json.loads(message.value or b"")["id"] == "a7"
    assert "a7" not in {record["article"]["id"] for record in records}


def test_a_changelog_record_that_is_refused_stops_the_worker_before_it_commits(stream: Stream) -> None:
    worker = stream.worker()
    worker.wait_ready()
    limit(stream.settings, "100")
    stream.publish([article(1)])
    assert worker.wait() == 1
    assert "Kafka did not take what came of this record" in worker.text()
    assert committed(stream.settings, stream.settings.raw) == 0
    limit(stream.settings, "1048588")
    stream.worker()
    stream.enriched(1)


def limit(settings: Settings, max_message_bytes: str) -> None:
    """Make the changelog topics refuse larger records."""
    with admin_client(settings) as client:
        client.alter_configs(
            [
                ConfigResource(ConfigResourceType.TOPIC, spec.name, {"max.message.bytes": max_message_bytes})
                for spec in changelog_specs(settings)
            ]
        )


def test_an_index_that_cannot_be_rebuilt_stops_the_worker_before_it_commits(stream: Stream) -> None:
    settings = stream.settings
    name = next(spec.name for spec in changelog_specs(settings) if f"-{STORIES}-" in spec.name)
    with Publisher(settings, largest_record_bytes(settings)) as publisher:
        for partition in range(settings.annotated_partitions):
            publisher.publish(name, b"not an entry", key=b"%d:0" % partition, headers=[], name="x", partition=partition)
    stream.publish([article(1)])
    worker = stream.worker()
    assert worker.wait() == 1
    assert "IndexUnavailable" in worker.text()
    assert stream.now_on(settings.enriched) == []
    assert committed(settings, settings.annotated) == 0


def test_a_worker_that_comes_back_on_another_port_goes_on_where_it_was(stream: Stream) -> None:
    stream.publish(article(number) for number in range(5))
    first = stream.worker("same")
    stream.enriched(5)
    first.kill()
    stream.publish(article(number) for number in range(5, 10))
    second = stream.worker("same")
    assert second.port != first.port
    stream.wait_for(stream.settings.enriched, lambda found: len({message.key for message in found}) == 10)
    assert second.stop() == 0


def test_a_second_process_with_the_same_identity_is_turned_away(stream: Stream) -> None:
    first = stream.worker("same")
    first.wait_ready()
    second = stream.worker("same")
    assert second.wait() == 1
    assert f"is in use by process {first.process.pid}" in second.text()
    assert "--instance-id" in second.text()
    assert first.stop() == 0


def test_an_output_over_its_limit_is_a_dead_letter(topics: Settings, tmp_path: Path) -> None:
    settings = topics.model_copy(update={"max_article_bytes": 40_000, "max_enriched_bytes": 40_001})
    stream = Stream(settings, tmp_path)
    try:
        fits_raw = article(1, metadata={"padding": "x" * 39_000})
        stream.publish([fits_raw, article(2)])
        stream.worker(
            environment={"DATELINE_MAX_ARTICLE_BYTES": "40000", "DATELINE_MAX_ENRICHED_BYTES": "40001"},
        )
        stream.enriched(1)
        ((letter, message),) = stream.dead_letters(1)
        assert (letter.stage, letter.reason) == ("publish", "too_large")
        assert json.loads(message.value or b"")["id"] == "a1"
    finally:
        stream.stop()


def test_what_is_fetched_before_partitions_are_read_is_not_passed_over(stream: Stream) -> None:
    stream.publish(article(number) for number in range(20))
    first = stream.worker()
    stream.enriched(20)
    assert first.stop() == 0
    stream.publish(article(number) for number in range(20, 40))
    # elsewhere, so that the tables are restored while nothing but their changelogs is read
    stream.worker("elsewhere", code=SEEK_TAKES_LONG)
    stream.enriched(40)
