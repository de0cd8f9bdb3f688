"""What metrics, volumes and health cost: the worker's CPU time an article with them and without, in turn.

    python benchmarks/telemetry.py [ARTICLES] [ROUNDS]

Each round enriches the same articles with both workers on one embedded Kafka. The one with telemetry is scraped every
five seconds. Prints the smallest CPU time of either, which other programs disturb least, and their ratio. On a busy
machine that ratio says little: so it also prints what all that is told of an article takes in a loop, as a share.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
import timeit
import urllib.request
from itertools import count

from prometheus_client import CollectorRegistry
from stream import pace_of, worker_settings

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.broker.ports import free_port
from dateline.records import Entity, Stage
from dateline.settings import as_environment
from dateline.telemetry import Metrics, Recorder
from dateline.telemetry.volumes import Sighting, Volumes

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


def cpu_of_an_article(servers: str, code: str, articles: int, *, scraped: bool) -> float:
    """Enrich so many articles on topics of their own; returns CPU seconds an article."""
    with tempfile.TemporaryDirectory() as folder:
        settings = worker_settings(servers, folder, topic_prefix=f"bench{free_port()}.")
        create_topics(settings)
        worker = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, **as_environment(settings)})
        ended = threading.Event()
        scraper = threading.Thread(target=_scrape, args=(settings.metrics_port, ended))
        try:
            if scraped:
                scraper.start()
            return pace_of(settings, worker, articles).cpu_seconds
        finally:
            ended.set()
            worker.terminate()
            worker.wait()
            if scraped:
                scraper.join()


def _scrape(port: int, ended: threading.Event) -> None:
    while not ended.wait(5.0):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read()
        except OSError:
            # the worker is not there yet
            continue


def told_of_an_article() -> float:
    """Return the seconds that everything takes which a worker tells of one article, on both of its topics."""
    recorder = Recorder(Metrics(CollectorRegistry()))
    recorder.started(["raw", "annotated"], ["de", "el"], "")
    volumes = Volumes()
    entities = [
        Entity(field="body_text", start=0, end=1, text="x", type=kind, confidence=1.0)
        for kind in ("person", "organisation", "place") * 5
    ]
    offsets = count()
    now = round(time.time() * 1000)

    def tell() -> None:
        for topic, outcome in (("raw", "annotated"), ("annotated", "emitted")):
            recorder.received(topic)
            recorder.processed(topic, outcome)
        for stage in (*Stage, Stage.DECODE, Stage.PUBLISH):
            with recorder.stage(stage):
                pass
        recorder.annotated("el", entities)
        recorder.matched("near", redelivery=False)
        recorder.emitted("live", now)
        number = next(offsets)
        volumes.count(f"outlet-{number % 97}", Sighting(now, number), now)

    return min(timeit.repeat(tell, number=2000, repeat=20)) / 2000


def main() -> None:
    """Measure, and print a table."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    without, with_ = [], []
    with EmbeddedBroker(temporary=True) as broker:
        for _ in range(rounds):
            without.append(cpu_of_an_article(broker.bootstrap_servers, WITHOUT, articles, scraped=False))
            with_.append(cpu_of_an_article(broker.bootstrap_servers, RUN, articles, scraped=True))
            print(f"without {1000 * without[-1]:.3f} ms, with {1000 * with_[-1]:.3f} ms an article", flush=True)
    print(f"without telemetry     {1000 * min(without):8.3f} ms of CPU an article, least of {rounds}")
    print(f"with telemetry        {1000 * min(with_):8.3f} ms")
    print(f"cost                  {100 * (min(with_) / min(without) - 1):8.1f} %")
    told = told_of_an_article()
    print(
        f"what is told of one   {1000 * told:8.3f} ms, {100 * told / min(without):.1f} % of the time without telemetry"
    )


if __name__ == "__main__":
    main()
