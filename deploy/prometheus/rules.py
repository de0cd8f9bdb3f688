"""Writes the recording rules and alerts of Dateline, with the numbers that they turn on in one place.

python deploy/prometheus/rules.py                  write deploy/prometheus/dateline.rules.yml
python deploy/prometheus/rules.py --runbooks URL   with links to runbooks that are published elsewhere
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parent / "dateline.rules.yml"
RUNBOOKS = "https://dateline.example/operations/runbooks"
"""Where docs/operations/runbooks is published; Helm's value `monitoring.runbooks` replaces it."""
HEADER = "# Made by deploy/prometheus/rules.py: change the numbers there.\n"
JOB = 'job=~"dateline.*"'


@dataclass(frozen=True, slots=True)
class Numbers:
    """What recordings and alerts turn on: `*_for` is how long it must hold, other strings are ranges looked back on."""

    interval: str = "30s"
    rate: str = "5m"
    down_for: str = "2m"
    worker_down_for: str = "5m"
    restarts: int = 3
    restarts_in: str = "30m"
    rebalances: int = 12
    rebalances_a_worker: int = 4
    rebalances_in: str = "30m"
    halted_for: str = "2m"
    quiet_for: str = "15m"
    late_seconds: float = 300
    late_for: str = "10m"
    lag_records: int = 1000
    lag_trend: str = "15m"
    lag_for: str = "15m"
    dead_share: float = 0.01
    dead_for: str = "5m"
    full_in: str = "1h"
    window_share: float = 0.95
    index_for: str = "15m"
    recovery_for: str = "15m"
    outlets_for: str = "30m"
    outlets_kept: str = "5m"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert; `runbook` is the name of its page."""

    name: str
    expression: str
    holds: str
    severity: str
    summary: str
    description: str
    runbook: str


def recordings(numbers: Numbers) -> dict[str, str]:
    """Expressions that alerts and people use, by their names: level:metric:operations."""
    rate = numbers.rate
    processed = f"sum by (job, topic) (rate(dateline_articles_processed_total[{rate}]))"
    dead = f'sum by (job, topic) (rate(dateline_articles_processed_total{{outcome="dead_lettered"}}[{rate}]))'
    latency = f"sum by (job, origin, le) (rate(dateline_end_to_end_latency_seconds_bucket[{rate}]))"
    return {
        f"job_topic:dateline_articles_received:rate{rate}": (
            f"sum by (job, topic) (rate(dateline_articles_received_total[{rate}]))"
        ),
        f"job_topic_outcome:dateline_articles_processed:rate{rate}": (
            f"sum by (job, topic, outcome) (rate(dateline_articles_processed_total[{rate}]))"
        ),
        f"job_topic:dateline_articles_dead_lettered:ratio_rate{rate}": f"{dead} / {processed}",
        f"job_origin:dateline_end_to_end_latency_seconds:p50_rate{rate}": f"histogram_quantile(0.5, {latency})",
        f"job_origin:dateline_end_to_end_latency_seconds:p95_rate{rate}": f"histogram_quantile(0.95, {latency})",
        f"job_stage:dateline_stage_duration_seconds:mean_rate{rate}": (
            f"sum by (job, stage) (rate(dateline_stage_duration_seconds_sum[{rate}])) / "
            f"sum by (job, stage) (rate(dateline_stage_duration_seconds_count[{rate}]))"
        ),
        f"job_kind:dateline_duplicates:rate{rate}": f"sum by (job, kind) (rate(dateline_duplicates_total[{rate}]))",
        "job_topic:dateline_consumer_lag_records:sum": "sum by (job, topic) (dateline_consumer_lag_records)",
        "job:dateline_outlets_silent:sum": "sum by (job) (dateline_outlets_silent)",
        "job:dateline_outlets_walled:sum": "sum by (job) (dateline_outlets_walled)",
    }


def alerts(numbers: Numbers) -> list[Alert]:
    """What somebody must hear of."""
    rate = numbers.rate
    lag = "job_topic:dateline_consumer_lag_records:sum"
    return [
        Alert(
            "DatelineDown",
            f"absent(up{{{JOB}}} == 1)",
            numbers.down_for,
            "critical",
            "No worker of Dateline answers",
            "Prometheus reaches no worker: articles wait on the raw topic, and nothing is enriched.",
            "down",
        ),
        Alert(
            "DatelineWorkerDown",
            f"up{{{JOB}}} == 0",
            numbers.worker_down_for,
            "warning",
            "Worker {{ $labels.instance }} does not answer",
            "Its partitions go to the other workers, which have more to do.",
            "down",
        ),
        Alert(
            "DatelineWorkerRestarts",
            f"changes(process_start_time_seconds{{{JOB}}}[{numbers.restarts_in}]) >= {numbers.restarts}",
            "0s",
            "warning",
            "Worker {{ $labels.instance }} starts again and again",
            "It started {{ $value }} times within " + numbers.restarts_in + ". Its log says why it ended.",
            "worker-restarts",
        ),
        Alert(
            "DatelineRebalancesOften",
            # a deployment restarts each worker, and every other one takes part in its leaving and its return
            f"increase(dateline_rebalances_total[{numbers.rebalances_in}]) >= on (job) group_left "
            f"clamp_min({numbers.rebalances_a_worker} * count by (job) (up{{{JOB}}}), {numbers.rebalances})",
            "0s",
            "warning",
            "The consumer group of {{ $labels.instance }} does not settle",
            "Partitions were dealt anew about {{ $value | humanize }} times within "
            + numbers.rebalances_in
            + ": workers come and go, or are silent for too long. While they are dealt, nothing is processed.",
            "rebalances",
        ),
        Alert(
            "DatelineWorkerHalted",
            'dateline_failing{reason=~"upstream|event_loop|partitions"} == 1',
            numbers.halted_for,
            "critical",
            "Worker {{ $labels.instance }} takes no more articles: {{ $labels.reason }}",
            "Articles of its partitions wait until it is started anew; others may flow. /livez and /readyz say more.",
            "halted",
        ),
        Alert(
            "DatelineNoArticles",
            f"job_topic:dateline_articles_received:rate{rate} == 0",
            numbers.quiet_for,
            "critical",
            "Nothing comes from {{ $labels.topic }}",
            "The workers of {{ $labels.job }} have taken no record from {{ $labels.topic }}. Either nothing is "
            "published, or they do not take it: the lag of the topic tells which.",
            "no-articles",
        ),
        Alert(
            "DatelineArticlesLate",
            f'job_origin:dateline_end_to_end_latency_seconds:p95_rate{rate}{{origin="live"}} > '
            f"{numbers.late_seconds:g}",
            numbers.late_for,
            "critical",
            "Articles come late",
            "One live article in twenty takes longer than {{ $value | humanizeDuration }} from the raw topic to the "
            "enriched one.",
            "articles-late",
        ),
        Alert(
            "DatelineLagGrows",
            f"{lag} > {numbers.lag_records} and deriv({lag}[{numbers.lag_trend}]) > 0",
            numbers.lag_for,
            "warning",
            "The workers fall behind on {{ $labels.topic }}",
            "{{ $value | humanize }} records of {{ $labels.topic }} wait, and it becomes more.",
            "lag-grows",
        ),
        Alert(
            "DatelineDeadLetters",
            f"job_topic:dateline_articles_dead_lettered:ratio_rate{rate} > {numbers.dead_share:g}",
            numbers.dead_for,
            "warning",
            "Records of {{ $labels.topic }} become dead letters",
            "{{ $value | humanizePercentage }} of the records of {{ $labels.topic }} could not be processed. They are "
            "kept, and can be replayed.",
            "dead-letters",
        ),
        Alert(
            "DatelineIndexFull",
            # a short window alone says that nothing older came: a new index has one, and a quiet weekend leaves one
            f"max by (job, partition) (max_over_time(dateline_dedupe_full_groups[{numbers.full_in}])) > 0 and "
            "max by (job, partition) (dateline_dedupe_window_seconds) < on (job) group_left "
            f"{numbers.window_share:g} * max by (job) (dateline_dedupe_window_configured_seconds)",
            numbers.index_for,
            "warning",
            "The duplicate index of partition {{ $labels.partition }} is full",
            "Articles leave it before the window of matching ends, so that late copies of them are not recognised.",
            "index-full",
        ),
        Alert(
            "DatelineRecoveryStuck",
            # not by counting both: a rebalance that another one overtakes is never recovered from
            'max by (job, instance) (dateline_failing{reason=~"rebalancing|recovering"}) == 1',
            numbers.recovery_for,
            "critical",
            "Worker {{ $labels.instance }} does not finish restoring its tables",
            "It began to take over partitions, and reads none of them yet.",
            "recovery-stuck",
        ),
        Alert(
            "DatelineOutletsSilent",
            # while partitions are dealt anew, nobody counts their outlets
            f"max_over_time(job:dateline_outlets_silent:sum[{numbers.outlets_kept}]) > 0",
            numbers.outlets_for,
            "warning",
            "Outlets have fallen silent",
            "{{ $value }} outlets publish far less than on the same weekdays before. `dateline outlets` names them.",
            "outlets",
        ),
        Alert(
            "DatelineOutletsWalled",
            f"max_over_time(job:dateline_outlets_walled:sum[{numbers.outlets_kept}]) > 0",
            numbers.outlets_for,
            "warning",
            "Outlets have turned to walls",
            "{{ $value }} outlets publish walls in place of articles. `dateline outlets` names them.",
            "outlets",
        ),
    ]


def rules(numbers: Numbers, runbooks: str = RUNBOOKS) -> dict[str, Any]:
    """The content of a rule file."""
    # in one group: its rules are evaluated in turn, so that alerts see what was just recorded
    return {
        "groups": [
            {
                "name": "dateline",
                "interval": numbers.interval,
                "rules": [
                    *({"record": name, "expr": expression} for name, expression in recordings(numbers).items()),
                    *(_rule(alert, runbooks) for alert in alerts(numbers)),
                ],
            }
        ]
    }


def _rule(alert: Alert, runbooks: str) -> dict[str, Any]:
    return {
        "alert": alert.name,
        "expr": alert.expression,
        "for": alert.holds,
        "labels": {"severity": alert.severity},
        "annotations": {
            "summary": alert.summary,
            "description": alert.description,
            "runbook_url": f"{runbooks}/{alert.runbook}/",
        },
    }


def rule_file(numbers: Numbers, runbooks: str = RUNBOOKS) -> str:
    """The text of a rule file."""
    return HEADER + yaml.safe_dump(rules(numbers, runbooks), sort_keys=False, width=110, allow_unicode=True)


def main() -> None:
    """Write the rule file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runbooks", default=RUNBOOKS, metavar="URL", help="where docs/operations/runbooks is")
    FILE.write_text(rule_file(Numbers(), parser.parse_args().runbooks), encoding="utf-8")


if __name__ == "__main__":
    main()
