"""What the spans of an article say, and how they hang together."""

import sys

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, ParentBased, Sampler

from dateline.errors import SettingsError
from dateline.records.headers import header
from dateline.settings import load_settings
from dateline.telemetry import NoTracing, Step, Tracing, tracing_of
from dateline.telemetry.tracing import spans_of


def process(sampler: Sampler = ALWAYS_ON) -> tuple[Tracing, InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(sampler=ParentBased(sampler))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return spans_of(provider), exporter


def only(exporter: InMemorySpanExporter) -> ReadableSpan:
    (span,) = exporter.get_finished_spans()
    return span


def test_three_processes_make_one_trace() -> None:
    first, published = process()
    second, annotated = process()
    third, deduplicated = process()
    with first.step(Step.PUBLISH, [("dateline-origin", b"live")], {}) as headers:
        pass
    with second.step(Step.ANNOTATE, headers, {"messaging.destination.name": "articles.raw"}) as headers:
        pass
    with third.step(Step.DEDUPLICATE, headers, {}) as headers:
        pass
    spans = [only(exporter) for exporter in (published, annotated, deduplicated)]
    assert [span.name for span in spans] == ["publish", "annotate", "deduplicate"]
    assert len({span.context.trace_id for span in spans}) == 1
    assert spans[0].parent is None
    assert [span.parent.span_id for span in spans[1:] if span.parent] == [span.context.span_id for span in spans[:2]]
    assert header(headers, "dateline-origin") == "live"
    assert [name for name, _ in headers].count("traceparent") == 1
    assert dict(spans[1].attributes or {})["messaging.destination.name"] == "articles.raw"


def test_who_began_a_trace_decides_whether_it_is_recorded() -> None:
    first, published = process(ALWAYS_OFF)
    second, annotated = process(ALWAYS_ON)
    with first.step(Step.PUBLISH, [], {}) as headers:
        pass
    with second.step(Step.ANNOTATE, headers, {}):
        pass
    assert published.get_finished_spans() == annotated.get_finished_spans() == ()


def test_a_fault_is_told_by_its_reason_alone() -> None:
    tracing, exporter = process()

    def work() -> None:
        with tracing.step(Step.ANNOTATE, [], {}):
            tracing.failed("stage_failed")
            raise KeyError("a secret text")

    with pytest.raises(KeyError):
        work()
    span = only(exporter)
    assert span.status.description == "stage_failed"
    assert not span.status.is_ok
    assert "secret" not in span.to_json()


def test_headers_that_hold_no_trace_begin_one() -> None:
    tracing, exporter = process()
    with tracing.step(Step.ANNOTATE, [("traceparent", b"\xff not one")], {}) as headers:
        pass
    assert only(exporter).parent is None
    assert (header(headers, "traceparent") or "").startswith("00-")


@pytest.mark.usefixtures("bare_environment")
def test_without_an_endpoint_there_is_nothing() -> None:
    headers = [("traceparent", b"kept as it came")]
    with tracing_of(load_settings(), "worker") as tracing, tracing.step(Step.ANNOTATE, headers, {}) as carried:
        tracing.failed("stage_failed")
    assert isinstance(tracing, NoTracing)
    assert carried is headers


@pytest.mark.usefixtures("bare_environment")
def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    settings = load_settings(traces_endpoint="http://127.0.0.1:4318/v1/traces")
    wanted = r"DATELINE_TRACES_ENDPOINT.*pip install 'dateline\[tracing\]'"
    with pytest.raises(SettingsError, match=wanted), tracing_of(settings, "worker"):
        pass
