"""Each trouble that an orchestrator must hear of, caused in a real worker; and which of the two checks tells of it."""

import json
import os
import signal
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families as parse_text

from dateline.broker import EmbeddedBroker
from dateline.settings import Settings
from tests.support.stream import RUN, Stream, Worker, article

ONE_ARTICLE_NEVER_ENDS = (
    """
import asyncio
from dateline.worker.annotate import Annotate
work = Annotate.work
async def waiting(self, record, ticket):
    if b'"a3"' in record.value:
        await asyncio.Event().wait()
    await work(self, record, ticket)
Annotate.work = waiting
"""
    + RUN
)

THE_LOOP_STOPS = (
    """
import time
from dateline.telemetry import health
from dateline.worker.annotate import Annotate
health.STUCK_SECONDS = 3.0
def sleeping(self, record, article):
    time.sleep(600)
Annotate._is_keyed_by_outlet = sleeping
"""
    + RUN
)

A_REBALANCE_NEVER_ENDS = (
    """
import asyncio
from dateline.worker.transport import Consumer
async def waiting(self):
    await asyncio.Event().wait()
Consumer.perform_seek = waiting
"""
    + RUN
)

RESTORING_WAITS = (
    """
import asyncio, os
from faust.tables.recovery import Recovery
completed = Recovery.on_recovery_completed
async def waiting(self, *args, **kwargs):
    while not os.path.exists(os.environ["GO_ON"]):
        await asyncio.sleep(0.05)
    await completed(self, *args, **kwargs)
Recovery.on_recovery_completed = waiting
"""
    + RUN
)


def reasons(worker: Worker, path: str) -> dict[str, str]:
    status, text = worker.get(path)
    if not status:
        return {}
    answer = json.loads(text)
    assert (answer["status"] == "ok") == (status == 200)
    found: dict[str, str] = answer["reasons"]
    return found


def failing(worker: Worker) -> set[str]:
    """Return the reasons that the metrics give."""
    told = {
        sample.labels["reason"]: sample.value
        for family in parse_text(worker.get("/metrics")[1])
        for sample in family.samples
        if sample.name == "dateline_failing"
    }
    assert len(told) == 9
    return {reason for reason, value in told.items() if value}


def test_a_partition_that_stands_still_is_not_alive(stream: Stream) -> None:
    stream.publish(article(number) for number in range(10))
    worker = stream.worker(code=ONE_ARTICLE_NEVER_ENDS, environment={"DATELINE_STUCK_SECONDS": "15"})
    worker.wait_until(lambda: "partitions" in reasons(worker, "/livez"), "telling of a partition that stands still")
    told = reasons(worker, "/livez")["partitions"]
    assert told.startswith(f"{stream.settings.raw}, partition ")
    assert "offset 3 has not been finished" in told
    assert failing(worker) == {"partitions"}


def test_an_event_loop_that_stands_still_is_not_alive(stream: Stream) -> None:
    stream.publish([article(1)])
    worker = stream.worker(code=THE_LOOP_STOPS)
    worker.wait_until(lambda: "event_loop" in reasons(worker, "/livez"), "telling of the event loop")
    # whoever scrapes still gets an answer
    assert "event_loop" in failing(worker)


def test_a_rebalance_that_never_ends_is_not_ready_and_ends_the_process(stream: Stream) -> None:
    worker = stream.worker(code=A_REBALANCE_NEVER_ENDS, environment={"DATELINE_STUCK_SECONDS": "10"})
    worker.wait_until(lambda: "recovering" in reasons(worker, "/readyz"), "telling of the rebalance")
    assert worker.wait() == 1
    assert "a rebalance has not ended" in worker.text()


def test_a_worker_that_restores_its_tables_is_alive_and_not_ready(stream: Stream, tmp_path: Path) -> None:
    stream.publish(article(number) for number in range(5))
    before = stream.worker("same")
    stream.enriched(5)
    assert before.stop() == 0
    go_on = tmp_path / "go-on"
    # another name has another folder, and so an empty store
    worker = stream.worker("other", code=RESTORING_WAITS, environment={"GO_ON": str(go_on)})
    worker.wait_until(lambda: "records are left" in reasons(worker, "/readyz").get("recovering", ""), "recovering")
    assert worker.get("/livez")[0] == 200
    go_on.touch()
    worker.wait_ready()


def test_a_broker_that_hangs_is_told_as_such(settings: Settings, tmp_path: Path) -> None:
    with EmbeddedBroker(temporary=True) as broker:
        stream = Stream(settings.model_copy(update={"bootstrap_servers": broker.bootstrap_servers}), tmp_path)
        worker = stream.worker("w", "--create-topics")
        assert broker.pid is not None
        try:
            worker.wait_ready()
            assert failing(worker) == set()
            os.kill(broker.pid, signal.SIGSTOP)
            worker.wait_until(lambda: "kafka" in reasons(worker, "/readyz"), "telling that Kafka hangs")
            # the time that is up has no message of its own
            assert reasons(worker, "/readyz")["kafka"] == "no broker answers: TimeoutError"
            assert "kafka" in failing(worker)
            assert worker.text().count("no broker answers") == 1
            os.kill(broker.pid, signal.SIGCONT)
            worker.wait_until(lambda: "Kafka answers again" in worker.text(), "telling that Kafka is back")
            assert worker.get("/livez")[0] == 200
        finally:
            os.kill(broker.pid, signal.SIGCONT)
            stream.stop()


def test_a_worker_without_kafka_is_alive_and_not_ready(settings: Settings, tmp_path: Path) -> None:
    with EmbeddedBroker(temporary=True) as broker:
        own = settings.model_copy(update={"bootstrap_servers": broker.bootstrap_servers})
        stream = Stream(own, tmp_path)
        worker = stream.worker("w", "--create-topics", environment={"DATELINE_STUCK_SECONDS": "5"})
        try:
            worker.wait_ready()
            broker.close()
            worker.wait_until(lambda: "kafka" in reasons(worker, "/readyz"), "telling that Kafka is gone")
            assert worker.get("/livez")[0] == 200
        finally:
            stream.stop()
