"""How many articles a second one worker process enriches, beside an embedded Kafka on the same machine.

    python benchmarks/stream.py [ARTICLES]

Publishes the seeds again and again under other ids to a worker that has seen some of them, and prints the rate until
the last is enriched, and the worker's CPU time an article, by stage.
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


WARM_UP = 200
"""So many articles come first, and are not counted."""


class Pace(NamedTuple):
    """Articles a second as they were published and as they were enriched, and the worker's processor time of one."""

    published: float
    enriched: float
    cpu_seconds: float


def publish(settings: Settings, first: int, count: int) -> float:
    """Put so many articles on the raw topic; returns articles a second."""
    seeds = [json.loads(line) for line in seed_articles().read_text("utf-8").splitlines()]
    begun = time.monotonic()
    with Publisher(settings, largest_record_bytes(settings)) as publisher:
        for number in range(first, first + count):
            article = seeds[number % len(seeds)] | {"id": f"article-{number}", "outlet": f"outlet-{number % 97}"}
            article.pop("url", None)
            article["body_text"] += f"\n{number * 7919} {number * 104729}"
            value = json.dumps(article, ensure_ascii=False).encode()
            publisher.publish(settings.raw, value, key=article["outlet"].encode(), headers=[], name=article["id"])
    return count / (time.monotonic() - begun)


def pace_of(settings: Settings, worker: subprocess.Popen[bytes], count: int) -> Pace:
    """Let a worker enrich so many articles, from the moment they begin to be published."""
    process = psutil.Process(worker.pid)
    with TopicReader(settings, settings.enriched) as reader:
        reader.start(from_beginning=True)
        publish(settings, 0, WARM_UP)
        _read(reader, WARM_UP)
        begun, cpu_before = time.monotonic(), sum(process.cpu_times()[:2])
        published = publish(settings, WARM_UP, count)
        _read(reader, count)
        seconds, cpu_seconds = time.monotonic() - begun, sum(process.cpu_times()[:2]) - cpu_before
    return Pace(published, count / seconds, cpu_seconds / count)


def _read(reader: TopicReader, count: int) -> None:
    while count > 0:
        count -= len(reader.poll(1.0))


def main() -> None:
    """Measure, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder, EmbeddedBroker(temporary=True) as broker:
        settings = worker_settings(broker.bootstrap_servers, folder)
        create_topics(settings)
        worker = subprocess.Popen(
            [sys.executable, "-m", "dateline", "worker"], env={**os.environ, **as_environment(settings)}
        )
        try:
            pace = pace_of(settings, worker, count)
            address = f"http://127.0.0.1:{settings.metrics_port}/metrics"
            metrics = urllib.request.urlopen(address, timeout=10).read().decode()
        finally:
            worker.terminate()
            worker.wait()
    print(f"published             {pace.published:8.0f} articles a second")
    print(f"enriched              {pace.enriched:8.0f} articles a second, {count} articles, one process")
    print(f"worker's CPU          {1000 * pace.cpu_seconds:8.2f} ms an article, of which")
    for line in metrics.splitlines():
        if line.startswith("dateline_stage_duration_seconds_sum"):
            stage = line.split('"')[1]
            print(f"  {stage:<20}{1000 * float(line.rpartition(' ')[2]) / (count + WARM_UP):8.2f} ms")


if __name__ == "__main__":
    main()
