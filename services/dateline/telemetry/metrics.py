"""The metric objects: names, types, labels and buckets, which dashboards and alerts rely on."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from dateline.records import EntityType, Reason, Stage, Verdict
from dateline.telemetry.durations import Durations

OUTCOMES = ("annotated", "emitted", "dead_lettered", "abandoned")
DUPLICATE_KINDS = (Verdict.EXACT, Verdict.NEAR, Verdict.PARTIAL, Verdict.UPDATE, "redelivery")
ORIGINS = ("live", "replay")

STAGE_BUCKETS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
REBALANCE_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)
LATENCY_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)


class Metrics:
    """The metrics of one process that events move, in a registry of their own. Closed label sets start at 0.

    What is read off the worker's state when somebody asks is in `collector`.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        # a second series for each, which the contract does not name
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = registry
        self.received = Counter(
            "dateline_articles_received", "Records taken for processing.", ["topic"], registry=registry
        )
        self.processed = Counter(
            "dateline_articles_processed",
            "Records whose every write was acknowledged, by what became of them; abandoned: dropped by a rebalance.",
            ["topic", "outcome"],
            registry=registry,
        )
        self.deletions = Counter(
            "dateline_deletions", "Records without a value, counted and passed over.", ["topic"], registry=registry
        )
        self.key_mismatches = Counter(
            "dateline_key_mismatches", "Raw records whose key is not the article's outlet.", registry=registry
        )
        self.stage_duration = Durations(
            "dateline_stage_duration_seconds",
            "Time an article spends in a stage.",
            "stage",
            Stage,
            buckets=STAGE_BUCKETS,
            registry=registry,
        )
        self.latency = Histogram(
            "dateline_end_to_end_latency_seconds",
            "From the publication on the raw topic to the acknowledgement of the enriched article.",
            ["origin"],
            buckets=LATENCY_BUCKETS,
            registry=registry,
        )
        self.last_event = Gauge(
            "dateline_last_event_timestamp_seconds", "When a record was last taken.", ["topic"], registry=registry
        )
        self.duplicates = Counter(
            "dateline_duplicates", "Articles that are not the first of their story.", ["kind"], registry=registry
        )
        self.languages = Counter("dateline_languages", "Articles by language tag.", ["language"], registry=registry)
        self.entities = Counter("dateline_entities", "Mentions found.", ["type"], registry=registry)
        self.dead_letters = Counter(
            "dateline_dead_letters", "Records that could not be processed.", ["stage", "reason"], registry=registry
        )
        self.rebalances = Counter("dateline_rebalances", "Rebalances of the consumer group.", registry=registry)
        self.rebalance_duration = Histogram(
            "dateline_rebalance_duration_seconds",
            "From the start of a rebalance until its partitions are dealt.",
            buckets=REBALANCE_BUCKETS,
            registry=registry,
        )
        self.recovery = Histogram(
            "dateline_recovery_seconds",
            "From then on until the tables are restored and records are read again.",
            buckets=REBALANCE_BUCKETS,
            registry=registry,
        )
        self.evictions = Counter(
            "dateline_dedupe_evictions",
            "Articles that the index forgot: out of the window, or beyond its cap.",
            ["partition"],
            registry=registry,
        )
        self.build_info = Gauge(
            "dateline_build_info", "Always 1; says what runs.", ["version", "python", "faust"], registry=registry
        )
        self._start_at_zero()

    def _start_at_zero(self) -> None:
        for stage in Stage:
            for reason in Reason:
                self.dead_letters.labels(stage, reason)
        for origin in ORIGINS:
            self.latency.labels(origin)
        for kind in DUPLICATE_KINDS:
            self.duplicates.labels(kind)
        for entity_type in EntityType:
            self.entities.labels(entity_type)
