"""The metric catalogue as data: what the tests hold worker, replayer and documents to."""

from dataclasses import dataclass, field

from dateline.records import EntityType, Reason, Stage


@dataclass(frozen=True)
class CataloguedMetric:
    """A metric as people know it; `values` are the closed label sets."""

    name: str
    type: str
    labels: tuple[str, ...] = ()
    values: dict[str, set[str]] = field(default_factory=dict)
    process: str = "worker"

    @property
    def family(self) -> str:
        """The name under which the text format declares it."""
        return self.name.removesuffix("_total") if self.type == "counter" else self.name


STAGES = {stage.value for stage in Stage}
FAILING = {
    *("starting", "stopping", "kafka", "rebalancing", "recovering", "upstream"),
    *("event_loop", "partitions", "rebalance"),
}
CATALOGUE = (
    CataloguedMetric("dateline_articles_received_total", "counter", ("topic",)),
    CataloguedMetric(
        "dateline_articles_processed_total",
        "counter",
        ("topic", "outcome"),
        {"outcome": {"annotated", "emitted", "dead_lettered", "abandoned"}},
    ),
    CataloguedMetric("dateline_stage_duration_seconds", "histogram", ("stage",), {"stage": STAGES}),
    CataloguedMetric("dateline_end_to_end_latency_seconds", "histogram", ("origin",), {"origin": {"live", "replay"}}),
    CataloguedMetric("dateline_consumer_lag_records", "gauge", ("topic", "partition")),
    CataloguedMetric("dateline_last_event_timestamp_seconds", "gauge", ("topic",)),
    CataloguedMetric(
        "dateline_duplicates_total",
        "counter",
        ("kind",),
        {"kind": {"exact", "near", "partial", "update", "redelivery"}},
    ),
    CataloguedMetric("dateline_dedupe_index_entries", "gauge", ("partition",)),
    CataloguedMetric("dateline_dedupe_index_bytes", "gauge", ("partition",)),
    CataloguedMetric("dateline_dedupe_full_groups", "gauge", ("partition",)),
    CataloguedMetric("dateline_dedupe_evictions_total", "counter", ("partition",)),
    CataloguedMetric("dateline_dedupe_window_seconds", "gauge", ("partition",)),
    CataloguedMetric("dateline_dedupe_window_configured_seconds", "gauge"),
    CataloguedMetric("dateline_outlets_silent", "gauge"),
    CataloguedMetric("dateline_outlets_walled", "gauge"),
    CataloguedMetric("dateline_languages_total", "counter", ("language",)),
    CataloguedMetric("dateline_entities_total", "counter", ("type",), {"type": {kind.value for kind in EntityType}}),
    CataloguedMetric(
        "dateline_dead_letters_total",
        "counter",
        ("stage", "reason"),
        {"stage": STAGES, "reason": {reason.value for reason in Reason}},
    ),
    CataloguedMetric("dateline_rebalances_total", "counter"),
    CataloguedMetric("dateline_rebalance_duration_seconds", "histogram"),
    CataloguedMetric("dateline_assigned_partitions", "gauge"),
    CataloguedMetric("dateline_recovery_seconds", "histogram"),
    CataloguedMetric("dateline_failing", "gauge", ("reason",), {"reason": FAILING}),
    CataloguedMetric("dateline_build_info", "gauge", ("version", "python", "faust")),
    CataloguedMetric(
        "dateline_replayer_published_total",
        "counter",
        ("source_format",),
        {"source_format": {"json", "text"}},
        process="replayer",
    ),
    CataloguedMetric(
        "dateline_replayer_bytes_total",
        "counter",
        ("source_format",),
        {"source_format": {"json", "text"}},
        process="replayer",
    ),
    CataloguedMetric(
        "dateline_replayer_errors_total",
        "counter",
        ("reason",),
        {"reason": {"bad_row", "refused"}},
        process="replayer",
    ),
    CataloguedMetric("dateline_deletions_total", "counter", ("topic",)),
    CataloguedMetric("dateline_key_mismatches_total", "counter"),
)
