"""A group that is set back: within the grace the verdicts are the same, beyond it the worker refuses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.admin import admin_client, create_topics
from dateline.replayer.publisher import Publisher
from dateline.settings import Settings
from dateline.topology import OUTLETS, changelog_name, largest_record_bytes
from tests.support.offline import offline_values, streamed_values
from tests.support.offsets import committed, is_at_end, set_group
from tests.support.stream import Stream, Worker, article, stream_of


@pytest.fixture
def short(settings: Settings, tmp_path: Path) -> Iterator[Stream]:
    """A stream of one partition, that remembers twenty articles and can be set back by ten."""
    small = settings.model_copy(
        update={"raw_partitions": 1, "annotated_partitions": 1, "window_articles": 20, "grace_articles": 10}
    )
    create_topics(small)
    with stream_of(small, tmp_path) as running:
        yield running


def finish(stream: Stream, worker: Worker, count: int) -> None:
    """Wait until a worker has emitted so many articles and committed them, and stop it."""
    stream.enriched(count)
    assert worker.stop() == 0
    assert committed(stream.settings, stream.settings.annotated)[0] == len(stream.now_on(stream.settings.annotated))


def forgetful(stream: Stream) -> int:
    """Let a worker process articles until it has deleted entries; return how many articles there are."""
    count = 0
    for _ in range(3):
        worker = stream.worker()
        stream.publish(article(number) for number in range(count, count + 80))
        count += 80
        finish(stream, worker, count)
    return count


def set_back(settings: Settings, topic: str, divisor: int) -> int:
    """Set the group back to a part of the offset on each partition; return how many records come again."""
    again = 0
    for partition, offset in committed(settings, topic).items():
        set_group(settings, topic, offset // divisor, partition)
        again += offset - offset // divisor
    return again


def test_a_group_set_back_further_than_the_state_remembers_is_refused(short: Stream) -> None:
    settings = short.settings
    count = forgetful(short)
    set_group(settings, settings.annotated, 3)
    refused = short.worker()
    assert refused.wait() == 1
    told = re.search(
        rf"{re.escape(settings.annotated)}, partition 0: group {re.escape(settings.group)} would go on at offset 3\. "
        r"What articles before offset (\d+) ",
        refused.text(),
    )
    assert told
    assert "dateline state reset" in refused.text()
    horizon = int(told[1])
    assert 80 <= horizon <= count - settings.grace_articles
    # a worker with an empty folder, as on another machine, knows it from the changelog
    elsewhere = short.worker("elsewhere")
    assert elsewhere.wait() == 1
    assert f"What articles before offset {horizon} " in elsewhere.text()
    assert committed(settings, settings.annotated) == {0: 3}
    assert len(short.now_on(settings.enriched)) == count
    before = streamed_values(short)
    set_group(settings, settings.annotated, horizon)
    finish(short, short.worker("elsewhere"), 2 * count - horizon)
    assert streamed_values(short) == before == offline_values(short)


def test_the_raw_topic_cannot_be_set_back_beyond_what_outlets_are_remembered_by(short: Stream) -> None:
    """Entries of outlets go by their age as well, so this table is given a horizon by hand."""
    settings = short.settings
    worker = short.worker()
    short.publish(article(number) for number in range(5))
    finish(short, worker, 5)
    with_horizon(settings, 4)
    set_group(settings, settings.raw, 3)
    refused = short.worker()
    assert refused.wait() == 1
    assert f"{settings.raw}, partition 0: group {settings.group} would go on at offset 3" in refused.text()
    set_group(settings, settings.raw, 4)
    finish(short, short.worker(), 6)


def with_horizon(settings: Settings, offset: int) -> None:
    with Publisher(settings, largest_record_bytes(settings)) as publisher:
        publisher.publish(
            changelog_name(settings, OUTLETS),
            b"%d" % offset,
            key=b"horizon:0:%d" % offset,
            headers=[],
            name="horizon",
            partition=0,
        )


def test_a_group_without_offsets_is_refused_once_entries_are_deleted(short: Stream) -> None:
    settings = short.settings
    forgetful(short)
    with admin_client(settings) as client:
        client.delete_groups([settings.group])
    refused = short.worker()
    assert refused.wait() == 1
    assert "would go on at offset 0" in refused.text()


def test_a_rewind_within_the_grace_and_across_updates_changes_no_verdict(stream: Stream) -> None:
    settings = stream.settings
    feed = []
    for number in range(30):
        feed.append(article(number))
        feed.append(article(number) | {"id": f"copy{number}", "outlet": "elsewhere"})
        if number % 3 == 0:
            feed.append(article(number) | {"body_text": article(number)["body_text"] + " More follows."})
            feed.append(article(number) | {"id": f"late{number}", "outlet": "third"})
    count = stream.publish(feed)
    first = stream.worker()
    stream.enriched(count)
    assert first.stop() == 0
    before = streamed_values(stream)
    again = count + set_back(settings, settings.annotated, 3)
    second = stream.worker("other")
    stream.enriched(again)
    assert second.stop() == 0
    assert streamed_values(stream) == before == offline_values(stream)


def test_a_rewind_of_the_raw_topic_repeats_what_was_said(stream: Stream) -> None:
    settings = stream.settings
    feed = [article(number // 2) | {"id": f"a{number}", "outlet": f"outlet{number % 3}"} for number in range(30)]
    feed += [one | {"body_text": one["body_text"] + " More follows."} for one in feed[::4]]
    count = stream.publish(feed)
    first = stream.worker()
    stream.enriched(count)
    assert first.stop() == 0
    before = streamed_values(stream)
    again = count + set_back(settings, settings.raw, 2)
    second = stream.worker()
    stream.enriched(again)
    assert second.stop() == 0
    assert streamed_values(stream) == before == offline_values(stream)


def test_a_crash_is_no_rewind_even_without_a_grace(short: Stream, tmp_path: Path) -> None:
    settings = short.settings.model_copy(update={"grace_articles": 0})
    with stream_of(settings, tmp_path) as stream:
        total = 600
        worker = stream.worker()
        stream.publish(
            article(number // 2) | {"id": f"a{number}", "outlet": f"outlet{number % 3}"} for number in range(total)
        )
        for share in (150, 300, 450):
            stream.wait_for(
                settings.enriched,
                lambda found, share=share: len({message.key for message in found}) >= share,  # type: ignore[misc]
            )
            worker.kill()
            worker = stream.worker()
        stream.wait_for(settings.enriched, lambda found: len({message.key for message in found}) == total)
        # what was annotated again after a crash lies behind the rest
        worker.wait_until(lambda: is_at_end(settings), "everything annotated to be matched")
        assert worker.stop() == 0
        assert streamed_values(stream) == offline_values(stream)
