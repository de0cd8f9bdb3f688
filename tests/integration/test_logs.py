"""What a worker logs: one line an event, in one shape whoever speaks, and never the text of an article."""

import json
import socket
import struct
from pathlib import Path
from typing import Any

import pytest

from dateline.settings import Settings
from tests.support.stream import RUN, Stream, Worker, article

SECRET = "Periwinkle Embassy"

A_STAGE_QUOTES = (
    """
from dateline.enrichment.language import LanguageStage
annotate = LanguageStage.annotate
def quoting(self, reading):
    if reading.article.id == "a3":
        raise KeyError(reading.article.body_text)
    return annotate(self, reading)
LanguageStage.annotate = quoting
"""
    + RUN
)


AN_AGENT_QUOTES = (
    """
from dateline.worker.annotate import Annotate
async def quoting(self, article, *others):
    try:
        raise ValueError(article.headline)
    except ValueError as error:
        raise KeyError(article.body_text) from error
Annotate._annotate = quoting
"""
    + RUN
)


def lines(worker: Worker) -> list[dict[str, Any]]:
    return [json.loads(line) for line in worker.text().splitlines()]


def with_text(number: int, **fields: Any) -> dict[str, Any]:
    value = article(number, **fields)
    return value | {"body_text": f"{value['body_text']} The {SECRET} said so.", "headline": f"{SECRET} {number}"}


def test_as_json_every_line_is_an_event_and_none_holds_an_article(stream: Stream) -> None:
    settings = stream.settings
    stream.publish(
        [
            *(with_text(number) for number in range(6)),
            with_text(7, published_at=5),
            {"id": "a8", "headline": SECRET},
            f'{{"id": "a9", "body_text": "{SECRET}'.encode(),
            SECRET.encode("utf-16"),
        ]
    )
    worker = stream.worker(
        code=A_STAGE_QUOTES,
        environment={
            "DATELINE_LOG_FORMAT": "json",
            "DATELINE_LOG_LEVEL": "debug",
            "DATELINE_LOG_LEVELS": "faust=DEBUG,mode=DEBUG,aiokafka=DEBUG",
        },
    )
    stream.enriched(5)
    stream.dead_letters(5)
    worker.wait_until(lambda: worker.text().count('"dead letter"') == 5, "five lines of dead letters")
    assert worker.stop() == 0
    found = lines(worker)
    for line in found:
        assert {"event", "level", "logger", "timestamp"} <= line.keys(), line
    speakers = {line["logger"].partition(".")[0] for line in found}
    assert {"dateline", "faust", "mode", "aiokafka"} <= speakers
    assert {line["logger"] for line in found if SECRET in json.dumps(line, ensure_ascii=False)} == set()
    # it would quote requests whole: articles, and the credentials of SASL
    assert "aiokafka.conn" not in {line["logger"] for line in found}
    annotated = {line["article"]: line for line in found if line["event"] == "annotated"}
    assert annotated.keys() == {f"a{number}" for number in (0, 1, 2, 4, 5)}
    assert annotated["a2"]["topic"] == settings.raw
    assert (annotated["a2"]["partition"], annotated["a2"]["offset"]) == (annotated["a0"]["partition"], 2)
    emitted = {line["article"] for line in found if line["event"] == "emitted" and line["topic"] == settings.annotated}
    assert emitted == annotated.keys()
    dead = {line["offset"]: line for line in found if line["event"] == "dead letter"}
    assert (dead[3]["article"], dead[3]["reason"], dead[3]["detail"]) == ("a3", "stage_failed", "KeyError")
    assert dead[7]["reason"] == "invalid_article"
    assert dead[7]["article"] is None


@pytest.mark.parametrize("log_format", ["json", "human"])
def test_a_fault_that_nobody_foresaw_is_told_by_its_place(stream: Stream, log_format: str) -> None:
    stream.publish([with_text(1)])
    worker = stream.worker(code=AN_AGENT_QUOTES, environment={"DATELINE_LOG_FORMAT": log_format})
    assert worker.wait() == 1
    text = worker.text()
    assert "AgentFailed" in text
    assert "KeyError at <string>:7, called from annotate.py:" in text
    assert f"on the record at {stream.settings.raw}:" in text
    assert SECRET not in text


def test_whoever_hangs_up_on_the_metrics_leaves_no_traceback(stream: Stream) -> None:
    worker = stream.worker(environment={"DATELINE_LOG_FORMAT": "json", "DATELINE_LOG_LEVEL": "debug"})
    worker.wait_ready()
    with socket.create_connection(("127.0.0.1", worker.port)) as scraper:
        scraper.send(b"GET /metrics HTTP/1.1\r\n")
        # resets the connection, as probes of load balancers do
        scraper.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    worker.wait_until(lambda: "a request was not answered" in worker.text(), "a line of the reset")
    assert worker.stop() == 0
    assert [line["level"] for line in lines(worker) if line["event"] == "a request was not answered"] == ["debug"]


@pytest.mark.parametrize("processes", ["1", "2"])
def test_as_json_a_worker_also_says_why_it_cannot_run(settings: Settings, tmp_path: Path, processes: str) -> None:
    worker = Stream(settings, tmp_path).worker(
        "w", "--processes", processes, environment={"DATELINE_LOG_FORMAT": "json"}
    )
    assert worker.wait() == 1
    (line,) = lines(worker)
    assert (line["level"], line["error"]) == ("critical", "TopicMismatch")
    assert "create it with `dateline topics create`" in line["why"]


def test_for_people_every_line_begins_with_time_and_level(stream: Stream) -> None:
    stream.publish(with_text(number) for number in range(3))
    worker = stream.worker(environment={"DATELINE_LOG_LEVELS": "faust=INFO,dateline.worker.deduplicate=DEBUG"})
    stream.enriched(3)
    worker.wait_until(lambda: worker.text().count("emitted") == 3, "three lines")
    assert worker.stop() == 0
    text = worker.text()
    assert "annotated  " not in text
    assert "[faust." in text
    assert SECRET not in text
    for line in text.splitlines():
        assert line[:4].isdigit(), line
        assert " [" in line, line
