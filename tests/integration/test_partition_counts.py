"""Topics whose number of partitions changes: a worker stops, and says why."""

from dateline.admin import admin_client
from dateline.admin.topics import recreate_topics
from dateline.replayer.publisher import Publisher
from dateline.settings import Settings
from dateline.topology import changelog_specs, largest_record_bytes
from tests.support.offsets import committed
from tests.support.stream import Stream, article


def add_partitions(settings: Settings, topics: list[str], count: int) -> None:
    with admin_client(settings) as client:
        client.create_partitions(dict.fromkeys(topics, count))


def test_partitions_that_are_added_while_a_worker_runs_stop_it(stream: Stream) -> None:
    settings = stream.settings
    worker = stream.worker()
    worker.wait_ready()
    stream.publish([article(1)])
    stream.enriched(1)
    add_partitions(settings, [settings.raw], 3)
    assert worker.wait() == 1
    assert f"{settings.raw} has 3 partitions now, and had 2" in worker.text()
    refused = stream.worker()
    assert refused.wait() == 1
    assert "dateline state migrate" in refused.text()


def test_a_setting_that_follows_added_partitions_is_refused(stream: Stream) -> None:
    settings = stream.settings
    stream.publish([article(1)])
    worker = stream.worker()
    stream.enriched(1)
    assert worker.stop() == 0
    before = committed(settings, settings.annotated)
    # all that the check of topics asks for
    add_partitions(settings, [settings.annotated, *(spec.name for spec in changelog_specs(settings)[1:2])], 3)
    refused = stream.worker(environment={"DATELINE_ANNOTATED_PARTITIONS": "3"})
    assert refused.wait() == 1
    assert f"group {settings.group} has read {settings.annotated} up to offset 1 of partition" in refused.text()
    assert "when it had 2 partitions, and the settings say 3" in refused.text()
    assert "dateline state migrate" in refused.text()
    assert committed(settings, settings.annotated) == before


def test_articles_and_entries_on_another_groups_partition_stop_the_worker(stream: Stream) -> None:
    settings = stream.settings
    stream.publish([article(1)])
    worker = stream.worker()
    stream.enriched(1)
    assert worker.stop() == 0
    (message,) = stream.now_on(settings.annotated)
    with Publisher(settings, largest_record_bytes(settings)) as publisher:
        publisher.publish(
            settings.annotated,
            message.value,
            key=message.key,
            headers=message.headers,
            name="astray",
            partition=1 - message.partition,
        )
    stopped = stream.worker()
    assert stopped.wait() == 1
    expected = f"partition {1 - message.partition}: the article at offset 0 is of language group"
    assert f"{settings.annotated}, {expected}" in stopped.text()
    assert len(stream.now_on(settings.enriched)) == 1


def test_changelogs_of_another_number_of_partitions_are_refused_until_they_are_made_anew(stream: Stream) -> None:
    settings = stream.settings
    other = settings.model_copy(update={"raw_partitions": 1})
    recreate_topics(settings, changelog_specs(other)[:1])
    refused = stream.worker()
    assert refused.wait() == 1
    assert f"it must have as many as {settings.raw}: `dateline state reset`" in refused.text()
