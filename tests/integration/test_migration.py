"""A stream that is carried over to other numbers of partitions: who copies whom stays."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.admin import create_topics
from dateline.admin.topics import delete_before, log_bounds
from dateline.settings import Settings
from tests.support.command import run_dateline
from tests.support.offline import offline_values, streamed_values
from tests.support.offsets import committed, set_group
from tests.support.stream import Stream, article, stream_of

SEEDS = Path(__file__).parents[2] / "seeds" / "articles.jsonl"
OUTLETS = tuple(f"gazette {number}" for number in range(8))


@pytest.fixture
def before(settings: Settings, tmp_path: Path) -> Iterator[Stream]:
    """A stream of four partitions of annotated articles."""
    four = settings.model_copy(update={"annotated_partitions": 4})
    create_topics(four)
    with stream_of(four, tmp_path) as running:
        yield running


def seeds(name: str) -> list[dict[str, Any]]:
    """Return the seeds, which are in many languages, as another outlet prints them."""
    rows = [json.loads(line) for line in SEEDS.read_text("utf-8").splitlines()]
    for row in rows:
        row.pop("url", None)
        row["id"] = f"{name}-{row['id']}"
        row["outlet"] = f"{name} {row['outlet']}"
    return rows


def regulars(numbers: range) -> list[dict[str, Any]]:
    """Return articles of outlets that repeat a line of their own."""
    rows = [article(number, outlet=OUTLETS[number % len(OUTLETS)]) for number in numbers]
    for row in rows:
        row["body_text"] += f"\nRead the morning letter of the {row['outlet']} every day."
    return rows


def finish(stream: Stream, count: int) -> None:
    """Let a worker process all that waits, and stop it."""
    worker = stream.worker()
    stream.enriched(count)
    assert worker.stop() == 0


def records(stream: Stream) -> dict[str, dict[str, Any]]:
    found = [json.loads(message.value or b"") for message in stream.now_on(stream.settings.enriched)]
    return {record["article"]["id"]: record for record in found}


def require_exact_copies(found: dict[str, dict[str, Any]]) -> None:
    """Make sure that the second print of each article has found the first, where articles are matched at all."""
    matched = 0
    for row in seeds("second"):
        one, other = (found[row["id"].replace("second-", f"{name}-")] for name in ("first", "second"))
        if one["content"]["kind"] in ("full", "teaser") and row.get("status", "usable") == "usable":
            assert other["duplicate"]["cluster"] == one["duplicate"]["cluster"], row["id"]
            matched += 1
    assert matched > 20


def carried_over(stream: Stream, tmp_path: Path, **changes: Any) -> Iterator[Stream]:
    options = [part for name, value in changes.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    result = run_dateline(stream.settings, "state", "migrate", *options, "--yes")
    assert result.returncode == 0, result.stderr
    for name, value in changes.items():
        assert f"DATELINE_{name.upper()}={value}\n" in result.stdout
    with stream_of(stream.settings.model_copy(update=changes), tmp_path) as running:
        yield running


def test_copies_find_their_originals_across_a_change_of_both_numbers(before: Stream, tmp_path: Path) -> None:
    settings = before.settings
    first = [*seeds("first"), *regulars(range(24))]
    count = before.publish(first)
    finish(before, count)
    said = streamed_values(before)
    # what is remembered of outlets outlives the topic: their oldest records have gone
    delete_before(settings, settings.raw, {place: end // 2 for place, end in committed(settings, settings.raw).items()})
    # and some have not been read yet
    waiting = before.publish(regulars(range(24, 28)))
    changes = {
        "application_id": "dateline-6",
        "raw_partitions": 3,
        "topic_raw": "articles.raw.3",
        "annotated_partitions": 6,
        "topic_annotated": "articles.annotated.6",
    }
    for after in carried_over(before, tmp_path, **changes):
        assert len(log_bounds(after.settings, [after.settings.annotated])) == 6
        second = [*seeds("second"), *regulars(range(28, 32))]
        count += waiting + after.publish(second)
        finish(after, count)
        values = streamed_values(after)
        assert said < values
        assert values == offline_values(after)
        assert after.now_on(settings.dead) == []
        found = records(after)
        require_exact_copies(found)
        for row in regulars(range(24, 32)):
            text = row["body_text"]
            lines = [text[part["start"] : part["end"]] for part in found[row["id"]]["furniture"]]
            assert any(line.startswith("Read the morning letter") for line in lines), row["id"]

        # what was copied has other append times: it is not matched again
        ends = committed(after.settings, after.settings.annotated)
        partition = max(ends, key=ends.__getitem__)
        set_group(after.settings, after.settings.annotated, 1, partition)
        refused = after.worker()
        assert refused.wait() == 1
        assert f"partition {partition}: group {after.settings.group} would go on at offset 1" in refused.text()


def test_the_raw_topic_stays_where_only_the_annotated_one_is_carried_over(before: Stream, tmp_path: Path) -> None:
    settings = before.settings
    count = before.publish(seeds("first"))
    finish(before, count)
    waiting = before.publish(regulars(range(4)))
    changes = {"application_id": "other", "annotated_partitions": 3, "topic_annotated": "articles.annotated.3"}
    for after in carried_over(before, tmp_path, **changes):
        assert committed(after.settings, settings.raw) == committed(settings, settings.raw)
        count += waiting + after.publish(seeds("second"))
        finish(after, count)
        assert streamed_values(after) == offline_values(after)
        found = records(after)
        require_exact_copies(found)


def test_nothing_is_carried_over_to_where_something_is_already(before: Stream) -> None:
    settings = before.settings
    before.publish([article(1)])

    def migrate(*options: str) -> str:
        result = run_dateline(settings, "state", "migrate", "--yes", *options)
        assert result.returncode == 1
        return result.stderr

    assert "choose another than 'dateline'" in migrate("--application-id", "dateline")
    assert "there is nothing to carry over" in migrate("--application-id", "other")
    assert "DATELINE_TOPIC_RAW): choose another than" in migrate("--application-id", "other", "--raw-partitions", "3")
    onto_itself = ("--application-id", "other", "--topic-annotated", settings.topic_raw)
    assert "the four topics must differ" in migrate(*onto_itself)
    finish(before, 1)
    taken = ("--application-id", "other", "--topic-raw", "taken", "--raw-partitions", "3")
    other = settings.model_copy(update={"topic_raw": "taken", "raw_partitions": 3, "application_id": "other"})
    create_topics(other)
    Stream(other, Path()).publish([article(2)])
    assert f"{other.raw}: not empty" in migrate(*taken)
    worker = before.worker("busy")
    worker.wait_ready()
    assert "has workers" in migrate("--application-id", "third", "--topic-annotated", "new")
    assert worker.stop() == 0
