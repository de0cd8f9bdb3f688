"""What a worker under load tells Prometheus, on the real Kafka."""

import re
import shutil
import subprocess
from collections import Counter
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families as parse_text

from dateline.settings import Settings
from tests.support.stream import Stream, Worker, article
from tests.telemetry.catalogue import CATALOGUE

OUTCOMES = ("annotated", "emitted", "dead_lettered", "abandoned")


def received(worker: Worker, topic: str) -> float:
    return worker.metric("dateline_articles_received_total", topic=topic)


def processed(worker: Worker, topic: str, *outcomes: str) -> float:
    names = outcomes or OUTCOMES
    return sum(worker.metric("dateline_articles_processed_total", topic=topic, outcome=name) for name in names)


def lags(worker: Worker) -> dict[tuple[str, str], float]:
    return {
        (sample.labels["topic"], sample.labels["partition"]): sample.value
        for family in parse_text(worker.get("/metrics")[1])
        for sample in family.samples
        if sample.name == "dateline_consumer_lag_records"
    }


def settled(worker: Worker, *, indexes: bool = False) -> bool:
    """Whether all that has arrived is processed, by counters and by a look at the partitions that came after it."""
    text = worker.get("/metrics")[1]
    samples = [sample for family in parse_text(text) for sample in family.samples]
    waiting = any(sample.value for sample in samples if sample.name == "dateline_consumer_lag_records")
    counts = [
        sum(sample.value for sample in samples if sample.name == name)
        for name in ("dateline_articles_received_total", "dateline_articles_processed_total")
    ]
    looked_at = any(sample.name == "dateline_dedupe_index_entries" for sample in samples)
    return counts[0] == counts[1] and not waiting and (looked_at or not indexes)


def load(count: int) -> list[dict[str, Any] | bytes | None]:
    """Articles, every seventh of which cannot be processed, and every tenth is a copy."""
    values: list[dict[str, Any] | bytes | None] = []
    for number in range(count):
        if number % 7 == 0:
            values.append((b"\xff\xfe", b"{", b'{"id": 1}')[number % 3])
        elif number % 10 == 0:
            values.append(article(1, outlet="other") | {"id": f"copy{number}"})
        else:
            values.append(article(number, outlet=f"outlet{number % 5}"))
    return values


def test_what_is_received_is_processed_once_the_worker_is_idle(stream: Stream) -> None:
    settings = stream.settings
    count = 400
    stream.publish(load(count))
    workers = [stream.worker("one"), stream.worker("two")]
    stream.wait_for(settings.enriched, lambda found: len(found) >= count // 4)
    # a rebalance in the middle: what is in flight is abandoned, and taken again
    workers.append(stream.worker("three"))
    bad = len([number for number in range(count) if number % 7 == 0])
    stream.wait_for(settings.enriched, lambda found: len({message.key for message in found}) >= count - bad)
    stream.wait_for(settings.dead, lambda found: len(found) >= bad)
    for worker in workers:
        worker.wait_ready()
        worker.wait_until(lambda worker=worker: settled(worker), "all processed")
    for worker in workers:
        for topic in (settings.raw, settings.annotated):
            assert received(worker, topic) == processed(worker, topic)
    annotated = sum(processed(worker, settings.raw, "annotated") for worker in workers)
    emitted = sum(processed(worker, settings.annotated, "emitted") for worker in workers)
    dead = sum(processed(worker, settings.raw, "dead_lettered") for worker in workers)
    assert annotated >= count - bad
    assert emitted >= count - bad
    assert dead >= bad
    assert emitted == sum(
        worker.metric("dateline_end_to_end_latency_seconds_count", origin="live") for worker in workers
    )
    reasons = Counter[str]()
    for worker in workers:
        for reason in ("invalid_utf8", "invalid_json", "invalid_article"):
            reasons[reason] += int(worker.metric("dateline_dead_letters_total", stage="decode", reason=reason))
    assert sum(reasons.values()) == dead
    assert len(reasons) == 3


def test_the_metrics_are_those_of_the_catalogue_and_promtool_takes_them(stream: Stream) -> None:
    settings = stream.settings
    worker = stream.worker()
    worker.wait_ready()
    stream.publish(load(60))
    stream.wait_for(settings.enriched, lambda found: len(found) >= 51)
    worker.wait_until(lambda: settled(worker, indexes=True), "all processed, and the indexes looked at")
    text = worker.get("/metrics")[1]
    families = {family.name: family for family in parse_text(text) if family.name.startswith("dateline_")}
    expected = {metric.family: metric for metric in CATALOGUE if metric.process == "worker"}
    assert families.keys() == expected.keys()
    for name, metric in expected.items():
        family = families[name]
        assert family.type == metric.type, name
        assert family.documentation
        assert family.samples, name
        for sample in family.samples:
            assert set(sample.labels) - {"le"} == set(metric.labels), sample
            for label, values in metric.values.items():
                assert sample.labels[label] in values, sample
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: apt install prometheus)")
    ours = "".join(line + "\n" for line in text.splitlines() if re.match(r"(# (HELP|TYPE) )?dateline_", line))
    checked = subprocess.run([promtool, "check", "metrics"], input=ours, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_lag_of_a_partition_goes_with_the_partition(stream: Stream) -> None:
    settings = stream.settings
    stream.publish(article(number) for number in range(20))
    first = stream.worker("first")
    first.wait_until(lambda: len(lags(first)) == all_partitions(settings), "all partitions")
    second = stream.worker("second")
    second.wait_until(lambda: bool(lags(second)), "a share of the partitions")
    first.wait_until(lambda: len(lags(first)) < all_partitions(settings), "fewer partitions")
    first.wait_until(
        lambda: len(lags(first)) + len(lags(second)) == all_partitions(settings), "each partition in one place"
    )
    assert not lags(first).keys() & lags(second).keys()
    assert first.metric("dateline_rebalances_total") >= 2
    assert first.metric("dateline_rebalance_duration_seconds_count") >= 2
    assert first.metric("dateline_recovery_seconds_count") >= 1


def all_partitions(settings: Settings) -> int:
    return settings.raw_partitions + settings.annotated_partitions


def test_the_lag_is_what_waits(stream: Stream) -> None:
    settings = stream.settings
    stream.publish(article(number) for number in range(30))
    # with only damaged records behind it, the guard stops at more than half of the last 1,000
    stream.publish([b"{"] * 1500)
    worker = stream.worker()
    worker.wait_until(lambda: "upstream" in worker.get("/readyz")[1], "a halt")
    stream.publish(article(number) for number in range(30, 50))
    taken = received(worker, settings.raw)
    published = 30 + 1500 + 20

    def waiting() -> float:
        return sum(value for (topic, _), value in lags(worker).items() if topic == settings.raw)

    worker.wait_until(lambda: waiting() == published - received(worker, settings.raw), "the lag of what is not taken")
    assert taken < published
