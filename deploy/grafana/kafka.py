"""The dashboard of the machinery: partitions, rebalances, tables and processes."""

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row

from deploy.grafana.panels import Query, graph, increase, new_dashboard, of, of_workers, quantile, rate


def kafka() -> Dashboard:
    """Kafka, tables and processes."""
    return (
        new_dashboard("dateline-kafka", "Dateline / Kafka and tables", "Partitions, rebalances, tables and processes.")
        .with_row(Row("Consumer group"))
        .with_panel(
            graph(
                "Waiting by partition",
                "Records between the end of the log and the next one to process.",
                "short",
                Query(f"sum by (topic, partition) ({of('dateline_consumer_lag_records')})", "{{topic}} {{partition}}"),
            )
        )
        .with_panel(
            graph(
                "Partitions of a worker",
                "Partitions of articles that a worker works on.",
                "short",
                Query(f"sum by (instance) ({of('dateline_assigned_partitions')})", "{{instance}}"),
            )
        )
        .with_panel(
            graph(
                "Rebalances",
                "How often partitions were dealt anew, by worker.",
                "short",
                Query(f"sum by (instance) ({increase('dateline_rebalances_total')})", "{{instance}}"),
            )
        )
        .with_panel(
            graph(
                "Time of a rebalance",
                "How long partitions were being dealt, and how long tables were being restored.",
                "s",
                Query(quantile(0.95, "dateline_rebalance_duration_seconds"), "rebalance, 95 %"),
                Query(quantile(0.95, "dateline_recovery_seconds"), "recovery, 95 %"),
            )
        )
        .with_panel(
            graph(
                "What keeps workers from working",
                "Workers that are not alive or not ready, by the reason that they give.",
                "short",
                Query(f"sum by (reason) ({of('dateline_failing')})", "{{reason}}"),
            )
        )
        .with_row(Row("Tables"))
        .with_panel(
            graph(
                "Entries of the duplicate index",
                "Articles that later ones are compared with.",
                "short",
                Query(f"sum by (partition) ({of('dateline_dedupe_index_entries')})", "{{partition}}"),
            )
        )
        .with_panel(
            graph(
                "Memory of the duplicate index",
                "What the entries take.",
                "bytes",
                Query(f"sum by (partition) ({of('dateline_dedupe_index_bytes')})", "{{partition}}"),
            )
        )
        .with_panel(
            graph(
                "Window of the duplicate index",
                "Age of the oldest article that a new one can be a copy of.",
                "s",
                Query(f"max by (partition) ({of('dateline_dedupe_window_seconds')})", "{{partition}}"),
            )
        )
        .with_panel(
            graph(
                "Full groups of the duplicate index",
                "Language groups whose cap hides articles that the window would show.",
                "short",
                Query(f"sum by (partition) ({of('dateline_dedupe_full_groups')})", "{{partition}}"),
            )
        )
        .with_panel(
            graph(
                "Evictions",
                "Entries that left the index, a second.",
                "cps",
                Query(f"sum by (partition) ({rate('dateline_dedupe_evictions_total')})", "{{partition}}"),
            )
        )
        .with_row(Row("Processes"))
        .with_panel(
            graph(
                "Memory",
                "Resident memory of a worker.",
                "bytes",
                Query(f"sum by (instance) {of_workers(of('process_resident_memory_bytes'))}", "{{instance}}"),
            )
        )
        .with_panel(
            graph(
                "Processor",
                "Share of one core; a worker uses at most one.",
                "percentunit",
                Query(f"sum by (instance) {of_workers(rate('process_cpu_seconds_total'))}", "{{instance}}"),
            )
        )
        .with_panel(
            graph(
                "Age",
                "Time since a worker started.",
                "s",
                Query(f"time() - max by (instance) {of_workers(of('process_start_time_seconds'))}", "{{instance}}"),
            )
        )
        .with_panel(
            graph(
                "Versions",
                "Workers by what they run.",
                "short",
                Query(
                    f"sum by (version, python, faust) ({of('dateline_build_info')})", "{{version}}, Python {{python}}"
                ),
            )
        )
    )
