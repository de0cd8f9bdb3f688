"""What metrics, volumes and health cost: the worker's CPU time an article with them and without, in turn.

    python benchmarks/telemetry.py [ARTICLES] [ROUNDS]

Each round enriches the same articles with both workers on one embedded Kafka. The one with telemetry is scraped every
five seconds. Prints the smallest CPU time of either, which other programs disturb least, and their ratio.
"""

import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

import psutil

from benchmarks.stream import consume, publish
from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.broker.ports import free_port
from dateline.settings import as_environment, load_settings

RUN = "\nimport sys\nfrom dateline.cli import main\nsys.argv = ['dateline', 'worker']\nmain()\n"

WITHOUT = (
    """
from contextlib import nullcontext
from dateline.telemetry import Recorder, WorkerState
from dateline.worker import sensor, transport, volumes, watchdog

def nothing(*_args, **_options):
    pass

for name in [name for name in vars(Recorder) if not name.startswith("_")]:
    setattr(Recorder, name, nothing)
Recorder.stage = lambda self, stage: nullcontext()
watchdog.snapshot = lambda *_: WorkerState()
watchdog._look = lambda *_: __import__("asyncio").sleep(0)
volumes.OutletVolumes.annotated = volumes.OutletVolumes.dead_lettered = nothing
sensor.Sensor.on_message_in = sensor.Sensor.track_tp_end_offset = nothing
"""
    + RUN
)


def cpu_of_an_article(servers: str, code: str, count: int, *, scraped: bool) -> float:
    """Enrich so many articles on topics of their own; returns CPU seconds an article."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            bootstrap_servers=servers,
            topic_prefix=f"bench{free_port()}.",
            data_dir=Path(folder),
            replication_factor=1,
            metrics_port=free_port(),
            log_level="ERROR",
        )
        create_topics(settings)
        publish(settings, count)
        worker = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, **as_environment(settings)})
        ended = threading.Event()
        scraper = threading.Thread(target=_scrape, args=(settings.metrics_port, ended))
        try:
            if scraped:
                scraper.start()
            _, cpu_seconds = consume(settings, psutil.Process(worker.pid), count)
        finally:
            ended.set()
            worker.terminate()
            worker.wait()
            if scraped:
                scraper.join()
    return cpu_seconds / count


def _scrape(port: int, ended: threading.Event) -> None:
    while not ended.wait(5.0):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read()
        except OSError:
            # the worker is not there yet
            continue


def main() -> None:
    """Measure, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    without, with_ = [], []
    with EmbeddedBroker(temporary=True) as broker:
        for _ in range(rounds):
            without.append(cpu_of_an_article(broker.bootstrap_servers, WITHOUT, count, scraped=False))
            with_.append(cpu_of_an_article(broker.bootstrap_servers, RUN, count, scraped=True))
            print(f"without {1000 * without[-1]:.3f} ms, with {1000 * with_[-1]:.3f} ms an article", flush=True)
    print(f"without telemetry     {1000 * min(without):8.3f} ms of CPU an article, least of {rounds}")
    print(f"with telemetry        {1000 * min(with_):8.3f} ms")
    print(f"cost                  {100 * (min(with_) / min(without) - 1):8.1f} %")


if __name__ == "__main__":
    main()
