"""Whether verdicts depend on who is killed when: workers on a real Kafka against one run without interruption.

    python benchmarks/replay.py ROWS.jsonl[.xz] [--workers 1 2 4] [--kills 6] [--seed 1]

ROWS is as in benchmarks/duplicates.py. Workers enrich the rows; at random points one of them is ended with SIGKILL and
started again, now and then without its folder, so that its tables come back from Kafka. What they wrote is compared
with `dateline enrich` over the dump of `articles.annotated`, whole records and verdicts. Prints a line for each number
of workers, and ends with 1 where anything differs or is lost.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from duplicates import rows_of
from stream import worker_settings

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.broker.ports import free_port
from dateline.replayer.publisher import Publisher
from dateline.replayer.reader import Message, TopicReader
from dateline.settings import Settings, as_environment
from dateline.topology import largest_record_bytes

START = datetime(2023, 9, 1, tzinfo=UTC)
PATIENCE_SECONDS = 1800.0
QUIET_SECONDS = 120.0
"""After so long without an article, while all workers are idle, none is expected any more."""
EMPTIED = 1 / 3  # of the workers that are killed, how many lose their folder


class Figures(NamedTuple):
    """What came of one number of workers."""

    kills: int
    emptied: int
    annotated: int
    enriched: int
    lost: int
    records: int
    verdicts: int
    seconds: float


class Worker:
    """A worker process that can be killed and started again under the same name."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.settings = settings.model_copy(update={"instance_id": name, "metrics_port": free_port()})
        self.start()

    def start(self) -> None:
        """Start it."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dateline", "worker"], env={**os.environ, **as_environment(self.settings)}
        )

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()

    def is_idle(self) -> bool:
        """Whether it is ready, and everything that it took is done."""
        address = f"http://127.0.0.1:{self.settings.metrics_port}"
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=10).read()
            lines = urllib.request.urlopen(f"{address}/metrics", timeout=10).read().decode().splitlines()
        except OSError:
            return False
        received, processed = (
            sum(
                float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"dateline_articles_{what}_total{{")
            )
            for what in ("received", "processed")
        )
        return received == processed


def articles_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows as articles."""
    return [
        {
            "id": row["id"],
            "outlet": row["outlet"],
            "headline": row["title"],
            "body_text": row["text"],
            "published_at": (START + timedelta(seconds=int(row["ts"]))).isoformat(),
        }
        for row in rows_of(path)
    ]


def publish(settings: Settings, articles: list[dict[str, Any]]) -> None:
    """Put articles on the raw topic."""
    with Publisher(settings, largest_record_bytes(settings)) as publisher:
        for one in articles:
            value = json.dumps(one, ensure_ascii=False).encode()
            publisher.publish(settings.raw, value, key=one["outlet"].encode(), headers=[], name=one["id"])


def interrupted(
    settings: Settings, articles: list[dict[str, Any]], workers: int, kills: int, choose: random.Random
) -> Figures:
    """Enrich articles with workers that are killed at random, and compare what they wrote with one quiet run."""
    create_topics(settings)
    begun = time.monotonic()
    running = [Worker(settings, f"w{number}") for number in range(workers)]
    publishing = threading.Thread(target=publish, args=(settings, articles))
    emptied = 0
    try:
        publishing.start()
        with TopicReader(settings, settings.enriched) as reader:
            reader.start(from_beginning=True)
            seen: set[bytes | None] = set()
            for share in sorted(choose.uniform(0.02, 0.98) for _ in range(kills)):
                read_until(reader, seen, share * len(articles), running)
                worker = choose.choice(running)
                worker.kill()
                if choose.random() < EMPTIED:
                    shutil.rmtree(worker.settings.instance_dir, ignore_errors=True)
                    emptied += 1
                worker.start()
            read_until(reader, seen, len(articles), running)
        publishing.join()
        wait_until(lambda: all(worker.is_idle() for worker in running))
        for worker in running:
            worker.process.terminate()
        for worker in running:
            worker.process.wait()
    finally:
        for worker in running:
            worker.kill()
    annotated, enriched = now_on(settings, settings.annotated), now_on(settings, settings.enriched)
    records, verdicts = differences(annotated, enriched)
    lost = len({one["id"].encode() for one in articles} - {message.key for message in enriched})
    return Figures(kills, emptied, len(annotated), len(enriched), lost, records, verdicts, time.monotonic() - begun)


def read_until(reader: TopicReader, seen: set[bytes | None], enough: float, running: list[Worker]) -> None:
    """Read keys until there are enough, or no more come."""
    newest = time.monotonic()

    def done() -> bool:
        nonlocal newest
        before = len(seen)
        seen.update(message.key for message in reader.poll(0.2))
        if len(seen) > before:
            newest = time.monotonic()
        lost = time.monotonic() - newest > QUIET_SECONDS and all(worker.is_idle() for worker in running)
        return lost or len(seen) >= enough

    wait_until(done)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something to come true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing of it within {PATIENCE_SECONDS:.0f} seconds")
        time.sleep(0.05)


def now_on(settings: Settings, topic: str) -> list[Message]:
    """Read what lies on a topic."""
    with TopicReader(settings, topic) as reader:
        return list(reader.to_end())


def differences(annotated: list[Message], enriched: list[Message]) -> tuple[int, int]:
    """Count the articles of which some record, or some verdict, is not that of `dateline enrich` over the dump."""
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder, "annotated.jsonl")
        dump.write_bytes(b"".join((message.value or b"") + b"\n" for message in annotated))
        command = [sys.executable, "-m", "dateline", "enrich", dump]
        lines = subprocess.run(command, capture_output=True, check=True).stdout.splitlines()
    offline, streamed = by_article(lines), by_article([message.value or b"" for message in enriched])
    articles = offline.keys() | streamed.keys()
    records = sum(offline[article] != streamed[article] for article in articles)
    return records, sum(verdicts_in(offline[article]) != verdicts_in(streamed[article]) for article in articles)


def by_article(lines: list[bytes]) -> defaultdict[tuple[str, str], set[bytes]]:
    """Return the different records of each article."""
    found: defaultdict[tuple[str, str], set[bytes]] = defaultdict(set)
    for line in lines:
        article = json.loads(line)["article"]
        found[article["outlet"], article["id"]].add(line)
    return found


def verdicts_in(records: set[bytes]) -> set[str]:
    """Return the different verdicts in some records."""
    return {json.dumps(json.loads(record)["duplicate"], sort_keys=True) for record in records}


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    articles = articles_of(options.rows)
    print(f"{len(articles)} articles")
    print("workers  kills  without folder  annotated  enriched  lost  records differ  verdicts differ  seconds")
    total = 0
    with EmbeddedBroker(temporary=True) as broker:
        for workers in options.workers:
            with tempfile.TemporaryDirectory() as folder:
                settings = worker_settings(broker.bootstrap_servers, folder, topic_prefix=f"replay{workers}.")
                one = interrupted(settings, articles, workers, options.kills, random.Random(options.seed + workers))
            total += one.records + one.lost
            print(
                f"{workers:7}{one.kills:7}{one.emptied:16}{one.annotated:11}{one.enriched:10}{one.lost:6}{one.records:16}"
                f"{one.verdicts:17}{one.seconds:9.0f}",
                flush=True,
            )
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
