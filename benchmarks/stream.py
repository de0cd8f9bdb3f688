"""How many articles a second one worker process enriches, beside an embedded Kafka on the same machine.

    python benchmarks/stream.py [ARTICLES]

Publishes the seeds again and again under other ids, then starts a worker, and prints the rate between the first and the
last enriched article, and the worker's CPU time an article, by stage.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import psutil

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.broker.ports import free_port
from dateline.demo.seeds import seed_articles
from dateline.replayer.publisher import Publisher
from dateline.replayer.reader import TopicReader
from dateline.settings import Settings, as_environment, load_settings
from dateline.topology import largest_record_bytes


def worker_settings(servers: str, folder: str, **further: str) -> Settings:
    """Return the settings of a worker on the embedded Kafka at these servers, with its data in a folder."""
    return load_settings(
        bootstrap_servers=servers,
        data_dir=Path(folder),
        replication_factor=1,
        metrics_port=free_port(),
        log_level="ERROR",
        **further,
    )


def publish(settings: Settings, count: int) -> float:
    """Put so many articles on the raw topic; returns articles a second."""
    seeds = [json.loads(line) for line in seed_articles().read_text("utf-8").splitlines()]
    begun = time.monotonic()
    with Publisher(settings, largest_record_bytes(settings)) as publisher:
        for number in range(count):
            article = seeds[number % len(seeds)] | {"id": f"article-{number}", "outlet": f"outlet-{number % 97}"}
            article.pop("url", None)
            article["body_text"] += f"\n{number * 7919} {number * 104729}"
            value = json.dumps(article, ensure_ascii=False).encode()
            publisher.publish(settings.raw, value, key=article["outlet"].encode(), headers=[], name=article["id"])
    return count / (time.monotonic() - begun)


def main() -> None:
    """Measure, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder, EmbeddedBroker(temporary=True) as broker:
        settings = worker_settings(broker.bootstrap_servers, folder)
        create_topics(settings)
        published = publish(settings, count)
        worker = subprocess.Popen(
            [sys.executable, "-m", "dateline", "worker"], env={**os.environ, **as_environment(settings)}
        )
        try:
            pace = consume(settings, psutil.Process(worker.pid), count)
            address = f"http://127.0.0.1:{settings.metrics_port}/metrics"
            metrics = urllib.request.urlopen(address, timeout=10).read().decode()
        finally:
            worker.terminate()
            worker.wait()
    print(f"published             {published:8.0f} articles a second")
    print(f"enriched              {pace.articles / pace.seconds:8.0f} articles a second, {count} articles, one process")
    print(f"worker's CPU          {1000 * pace.cpu_seconds / pace.articles:8.2f} ms an article, of which")
    for line in metrics.splitlines():
        if line.startswith("dateline_stage_duration_seconds_sum"):
            stage = line.split('"')[1]
            print(f"  {stage:<20}{1000 * float(line.rpartition(' ')[2]) / count:8.2f} ms")


class Pace(NamedTuple):
    """How many articles took how long, and how much of the worker's processor time."""

    articles: int
    seconds: float
    cpu_seconds: float


def consume(settings: Settings, worker: psutil.Process, count: int) -> Pace:
    """Read all enriched articles; the pace is that of all behind those that were read first."""
    found, first, begun, cpu_before = 0, 0, 0.0, 0.0
    with TopicReader(settings, settings.enriched) as reader:
        reader.start(from_beginning=True)
        while found < count:
            messages = reader.poll(1.0)
            if messages and not found:
                begun, cpu_before, first = time.monotonic(), sum(worker.cpu_times()[:2]), len(messages)
            found += len(messages)
    return Pace(found - first, time.monotonic() - begun, sum(worker.cpu_times()[:2]) - cpu_before)


if __name__ == "__main__":
    main()
