"""A real Prometheus scrapes real workers: dashboards get data, and each alert fires when its trouble is caused."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.broker.ports import free_port
from dateline.demo.seeds import seed_articles
from dateline.settings import Settings, as_environment, load_settings
from deploy.grafana.generate import dashboards
from deploy.prometheus.rules import Numbers, alerts
from tests.observability.feed import Feed, publish_at
from tests.observability.prometheus import Prometheus
from tests.support.programs import program
from tests.support.stream import Stream, Worker, article, stream_of

pytestmark = [pytest.mark.verify, pytest.mark.timeout(600)]

SHORT = Numbers(
    interval="1s",
    rate="10s",
    down_for="2s",
    worker_down_for="2s",
    restarts=2,
    restarts_in="2m",
    rebalances=6,
    rebalances_a_worker=3,
    rebalances_in="3m",
    halted_for="2s",
    quiet_for="5s",
    late_seconds=10,
    late_for="2s",
    lag_records=300,
    lag_trend="10s",
    lag_for="2s",
    dead_share=0.05,
    dead_for="2s",
    full_in="1m",
    index_for="2s",
    recovery_for="15s",
    outlets_for="2s",
    outlets_kept="5s",
)
_LATENCY = 'dateline_end_to_end_latency_seconds_count{{job="{job}", origin="live"}} > 0'
WALL = """We value your privacy

We and our 92 partners use cookies and process your data to show personalised ads.

Accept all

Manage settings
"""
SILENCE_SECONDS = 15.0
"""Longer than an article may take, and than a worker may be silent before it loses its partitions."""


@pytest.fixture(scope="module")
def broker() -> Iterator[EmbeddedBroker]:
    """A Kafka that may be stopped without harm to other tests."""
    with EmbeddedBroker(temporary=True) as running:
        yield running


@pytest.fixture(scope="module")
def bootstrap_servers(broker: EmbeddedBroker) -> str:
    """In place of the one that the whole run shares."""
    return broker.bootstrap_servers


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    program("prometheus")
    running = Prometheus(tmp_path_factory.mktemp("prometheus"), SHORT)
    try:
        running.wait_until(running.ready, lambda: "Prometheus is not ready")
        yield running
    finally:
        running.stop()


def _queries() -> set[str]:
    panels = [panel for text in dashboards().values() for panel in json.loads(text)["panels"]]
    return {target["expr"] for panel in panels for target in panel.get("targets", ())}


def _articles(outlet: str, count: int) -> list[dict[str, Any]]:
    """Make articles whose ids no others have."""
    return [article(number, outlet=outlet) | {"id": uuid.uuid4().hex} for number in range(count)]


@contextlib.contextmanager
def _asleep(*workers: Worker) -> Iterator[None]:
    """Keep processes from running."""
    for worker in workers:
        os.kill(worker.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in workers:
            os.kill(worker.process.pid, signal.SIGCONT)


def _again(stream: Stream, worker: Worker) -> Worker:
    """Kill a worker, and start it again where it was."""
    worker.kill()
    started = stream.worker("b", environment={"DATELINE_METRICS_PORT": str(worker.port)})
    started.port = worker.port
    return started


def test_dashboards_show_data_and_alerts_tell_of_bad_records_and_of_silence(
    stream: Stream, prometheus: Prometheus
) -> None:
    job = "dateline-flow"
    one = stream.worker("a")
    one.wait_ready()
    prometheus.watch({job: [one.port]})
    # a few bad records, and a second worker that joins: every query of every dashboard has an answer
    with Feed(stream.settings, bad_every=40):
        prometheus.wait_until(lambda: bool(prometheus.query(f'up{{job="{job}"}} == 1')), lambda: "it is not scraped")
        two = stream.worker("b")
        two.wait_ready()
        replaying = free_port()
        arguments = ["replay", seed_articles(), "--rate", "2", "--metrics-port", str(replaying)]
        replay = subprocess.Popen(
            [sys.executable, "-m", "dateline", *arguments],
            env={**os.environ, **as_environment(stream.settings)},
            stdout=subprocess.DEVNULL,
        )
        prometheus.watch({job: [one.port, two.port], "replayer": [replaying]})
        unanswered = {
            query.replace("$job", f"{job}|replayer").replace("$instance", ".+").replace("$__rate_interval", SHORT.rate)
            for query in _queries()
        }

        def all_answered() -> bool:
            unanswered.difference_update([query for query in unanswered if prometheus.query(query)])
            return not unanswered

        try:
            prometheus.wait_until(all_answered, lambda: f"no data for {unanswered}")
        finally:
            replay.terminate()
            replay.wait()
        prometheus.wait_until(
            lambda: not prometheus.firing(job), lambda: f"all is well, and yet: {prometheus.firing(job)}"
        )
        with Feed(stream.settings, bad_every=1):
            prometheus.wait_for_alert("DatelineDeadLetters", job)
        prometheus.wait_for_silence("DatelineDeadLetters", job)
    prometheus.wait_for_alert("DatelineNoArticles", job)


def test_workers_that_sleep_make_articles_late_and_too_many_articles_make_them_wait(
    stream: Stream, prometheus: Prometheus
) -> None:
    job = "dateline-slow"
    worker = stream.worker()
    worker.wait_ready()
    prometheus.watch({job: [worker.port]})
    with Feed(stream.settings):
        prometheus.wait_until(lambda: bool(prometheus.query(_LATENCY.format(job=job))), lambda: "no article came")
        assert "DatelineArticlesLate" not in prometheus.firing(job)
        with _asleep(worker):
            time.sleep(SILENCE_SECONDS)
        prometheus.wait_for_alert("DatelineArticlesLate", job)
        prometheus.wait_for_silence("DatelineArticlesLate", job)
        assert "DatelineLagGrows" not in prometheus.firing(job)
        with Feed(stream.settings, rate=1000):
            prometheus.wait_for_alert("DatelineLagGrows", job)


def test_workers_that_die_again_and_again_and_for_good_raise_alerts(stream: Stream, prometheus: Prometheus) -> None:
    job = "dateline-dying"
    one, two = stream.worker("a"), stream.worker("b")
    one.wait_ready()
    two.wait_ready()
    prometheus.watch({job: [one.port, two.port]})
    prometheus.wait_until(lambda: len(prometheus.query(f'up{{job="{job}"}} == 1')) == 2, lambda: "they are not scraped")
    troubles = {"DatelineWorkerDown", "DatelineWorkerRestarts", "DatelineRebalancesOften"}
    assert prometheus.firing(job) & troubles == set()
    # the other one hears of each death, and of each return
    for _ in range(SHORT.rebalances):
        two = _again(stream, two)
        two.wait_ready()
        if "DatelineRebalancesOften" in prometheus.firing(job):
            break
    prometheus.wait_for_alert("DatelineRebalancesOften", job)
    prometheus.wait_for_alert("DatelineWorkerRestarts", job)
    two.kill()
    prometheus.wait_for_alert("DatelineWorkerDown", job)
    assert "DatelineDown" not in prometheus.firing()
    # nobody is left, of the other tests' workers either
    one.kill()
    prometheus.wait_for_alert("DatelineDown")


def test_an_index_that_is_too_small_raises_an_alert(settings: Settings, prometheus: Prometheus, tmp_path: Path) -> None:
    job = "dateline-small"
    small = load_settings(
        **settings.model_dump() | {"annotated_partitions": 1, "window_articles": 20, "grace_articles": 0}
    )
    create_topics(small)
    with stream_of(small, tmp_path) as stream:
        worker = stream.worker()
        worker.wait_ready()
        prometheus.watch({job: [worker.port]})
        prometheus.wait_until(lambda: bool(prometheus.query(f'up{{job="{job}"}} == 1')), lambda: "it is not scraped")
        assert "DatelineIndexFull" not in prometheus.firing(job)
        numbers = count()

        def articles_come() -> None:
            # what was committed is deleted while later articles are worked on
            stream.publish(article(next(numbers)) for _ in range(10))

        prometheus.wait_for_alert("DatelineIndexFull", job, meanwhile=articles_come)


def test_outlets_that_fall_silent_or_turn_to_walls_raise_alerts(
    settings: Settings, prometheus: Prometheus, tmp_path: Path
) -> None:
    job = "dateline-outlets"
    remembering = load_settings(**settings.model_dump() | {"raw_retention_hours": 2_000})
    create_topics(remembering)
    now = datetime.now(UTC)
    lately = now - timedelta(hours=3)
    with stream_of(remembering, tmp_path) as stream:
        worker = stream.worker()
        worker.wait_ready()
        prometheus.watch({job: [worker.port]})
        for outlet in ("steady", "walled"):
            publish_at(remembering, now - timedelta(days=9), _articles(outlet, 1))
            publish_at(remembering, lately - timedelta(days=7), _articles(outlet, 20))
            publish_at(remembering, lately, _articles(outlet, 20))
        stream.enriched(82)
        behaving = f'dateline_outlets_silent{{job="{job}"}} + dateline_outlets_walled{{job="{job}"}} == 0'
        prometheus.wait_until(lambda: bool(prometheus.query(behaving)), lambda: "outlets are in trouble already")
        # one published as much a week ago, and nothing today
        publish_at(remembering, now - timedelta(days=9), _articles("silent", 1))
        publish_at(remembering, lately - timedelta(days=7), _articles("silent", 20))
        prometheus.wait_for_alert("DatelineOutletsSilent", job)
        assert "DatelineOutletsWalled" not in prometheus.firing(job)
        walls = [one | {"body_text": WALL} for one in _articles("walled", 100)]
        publish_at(remembering, lately, walls)
        prometheus.wait_for_alert("DatelineOutletsWalled", job)


def test_a_worker_that_stops_taking_records_raises_an_alert(stream: Stream, prometheus: Prometheus) -> None:
    job = "dateline-halted"
    worker = stream.worker()
    worker.wait_ready()
    prometheus.watch({job: [worker.port]})
    prometheus.wait_until(lambda: bool(prometheus.query(f'up{{job="{job}"}} == 1')), lambda: "it is not scraped")
    assert "DatelineWorkerHalted" not in prometheus.firing(job)
    stream.publish([b"{"] * 600)
    prometheus.wait_for_alert("DatelineWorkerHalted", job)


def test_a_recovery_that_does_not_end_raises_an_alert(
    stream: Stream, broker: EmbeddedBroker, prometheus: Prometheus
) -> None:
    worker = stream.worker()
    prometheus.watch({"dateline-stuck": [worker.port]})
    worker.wait_until(lambda: worker.metric("dateline_rebalances_total") >= 1, "a rebalance")
    pid = broker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        prometheus.wait_for_alert("DatelineRecoveryStuck", "dateline-stuck")
    finally:
        os.kill(pid, signal.SIGCONT)
    worker.wait_ready()
    prometheus.wait_for_silence("DatelineRecoveryStuck", "dateline-stuck")


def test_every_alert_is_made_to_fire_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'wait_for_alert\("(\w+)"', source)) == {alert.name for alert in alerts(SHORT)}
