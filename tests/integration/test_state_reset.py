"""A stream that is told to forget."""

import json

import pytest

from dateline.admin.topics import log_bounds, topic_ids
from dateline.settings import Settings
from dateline.topology import OUTLETS, STORIES, VOLUMES, all_specs, changelog_name
from tests.support.command import run_dateline
from tests.support.offline import streamed_values
from tests.support.offsets import committed, set_group
from tests.support.stream import Stream, Worker, article


def originals(stream: Stream) -> dict[str, str | None]:
    """Return of which article each is a copy, by its newest record."""
    records = [json.loads(message.value or b"") for message in stream.now_on(stream.settings.enriched)]
    return {record["article"]["id"]: record["duplicate"]["of"] for record in records}


def copies(first: int, name: str) -> list[dict[str, object]]:
    return [article(number) | {"id": f"{name}{number}", "outlet": name} for number in range(first, first + 10)]


def process(stream: Stream, worker: Worker, count: int) -> None:
    stream.enriched(count)
    assert worker.stop() == 0


def test_the_next_start_begins_empty_where_the_group_stood(stream: Stream) -> None:
    settings = stream.settings
    stream.publish(copies(0, "first"))
    process(stream, stream.worker(), 10)
    stood = committed(settings, settings.annotated)
    volumes = log_bounds(settings, [changelog_name(settings, VOLUMES)])

    result = run_dateline(settings, "state", "reset", "--yes")
    assert result.returncode == 0, result.stderr
    assert f"{changelog_name(settings, STORIES)}: 10 records on 2 partitions are deleted" in result.stdout
    assert stood.items() <= committed(settings, settings.annotated).items()
    assert log_bounds(settings, [changelog_name(settings, VOLUMES)]) == volumes

    stream.publish([*copies(0, "second"), *copies(0, "third")])
    worker = stream.worker()
    process(stream, worker, 30)
    # the same worker, whose folder still held what was forgotten
    assert "a store of another changelog is removed" in worker.text()
    said = originals(stream)
    assert not any((said[f"second{number}"] or "").startswith("first") for number in range(10))
    assert {said[f"third{number}"]: number for number in range(10)} == {
        f"second{number}": number for number in range(10)
    }

    # before the reset there is nothing that could be compared with
    ((partition, offset),) = [(place, offset) for place, offset in stood.items() if offset]
    set_group(settings, settings.annotated, offset - 1, partition)
    refused = stream.worker()
    assert refused.wait() == 1
    assert f"What articles before offset {offset} were compared with is deleted" in refused.text()


def test_what_lies_on_the_topic_is_read_again_where_that_is_wanted(stream: Stream) -> None:
    settings = stream.settings
    stream.publish([*copies(0, "first"), *copies(0, "second")])
    process(stream, stream.worker(), 20)
    before = streamed_values(stream)
    result = run_dateline(settings, "state", "reset", "--table", STORIES, "--from-beginning", "--yes")
    assert result.returncode == 0, result.stderr
    assert changelog_name(settings, OUTLETS) not in result.stdout
    stream.publish(copies(0, "third"))
    process(stream, stream.worker("other"), 50)
    assert before < streamed_values(stream)
    said = originals(stream)
    assert {said[f"third{number}"]: number for number in range(10)} == {
        f"first{number}": number for number in range(10)
    }


def test_volumes_are_counted_anew_and_can_be_read(stream: Stream) -> None:
    settings = stream.settings
    stream.publish(copies(0, "first"))
    process(stream, stream.worker(), 10)
    assert "first" in run_dateline(settings, "outlets").stdout
    asked_for_more = run_dateline(settings, "state", "reset", "--table", VOLUMES, "--from-beginning", "--yes")
    assert asked_for_more.returncode == 2
    assert f"add --table {OUTLETS}" in asked_for_more.stderr

    assert run_dateline(settings, "state", "reset", "--table", VOLUMES, "--yes").returncode == 0
    stream.publish(copies(0, "second"))
    process(stream, stream.worker(), 20)
    result = run_dateline(settings, "outlets", "--json")
    assert result.returncode == 0, result.stderr
    assert [json.loads(line)["outlet"] for line in result.stdout.splitlines()] == ["second"]


def test_nothing_is_done_while_workers_run_or_without_a_yes(stream: Stream) -> None:
    settings = stream.settings
    stream.publish(copies(0, "first"))
    worker = stream.worker("busy")
    stream.enriched(10)
    result = run_dateline(settings, "state", "reset", "--yes")
    assert result.returncode == 1
    assert f"group {settings.group} has workers: {settings.group}-busy. Stop them first" in result.stderr
    assert worker.stop() == 0
    before = log_bounds(settings, [changelog_name(settings, STORIES)])
    asked = run_dateline(settings, "state", "reset", answer="n\n")
    assert asked.returncode == 1
    assert "records on 2 partitions are deleted" in asked.stdout
    assert run_dateline(settings, "state", "reset").returncode == 1
    assert log_bounds(settings, [changelog_name(settings, STORIES)]) == before
    assert run_dateline(settings, "state", "reset", "--table", "none").returncode == 2
    other = settings.model_copy(update={"annotated_partitions": 6})
    refused = run_dateline(other, "state", "reset", "--yes")
    assert refused.returncode == 1
    assert f"topic {settings.annotated} has 2 partitions, and the settings say 6" in refused.stderr
    assert log_bounds(settings, [changelog_name(settings, STORIES)]) == before


@pytest.mark.parametrize(
    "command",
    [
        ("reset",),
        ("migrate", "--application-id", "other", "--annotated-partitions", "6", "--topic-annotated", "other"),
    ],
)
def test_no_topic_is_made_where_the_settings_name_no_stream(settings: Settings, command: tuple[str, ...]) -> None:
    result = run_dateline(settings, "state", *command, "--yes")
    assert result.returncode == 1
    assert settings.raw in result.stderr
    assert "DATELINE_TOPIC_PREFIX" in result.stderr
    both = (settings, settings.model_copy(update={"application_id": "other", "topic_annotated": "other"}))
    assert topic_ids(settings, [spec.name for one in both for spec in all_specs(one)]) == {}
