"""What a replay tells Prometheus."""

from prometheus_client import CollectorRegistry, Counter

from dateline.errors import BadRow, WriteRefused
from dateline.replayer.sources import SourceFormat

BAD_ROW = "bad_row"
REFUSED = "refused"


class ReplayMetrics:
    """Counts what was acknowledged and what failed. All counters start at 0."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._published = Counter(
            "dateline_replayer_published",
            "Articles that Kafka acknowledged.",
            ["source_format"],
            registry=registry,
        )
        self._bytes = Counter("dateline_replayer_bytes", "Bytes of their values.", ["source_format"], registry=registry)
        self._errors = Counter(
            "dateline_replayer_errors", "Articles that were not published.", ["reason"], registry=registry
        )
        for source_format in SourceFormat:
            self._published.labels(source_format)
            self._bytes.labels(source_format)
        for reason in (BAD_ROW, REFUSED):
            self._errors.labels(reason)

    def published(self, source_format: SourceFormat, size: int) -> None:
        """Count an article whose value has `size` bytes."""
        self._published.labels(source_format).inc()
        self._bytes.labels(source_format).inc(size)

    def failed(self, error: BadRow | WriteRefused) -> None:
        """Count a row that is not an article, or an article that Kafka refused."""
        self._errors.labels(BAD_ROW if isinstance(error, BadRow) else REFUSED).inc()
