"""The dashboards are what the generator makes, and keep the rules of Grafana's dashboard-linter."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.grafana.generate import FOLDER, dashboards
from tests.support.programs import program
from tests.telemetry.catalogue import CATALOGUE

ROOT = Path(__file__).parents[2]
PROVISIONING = ROOT / "deploy" / "grafana" / "provisioning"
RANGE = re.compile(r"\[([^\]]*)\]")

each_dashboard = pytest.mark.parametrize("name", sorted(dashboards()))


def _read(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _panels(name: str) -> list[dict[str, Any]]:
    return [panel for panel in _read(name)["panels"] if panel["type"] != "row"]


def _expressions(name: str) -> list[str]:
    return [target["expr"] for panel in _panels(name) for target in panel["targets"]]


def _selectors(expression: str) -> list[tuple[str, str]]:
    """Names of the metrics of an expression, each with its matchers."""
    return re.findall(r"\b([a-z]\w*)\{([^}]*)\}", expression)


@each_dashboard
def test_a_dashboard_is_as_it_is_generated(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == dashboards()[name], "run make deployment"


def test_there_is_no_other_dashboard() -> None:
    assert {path.name for path in FOLDER.iterdir()} == dashboards().keys()


@each_dashboard
def test_data_source_job_and_instance_are_chosen_from_what_there_is(name: str) -> None:
    source, *labels = _read(name)["templating"]["list"]
    assert (source["name"], source["type"], source["query"]) == ("datasource", "datasource", "prometheus")
    assert [variable["name"] for variable in labels] == ["job", "instance"]
    for variable in labels:
        assert variable["datasource"]["uid"] == "${datasource}"
        assert variable["label"] == variable["name"].title()
        assert (variable["type"], variable["multi"], variable["allValue"]) == ("query", True, ".+")
        assert variable["query"].startswith("label_values(")
        assert variable["refresh"] == 2, "on a change of the time range"


@each_dashboard
def test_a_dashboard_cannot_be_edited_by_hand(name: str) -> None:
    assert _read(name)["editable"] is False


@each_dashboard
def test_every_panel_says_what_it_shows_and_in_which_unit(name: str) -> None:
    panels = _panels(name)
    assert panels
    for panel in panels:
        assert panel["title"]
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert panel["targets"], panel["title"]
        assert all(target["datasource"] == panel["datasource"] for target in panel["targets"])
    assert len({panel["title"] for panel in panels}) == len(panels)
    assert len({panel["id"] for panel in _read(name)["panels"]}) == len(_read(name)["panels"])


@each_dashboard
def test_every_query_is_of_the_chosen_jobs_and_instances(name: str) -> None:
    for expression in _expressions(name):
        selectors = _selectors(expression)
        assert selectors, expression
        assert all('job=~"$job"' in matchers and 'instance=~"$instance"' in matchers for _, matchers in selectors)


@each_dashboard
def test_with_all_jobs_chosen_no_other_process_is_shown(name: str) -> None:
    for expression in _expressions(name):
        if any(not metric.startswith("dateline_") for metric, _ in _selectors(expression)):
            assert "and on (job, instance) dateline_build_info{" in expression


@each_dashboard
def test_rates_use_the_interval_that_fits_the_zoom(name: str) -> None:
    for expression in _expressions(name):
        assert set(RANGE.findall(expression)) <= {"$__rate_interval"}, expression


@each_dashboard
def test_counters_stand_under_rate_or_increase_and_nothing_else_does(name: str) -> None:
    for expression in _expressions(name):
        for metric, _ in _selectors(expression):
            under = bool(re.search(rf"\b(?:rate|increase)\({metric}\{{", expression))
            assert under == metric.endswith(("_total", "_bucket", "_sum", "_count")), expression


@each_dashboard
def test_prometheus_can_read_every_query(name: str, tmp_path: Path) -> None:
    rules = [
        {"record": f"dashboard:query{number}:expression", "expr": expression.replace("$__rate_interval", "1m")}
        for number, expression in enumerate(_expressions(name))
    ]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}))
    result = subprocess.run([program("promtool"), "check", "rules", file], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@each_dashboard
def test_every_metric_of_ours_exists(name: str) -> None:
    known = {
        metric.name + suffix
        for metric in CATALOGUE
        for suffix in (("_bucket", "_sum", "_count") if metric.type == "histogram" else ("",))
    }
    used = {metric for expression in _expressions(name) for metric, _ in _selectors(expression)}
    assert {metric for metric in used if metric.startswith("dateline_")} - known == set()


def test_grafana_is_told_of_prometheus_and_of_the_dashboards() -> None:
    (sources,) = (yaml.safe_load(path.read_text()) for path in (PROVISIONING / "datasources").iterdir())
    (source,) = sources["datasources"]
    assert (source["type"], source["url"], source["isDefault"]) == ("prometheus", "http://prometheus:9090", True)
    interval = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())["global"]
    assert source["jsonData"]["timeInterval"] == interval["scrape_interval"]
    (folders,) = (yaml.safe_load(path.read_text()) for path in (PROVISIONING / "dashboards").iterdir())
    (folder,) = folders["providers"]
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["grafana"]
    assert f"./deploy/grafana/dashboards:{folder['options']['path']}:ro" in compose["volumes"]
    assert "./deploy/grafana/provisioning:/etc/grafana/provisioning:ro" in compose["volumes"]
