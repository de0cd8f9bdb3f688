"""What Prometheus and an orchestrator read of a worker."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from dateline.errors import SettingsError
from dateline.records import DeadLetter, Reason, Stage
from dateline.telemetry import Health, Metrics, Recorder, TelemetryServer


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Process:
    def __init__(self) -> None:
        self.clock = Clock()
        self.health = Health(self.clock)
        self.registry = CollectorRegistry()
        self.recorder = Recorder(Metrics(self.registry), self.clock)
        self.server = TelemetryServer("127.0.0.1", 0, self.registry, self.health)

    def get(self, path: str, accept: str = "*/*") -> tuple[int, str, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.server.port}{path}", headers={"Accept": accept})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["Content-Type"], error.read().decode()


@pytest.fixture
def process() -> Iterator[Process]:
    running = Process()
    running.server.start()
    yield running
    running.server.stop()


def samples(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *(f"{key}={value}" for key, value in sorted(sample.labels.items()))): sample.value
        for family in parse_text(text)
        for sample in family.samples
    }


def test_counters_start_at_zero(process: Process) -> None:
    process.recorder.started(["articles.raw"], ["de", "el"], "0.15.3")
    found = samples(process.get("/metrics")[2])
    assert found["dateline_articles_received_total", "topic=articles.raw"] == 0
    assert found["dateline_articles_processed_total", "outcome=abandoned", "topic=articles.raw"] == 0
    assert found["dateline_duplicates_total", "kind=redelivery"] == 0
    assert found["dateline_entities_total", "type=person"] == 0
    assert found["dateline_languages_total", "language=el"] == 0
    assert found["dateline_languages_total", "language=und"] == 0
    assert found["dateline_rebalance_duration_seconds_count",] == 0
    assert found["dateline_dead_letters_total", "reason=too_large", "stage=publish"] == 0
    assert not [name for name, *_ in found if name.endswith("_created")]


def test_what_the_worker_says_moves_the_metrics(process: Process) -> None:
    recorder = process.recorder
    recorder.received("articles.raw")
    recorder.processed("articles.raw", "dead_lettered")
    recorder.emitted("live", 999_500)
    recorder.matched("near", redelivery=False)
    recorder.matched("near", redelivery=True)
    recorder.matched("unique", redelivery=False)
    letter = DeadLetter(
        topic="articles.raw",
        partition=0,
        offset=1,
        stage=Stage.DECODE,
        reason=Reason.INVALID_JSON,
        detail="",
        attempts=1,
        version="1",
    )
    recorder.dead_lettered(letter)
    with recorder.stage(Stage.LANGUAGE):
        pass
    found = samples(process.get("/metrics")[2])
    assert found["dateline_articles_received_total", "topic=articles.raw"] == 1
    assert found["dateline_articles_processed_total", "outcome=dead_lettered", "topic=articles.raw"] == 1
    assert found["dateline_last_event_timestamp_seconds", "topic=articles.raw"] == 1000
    assert found["dateline_end_to_end_latency_seconds_sum", "origin=live"] == 0.5
    assert found["dateline_duplicates_total", "kind=near"] == 1
    assert found["dateline_duplicates_total", "kind=redelivery"] == 1
    assert found["dateline_dead_letters_total", "reason=invalid_json", "stage=decode"] == 1
    assert found["dateline_stage_duration_seconds_count", "stage=language"] == 1


def test_openmetrics_is_served_where_it_is_asked_for(process: Process) -> None:
    status, content_type, text = process.get("/metrics", "application/openmetrics-text; version=1.0.0")
    assert status == 200
    assert content_type.startswith("application/openmetrics-text")
    assert "dateline_articles_received" in {family.name for family in parse_openmetrics(text)}


def test_ready_once_nothing_hinders(process: Process) -> None:
    status, content_type, text = process.get("/readyz")
    assert (status, content_type) == (503, "application/json")
    assert "starting" in json.loads(text)["reasons"]
    process.health.clear("starting")
    assert process.get("/readyz")[0] == 200
    process.health.hinder("rebalancing", "partitions are being dealt anew")
    status, _, text = process.get("/readyz")
    assert (status, json.loads(text)) == (
        503,
        {"status": "failing", "reasons": {"rebalancing": "partitions are being dealt anew"}},
    )


def test_an_event_loop_that_does_not_turn_is_not_alive(process: Process) -> None:
    process.health.beat()
    assert process.get("/livez")[0] == 200
    process.clock.now += 3600
    status, _, text = process.get("/livez")
    assert status == 503
    assert "3600 seconds" in json.loads(text)["reasons"]["event_loop"]


def test_a_port_that_is_taken_is_named(process: Process) -> None:
    second = TelemetryServer("127.0.0.1", process.server.port, process.registry, process.health)
    with pytest.raises(SettingsError, match=f"DATELINE_METRICS_PORT.*:{process.server.port}"):
        second.start()


@pytest.mark.parametrize("host", ["192.0.2.1", "::1"])
def test_a_host_that_is_not_this_one_is_named(process: Process, host: str) -> None:
    with pytest.raises(SettingsError, match=f"DATELINE_METRICS_HOST.*{host}:0.*IPv4 address"):
        TelemetryServer(host, 0, process.registry, process.health).start()


def test_other_paths_are_told_what_there_is(process: Process) -> None:
    status, _, text = process.get("/")
    assert status == 404
    assert "/metrics" in text
