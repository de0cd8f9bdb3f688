"""A replay and a worker send their spans to an OTLP receiver that listens."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from dateline.replayer.replay import replay
from dateline.replayer.sources import open_sources
from dateline.telemetry import tracing_of
from tests.support.stream import Stream, article


class Receiver:
    """What a collector does on /v1/traces."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, Span]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}/v1/traces"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(receiver) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                    service = {item.key: item.value.string_value for item in resource.resource.attributes}
                    for scope in resource.scope_spans:
                        receiver.spans += [(service["service.name"], span) for span in scope.spans]
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        return Handler


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.close()


def test_replayer_annotate_and_deduplicate_are_one_trace(stream: Stream, receiver: Receiver, tmp_path: Path) -> None:
    settings = stream.settings.model_copy(update={"traces_endpoint": receiver.endpoint, "traces_sample_ratio": 1.0})
    file = tmp_path / "articles.jsonl"
    rows = [article(number) for number in range(3)]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    with tracing_of(settings, "replayer") as tracing:
        replay(open_sources([file]), settings, tracing=tracing)
    stream.publish([b"{"])
    worker = stream.worker(
        environment={"DATELINE_TRACES_ENDPOINT": receiver.endpoint, "DATELINE_TRACES_SAMPLE_RATIO": "1"}
    )
    stream.enriched(3)
    stream.dead_letters(1)
    assert worker.stop() == 0
    assert {service for service, _ in receiver.spans} == {"dateline-replayer", "dateline-worker"}
    by_trace: dict[bytes, dict[str, Span]] = {}
    for _, span in receiver.spans:
        by_trace.setdefault(span.trace_id, {})[span.name] = span
    whole = [spans for spans in by_trace.values() if len(spans) == 3]
    assert len(whole) == 3
    for spans in whole:
        assert spans["annotate"].parent_span_id == spans["publish"].span_id
        assert spans["deduplicate"].parent_span_id == spans["annotate"].span_id
    (failed,) = [spans["annotate"] for spans in by_trace.values() if "publish" not in spans]
    assert failed.status.message == "invalid_json"
    for message in stream.now_on(settings.enriched):
        carried = dict(message.headers)["traceparent"].decode()
        assert carried.split("-")[1] in {trace_id.hex() for trace_id in by_trace}
