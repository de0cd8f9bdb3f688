"""The dashboard that is looked at first: do articles flow, how late, and what becomes of them."""

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row

from deploy.grafana.panels import Query, graph, increase, new_dashboard, number, of, quantile, rate


def overview() -> Dashboard:
    """Flow, latency, lag and outcomes."""
    return (
        new_dashboard(
            "dateline-overview", "Dateline / Overview", "Whether articles flow, how late, and what they become."
        )
        .with_row(Row("Now"))
        .with_panel(
            number("Workers", "Workers that answer Prometheus.", "short", f"count({of('dateline_build_info')})")
        )
        .with_panel(
            number(
                "Taken",
                "Records taken from all topics, a second.",
                "cps",
                f"sum({rate('dateline_articles_received_total')})",
            )
        )
        .with_panel(
            number(
                "Enriched",
                "Enriched articles written, a second.",
                "cps",
                f"sum({rate('dateline_articles_processed_total', outcome='emitted')})",
            )
        )
        .with_panel(
            number(
                "Latency of 95 %",
                "19 of 20 live articles take no longer from the raw topic to the enriched one.",
                "s",
                quantile(0.95, "dateline_end_to_end_latency_seconds", origin="live"),
                alarm=300,
            )
        )
        .with_panel(
            number(
                "Waiting", "Records that wait on all topics.", "short", f"sum({of('dateline_consumer_lag_records')})"
            )
        )
        .with_panel(
            number(
                "Dead letters",
                "Share of the records that became dead letters.",
                "percentunit",
                f"sum({rate('dateline_articles_processed_total', outcome='dead_lettered')}) / "
                f"sum({rate('dateline_articles_processed_total')})",
                alarm=0.01,
            )
        )
        .with_row(Row("Flow"))
        .with_panel(
            graph(
                "Taken by topic",
                "Records taken for processing, a second.",
                "cps",
                Query(f"sum by (topic) ({rate('dateline_articles_received_total')})", "{{topic}}"),
            )
        )
        .with_panel(
            graph(
                "Outcomes",
                "What became of the records that were taken: written on, dead-lettered or dropped.",
                "cps",
                Query(
                    f"sum by (topic, outcome) ({rate('dateline_articles_processed_total')})", "{{topic}} {{outcome}}"
                ),
            )
        )
        .with_panel(
            graph(
                "Since the last record",
                "Time since a record of the topic was last taken.",
                "s",
                Query(f"time() - max by (topic) ({of('dateline_last_event_timestamp_seconds')})", "{{topic}}"),
            )
        )
        .with_panel(
            graph(
                "Waiting by topic",
                "Records between the end of the log and the next one to process.",
                "short",
                Query(f"sum by (topic) ({of('dateline_consumer_lag_records')})", "{{topic}}"),
            )
        )
        .with_row(Row("Lateness and loss"))
        .with_panel(
            graph(
                "Latency of live articles",
                "From the publication on the raw topic to the acknowledgement of the enriched article.",
                "s",
                *(
                    Query(quantile(share, "dateline_end_to_end_latency_seconds", origin="live"), f"{share:.0%}")
                    for share in (0.5, 0.95, 0.99)
                ),
            )
        )
        .with_panel(
            graph(
                "Latency of replayed articles",
                "The same for what was replayed; alerts pass it over.",
                "s",
                *(
                    Query(quantile(share, "dateline_end_to_end_latency_seconds", origin="replay"), f"{share:.0%}")
                    for share in (0.5, 0.95)
                ),
            )
        )
        .with_panel(
            graph(
                "Dead letters by reason",
                "Records that could not be processed, lately; only reasons that occurred.",
                "short",
                Query(
                    f"sum by (stage, reason) ({increase('dateline_dead_letters_total')}) > 0",
                    "{{stage}} {{reason}}",
                ),
            )
        )
        .with_panel(
            graph(
                "Outlets in trouble",
                "Outlets that publish far less than on the same weekdays before, or walls in place of articles.",
                "short",
                Query(f"sum({of('dateline_outlets_silent')})", "silent"),
                Query(f"sum({of('dateline_outlets_walled')})", "walled"),
            )
        )
        .with_row(Row("Replays"))
        .with_panel(
            graph(
                "Replayed",
                "Articles that replays have published, a second; for as long as they serve their metrics.",
                "cps",
                Query(f"sum by (source_format) ({rate('dateline_replayer_published_total')})", "{{source_format}}"),
            )
        )
        .with_panel(
            graph(
                "Not replayed",
                "Rows that are no articles, and articles that Kafka refused.",
                "short",
                Query(f"sum by (reason) ({increase('dateline_replayer_errors_total')})", "{{reason}}"),
            )
        )
    )
