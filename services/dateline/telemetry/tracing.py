"""One trace an article, across processes: the header `traceparent` (W3C Trace Context) carries it on.

OpenTelemetry is imported only where traces are wanted; without it every step costs one function call.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from typing import Protocol

from dateline import __version__
from dateline.errors import SettingsError
from dateline.records.headers import Headers, header, with_headers
from dateline.settings import Settings

CARRIED = ("traceparent", "tracestate")
_INSTALL = "pip install 'dateline[tracing]'"


class Step(StrEnum):
    """The spans of an article's trace."""

    PUBLISH = "publish"
    ANNOTATE = "annotate"
    DEDUPLICATE = "deduplicate"


class Tracing(Protocol):
    """Makes spans."""

    def step(self, step: Step, headers: Headers, facts: Mapping[str, str | int]) -> AbstractContextManager[Headers]:
        """Make a span of what happens in the block; yields the headers that carry it on."""

    def failed(self, reason: str) -> None:
        """Say of the span of this moment that it went wrong; never with a text, which may be an article's."""


class NoTracing:
    """Makes none."""

    def step(self, step: Step, headers: Headers, facts: Mapping[str, str | int]) -> AbstractContextManager[Headers]:  # noqa: ARG002 (the protocol's)
        """Source: `Tracing.step`."""
        return nullcontext(headers)

    def failed(self, reason: str) -> None:
        """Source: `Tracing.failed`."""


@contextmanager
def tracing_of(settings: Settings, service: str) -> Iterator[Tracing]:
    """Yield what the settings want; leaving it sends what is left. Raises SettingsError where the extra is missing."""
    if not settings.traces_endpoint:
        yield NoTracing()
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(f"traces_endpoint (DATELINE_TRACES_ENDPOINT): traces need more: {_INSTALL}") from error
    provider = TracerProvider(
        resource=Resource.create(
            {
                "service.name": f"dateline-{service}",
                "service.version": __version__,
                "service.instance.id": settings.instance_id,
            }
        ),
        # what began a trace has decided; so a trace is whole or not there
        sampler=ParentBased(TraceIdRatioBased(settings.traces_sample_ratio)),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.traces_endpoint)))
    try:
        yield spans_of(provider)
    finally:
        provider.shutdown()


def spans_of(provider: object) -> Tracing:
    """Return tracing with a provider of OpenTelemetry's."""
    from opentelemetry import trace  # noqa: PLC0415
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

    if not isinstance(provider, trace.TracerProvider):
        raise TypeError(f"expected a TracerProvider, not {type(provider).__name__}")
    tracer = provider.get_tracer("dateline", __version__)
    propagator = TraceContextTextMapPropagator()

    class Spans:
        @contextmanager
        def step(self, step: Step, headers: Headers, facts: Mapping[str, str | int]) -> Iterator[Headers]:
            """Source: `Tracing.step`."""
            carried = {name: value for name in CARRIED if (value := header(headers, name)) is not None}
            kind = trace.SpanKind.PRODUCER if step is Step.PUBLISH else trace.SpanKind.CONSUMER
            with tracer.start_as_current_span(
                step,
                context=propagator.extract(carried),
                kind=kind,
                attributes={"messaging.system": "kafka", **facts},
                # an exception's message may quote the article
                record_exception=False,
                set_status_on_exception=False,
            ):
                own: dict[str, str] = {}
                propagator.inject(own)
                yield with_headers(headers, own)

        def failed(self, reason: str) -> None:
            """Source: `Tracing.failed`."""
            trace.get_current_span().set_status(trace.StatusCode.ERROR, reason)

    return Spans()
