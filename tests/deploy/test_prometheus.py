import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.settings import Settings
from deploy.prometheus.rules import FILE, RUNBOOKS, Numbers, rule_file, rules
from tests.support.programs import program
from tests.telemetry.catalogue import CATALOGUE

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "deploy" / "prometheus" / "prometheus.yml"
CASES = ROOT / "tests" / "deploy" / "rules" / "alerts.test.yml"


def _promtool(*arguments: str | Path) -> None:
    result = subprocess.run([program("promtool"), *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def groups() -> list[dict[str, Any]]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))["groups"]


@pytest.fixture(scope="module")
def alerts(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def test_prometheus_takes_the_configuration() -> None:
    _promtool("check", "config", "--lint=all", CONFIG)


def test_prometheus_takes_the_rules() -> None:
    _promtool("check", "rules", "--lint=all", "--lint-fatal", FILE)


def test_alerts_fire_when_they_should_and_not_when_they_should_not() -> None:
    _promtool("test", "rules", CASES)


def test_every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not(alerts: list[dict[str, Any]]) -> None:
    cases = [
        case
        for test in yaml.safe_load(CASES.read_text(encoding="utf-8"))["tests"]
        for case in test.get("alert_rule_test", ())
    ]
    assert {case["alertname"] for case in cases if "exp_alerts" in case} == {alert["alert"] for alert in alerts}
    assert {case["alertname"] for case in cases if "exp_alerts" not in case} == {alert["alert"] for alert in alerts}


def test_every_recording_has_a_case(groups: list[dict[str, Any]]) -> None:
    asked = {
        case["expr"]
        for test in yaml.safe_load(CASES.read_text(encoding="utf-8"))["tests"]
        for case in test.get("promql_expr_test", ())
    }
    assert asked == {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}


def test_the_rules_are_as_they_are_generated() -> None:
    assert FILE.read_text(encoding="utf-8") == rule_file(Numbers()), "run make deployment"


def test_recordings_are_named_for_level_metric_and_operations(groups: list[dict[str, Any]]) -> None:
    for rule in (rule for group in groups for rule in group["rules"] if "record" in rule):
        level, metric, operations = rule["record"].split(":")
        assert re.fullmatch(r"job(_[a-z]+)?(_[a-z]+)?", level)
        assert metric.startswith("dateline_")
        assert re.fullmatch(r"sum|((p\d\d|mean|ratio)_)?rate\d+[ms]", operations)
        # what it keeps apart is what its name says, histograms' `le` aside
        kept = {label for by in re.findall(r"by \(([^)]*)\)", rule["expr"]) for label in by.split(", ")} - {"le"}
        assert kept == set(level.split("_"))


def test_alerts_say_how_grave_they_are_and_what_to_do(alerts: list[dict[str, Any]]) -> None:
    assert len({alert["alert"] for alert in alerts}) == len(alerts)
    for alert in alerts:
        assert re.fullmatch(r"Dateline([A-Z][a-z]+)+", alert["alert"])
        assert alert["labels"] == {"severity": alert["labels"]["severity"]}
        assert alert["labels"]["severity"] in {"critical", "warning", "info"}
        assert alert["annotations"].keys() == {"summary", "description", "runbook_url"}
        assert not alert["annotations"]["summary"].endswith(".")
        assert alert["annotations"]["description"].endswith(".")


def test_every_alert_has_a_runbook_that_names_it(alerts: list[dict[str, Any]]) -> None:
    folder = ROOT / "docs" / "operations" / "runbooks"
    pages = set()
    for alert in alerts:
        page = folder / f"{alert['annotations']['runbook_url'].removeprefix(RUNBOOKS).strip('/')}.md"
        assert f"`{alert['alert']}`" in page.read_text(encoding="utf-8")
        pages.add(page.name)
    assert pages == {path.name for path in folder.iterdir()} - {"index.md"}


def test_rules_with_other_numbers_have_the_same_expressions() -> None:
    def shapes(numbers: Numbers) -> list[str]:
        return [
            re.sub(r"\d+(\.\d+)?[smh]?\b", "N", rule["expr"])
            for group in rules(numbers)["groups"]
            for rule in group["rules"]
        ]

    assert shapes(Numbers(rate="10s", lag_trend="20s", late_seconds=2, dead_share=0.5)) == shapes(Numbers())


def test_every_metric_of_the_rules_exists(groups: list[dict[str, Any]]) -> None:
    known = {
        metric.name + suffix
        for metric in CATALOGUE
        for suffix in (("_bucket", "_sum", "_count") if metric.type == "histogram" else ("",))
    }
    used = {
        metric
        for group in groups
        for rule in group["rules"]
        for metric in re.findall(r"(?<![:\w])dateline_\w+(?!\w*:)", rule["expr"])
    }
    assert used - known == set()


def test_it_scrapes_the_workers_of_compose_at_the_port_of_the_metrics() -> None:
    job, replays = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["scrape_configs"]
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    targets = {target for group in job["static_configs"] for target in group["targets"]}
    workers = {name for name, service in services.items() if service.get("command") == ["worker"]}
    assert targets == {f"{worker}:{Settings().metrics_port}" for worker in workers}
    # rules go by the name, and a replay that has ended is no worker that is down
    assert job["job_name"].startswith("dateline")
    assert not replays["job_name"].startswith("dateline")
    (target,) = replays["static_configs"][0]["targets"]
    assert services["replayer"]["command"][-2:] == ["--metrics-port", target.removeprefix("replayer:")]
    prometheus = services["prometheus"]["volumes"]
    assert any(volume.startswith(f"./{FILE.relative_to(ROOT)}:") for volume in prometheus)
