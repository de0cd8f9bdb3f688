"""A real Prometheus scrapes real workers: dashboards get data, and each alert fires when its trouble is caused."""

import contextlib
import json
import os
import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.settings import Settings, load_settings
from deploy.grafana.generate import dashboards
from deploy.prometheus.rules import Numbers, alerts
from tests.observability.feed import Feed
from tests.observability.prometheus import Prometheus
from tests.support.programs import program
from tests.support.stream import Stream, Worker, stream_of

pytestmark = [pytest.mark.verify, pytest.mark.timeout(600)]

SHORT = Numbers(
    interval="1s",
    rate="10s",
    down_for="2s",
    worker_down_for="2s",
    restarts=2,
    restarts_in="2m",
    rebalances=6,
    rebalances_in="3m",
    quiet_for="5s",
    late_seconds=10,
    late_for="2s",
    lag_records=300,
    lag_trend="10s",
    lag_for="2s",
    dead_share=0.05,
    dead_for="2s",
    evicted_in="1m",
    index_for="2s",
    recovery_for="5s",
    outlets_for="2s",
)
SILENCE_SECONDS = 15.0
"""Longer than an article may take, and than a worker may be silent before it loses its partitions."""


@pytest.fixture(scope="module")
def broker() -> Iterator[EmbeddedBroker]:
    """A Kafka that may be stopped without harm to other tests."""
    with EmbeddedBroker(temporary=True) as running:
        yield running


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    program("prometheus")
    running = Prometheus(tmp_path_factory.mktemp("prometheus"), SHORT)
    try:
        running.wait_until(running.ready, lambda: "Prometheus is not ready")
        yield running
    finally:
        running.stop()


@pytest.fixture
def settings(broker: EmbeddedBroker, bare_environment: None, tmp_path: Path) -> Settings:
    """Settings with topics, a consumer group and a data folder of the test's own."""
    return load_settings(
        bootstrap_servers=broker.bootstrap_servers,
        topic_prefix=f"t{uuid.uuid4().hex[:10]}.",
        raw_partitions=2,
        annotated_partitions=2,
        enriched_partitions=1,
        replication_factor=1,
        data_dir=tmp_path / "data",
        metrics_port=0,
        linger_ms=5,
    )


@pytest.fixture
def job(request: pytest.FixtureRequest) -> str:
    """The job under which Prometheus knows the test's workers."""
    return f"dateline-{request.node.name.removeprefix('test_').replace('_', '-')}"


def _queries() -> set[str]:
    panels = [panel for text in dashboards().values() for panel in json.loads(text)["panels"]]
    return {target["expr"] for panel in panels for target in panel.get("targets", ())}


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


def test_dashboards_show_data_and_troubles_raise_alerts(stream: Stream, prometheus: Prometheus, job: str) -> None:
    settings = stream.settings
    one = stream.worker("a")
    one.wait_ready()
    prometheus.watch({job: [one.port]})

    # load with a few bad records, and a second worker that joins: every query of every dashboard has an answer
    with Feed(settings, bad_every=50):
        prometheus.wait_until(lambda: bool(prometheus.query(f'up{{job="{job}"}} == 1')), lambda: "it is not scraped")
        two = stream.worker("b")
        two.wait_ready()
        prometheus.watch({job: [one.port, two.port]})
        open_queries = {
            query.replace("$job", job).replace("$instance", ".+").replace("$__rate_interval", "10s")
            for query in _queries()
        }

        def all_answered() -> bool:
            open_queries.difference_update([query for query in open_queries if prometheus.query(query)])
            return not open_queries

        prometheus.wait_until(all_answered, lambda: f"no data for {open_queries}")
        prometheus.wait_until(
            lambda: not prometheus.firing(job), lambda: f"all is well, and yet: {prometheus.firing(job)}"
        )

        # many bad records
        with Feed(settings, rate=10, bad_every=1):
            prometheus.wait_for_alert("DatelineDeadLetters", job)
        prometheus.wait_for_silence("DatelineDeadLetters", job)

        # workers that do nothing for a while
        with _asleep(one, two):
            time.sleep(SILENCE_SECONDS)
        prometheus.wait_for_alert("DatelineArticlesLate", job)
        prometheus.wait_for_silence("DatelineArticlesLate", job)

        # more than two workers can take
        with Feed(settings, rate=2000):
            prometheus.wait_for_alert("DatelineLagGrows", job)

    # nothing comes any more, once what waits is done
    prometheus.wait_for_alert("DatelineNoArticles", job)

    # a worker that dies and is started again, and dies again: the other one hears of each time
    for _ in range(SHORT.restarts):
        two = _again(stream, two)
        two.wait_ready()
    prometheus.wait_for_alert("DatelineWorkerRestarts", job)
    while "DatelineRebalancesOften" not in prometheus.firing(job):
        two = _again(stream, two)
        two.wait_ready()

    # one worker is gone, then both
    two.kill()
    prometheus.wait_for_alert("DatelineWorkerDown", job)
    assert "DatelineDown" not in prometheus.firing()
    one.kill()
    prometheus.wait_for_alert("DatelineDown")


@pytest.mark.parametrize("settings_of_the_index", [{"window_articles": 40, "grace_articles": 0}])
def test_an_index_that_is_too_small_raises_an_alert(
    settings: Settings, settings_of_the_index: dict[str, int], prometheus: Prometheus, tmp_path: Path
) -> None:
    small = settings.model_copy(update=settings_of_the_index)
    create_topics(small)
    with stream_of(load_settings(**small.model_dump()), tmp_path) as stream:
        worker = stream.worker()
        worker.wait_ready()
        prometheus.watch({"dateline-small": [worker.port]})
        prometheus.wait_until(
            lambda: bool(prometheus.query('dateline_build_info{job="dateline-small"}')), lambda: "it is not scraped"
        )
        assert "DatelineIndexFull" not in prometheus.firing("dateline-small")
        with Feed(stream.settings, rate=60):
            prometheus.wait_for_alert("DatelineIndexFull", "dateline-small")


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
    silent = [alert.name for alert in alerts(SHORT) if f'wait_for_alert("{alert.name}"' not in source]
    assert [name for name in silent if f'"{name}" not in prometheus.firing' not in source] == []
