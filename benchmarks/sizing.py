"""What a worker takes as its tables fill: memory, disk, bytes on Kafka, and the time to restore them.

    python benchmarks/sizing.py [ARTICLES]

Publishes made-up articles, no two of which are copies, lets one worker enrich them, and prints a line for each quarter
of them. Then the worker starts again without its folder, and restores its tables from Kafka.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
from prometheus_client.parser import text_string_to_metric_families as parse_text
from stream import worker_settings

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.replayer.publisher import Publisher
from dateline.settings import Settings, as_environment
from dateline.topology import largest_record_bytes

MIB = 1024 * 1024


def made_up(number: int) -> dict[str, str]:
    """Return an article of some 2 kB that shares too few words with any other to be its copy."""
    words = [f"{word}{number * 7919 % 99991}" for word in ("harbour", "council", "bridge", "vote", "storm", "budget")]
    body = " ".join(
        f"The {words[day % 6]} of day {day} in ward {number * 31 + day} was counted with the {words[(day + 1) % 6]}."
        for day in range(28)
    )
    return {"id": f"a{number}", "outlet": f"outlet{number % 200}", "headline": f"Report {number}", "body_text": body}


def publish(settings: Settings, first: int, count: int) -> None:
    """Put so many articles on the raw topic."""
    with Publisher(settings, largest_record_bytes(settings)) as publisher:
        for number in range(first, first + count):
            one = made_up(number)
            value = json.dumps(one).encode()
            publisher.publish(settings.raw, value, key=one["outlet"].encode(), headers=[], name=one["id"])


def metric(settings: Settings, name: str, **labels: str) -> float:
    """Return the sum of the samples of a metric; 0 where it does not answer."""
    try:
        address = f"http://127.0.0.1:{settings.metrics_port}/metrics"
        text = urllib.request.urlopen(address, timeout=10).read().decode()
    except OSError:
        return 0.0
    samples = (sample for family in parse_text(text) for sample in family.samples if sample.name == name)
    return sum(sample.value for sample in samples if labels.items() <= sample.labels.items())


def emitted(settings: Settings) -> float:
    """Return how many articles were enriched."""
    return metric(settings, "dateline_articles_processed_total", outcome="emitted")


def recoveries(settings: Settings) -> float:
    """Return how often the tables were restored."""
    return metric(settings, "dateline_recovery_seconds_count")


def wait_until(condition: Callable[[], bool]) -> float:
    """Wait for something to come true; returns the seconds."""
    begun = time.monotonic()
    while not condition():
        time.sleep(0.05)
    return time.monotonic() - begun


def size_of(folder: Path, pattern: str = "*") -> float:
    """Return the size of the files below a folder, in MiB."""
    return sum(path.stat().st_size for path in folder.rglob(pattern) if path.is_file()) / MIB


def start(settings: Settings) -> subprocess.Popen[bytes]:
    """Start a worker."""
    return subprocess.Popen(
        [sys.executable, "-m", "dateline", "worker"], env={**os.environ, **as_environment(settings)}
    )


def main() -> None:
    """Measure, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder, EmbeddedBroker(temporary=True) as broker:
        settings = worker_settings(broker.bootstrap_servers, folder)
        create_topics(settings)
        worker = start(settings)
        print("articles  memory MiB  CPU ms/article  index entries  index MiB  disk MiB  Kafka MiB")
        try:
            before = 0
            for done in (count * quarter // 4 for quarter in range(5)):
                publish(settings, before, done - before)
                before = done
                wait_until(lambda: emitted(settings) >= before)  # noqa: B023 (it is called in this turn)
                wait_until(lambda: recoveries(settings) >= 1)
                process = psutil.Process(worker.pid)
                print(
                    f"{done:8}  {process.memory_info().rss / MIB:10.0f}  "
                    f"{1000 * sum(process.cpu_times()[:2]) / max(1, done):14.2f}  "
                    f"{metric(settings, 'dateline_dedupe_index_entries'):13.0f}  "
                    f"{metric(settings, 'dateline_dedupe_index_bytes') / MIB:9.1f}  "
                    f"{size_of(settings.instance_dir):8.1f}  {size_of(broker.data_dir, '*.log'):9.1f}",
                    flush=True,
                )
            worker.terminate()
            worker.wait()
            shutil.rmtree(settings.instance_dir)
            worker = start(settings)
            wait_until(lambda: recoveries(settings) >= 1)
            seconds = metric(settings, "dateline_recovery_seconds_sum")
            cpu = sum(psutil.Process(worker.pid).cpu_times()[:2])
            print(f"restored from Kafka: {seconds:.1f} s, {cpu:.1f} s of CPU since the start, for {count} articles")
        finally:
            worker.terminate()
            worker.wait()


if __name__ == "__main__":
    main()
