"""The Helm chart: rendered with real helm, checked against the schemas of Kubernetes and against the settings."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from typer.testing import CliRunner

from dateline import __version__
from dateline.cli import app
from dateline.settings import Settings
from deploy.kubernetes.schema import FILE, OF_THE_CHART, values_schema
from deploy.prometheus.rules import RUNBOOKS, Numbers, rules
from tests.support.programs import program

ROOT = Path(__file__).parents[2]
CHART = ROOT / "deploy" / "kubernetes" / "dateline"
VALUES = {"default": None} | {path.stem: path for path in sorted((Path(__file__).parent / "chart").glob("*.yaml"))}
# what `go install` builds takes 1.20 for the cluster's version
KUBERNETES = ("1.27", "1.37")

Manifests = dict[tuple[str, str], dict[str, Any]]

pytestmark = pytest.mark.verify

each_release = pytest.mark.parametrize("name", VALUES)


def _helm(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program("helm"), *arguments], capture_output=True, text=True, check=False)


def _values(name: str) -> list[str | Path]:
    path = VALUES[name]
    return ["--values", path] if path else []


@cache
def _render(name: str, kubernetes: str = KUBERNETES[-1]) -> Manifests:
    result = _helm("template", "news", CHART, "--kube-version", kubernetes, "--namespace", "wires", *_values(name))
    assert result.returncode == 0, result.stderr
    documents = [document for document in yaml.safe_load_all(result.stdout) if document]
    found = {(document["kind"], document["metadata"]["name"]): document for document in documents}
    assert len(found) == len(documents)
    return found


def _one(manifests: Manifests, kind: str) -> dict[str, Any]:
    (found,) = (manifest for (of, _), manifest in manifests.items() if of == kind)
    return found


def _pods(manifests: Manifests) -> list[dict[str, Any]]:
    return [manifest["spec"]["template"] for (kind, _), manifest in manifests.items() if kind in {"StatefulSet", "Job"}]


def _environment(pod: dict[str, Any]) -> dict[str, str]:
    """Return the variables of its container; those from secrets and fields have a value of their own here."""
    (container,) = pod["spec"]["containers"]
    return {variable["name"]: variable.get("value", "given") for variable in container["env"]}


@each_release
def test_helm_finds_nothing_to_complain_of(name: str) -> None:
    result = _helm("lint", "--strict", CHART, "--kube-version", KUBERNETES[-1], *_values(name))
    assert result.returncode == 0, result.stdout + result.stderr


@each_release
@pytest.mark.parametrize("kubernetes", KUBERNETES)
def test_kubernetes_takes_what_is_its_own(name: str, kubernetes: str) -> None:
    checked = 0
    for (kind, _), manifest in _render(name, kubernetes).items():
        if manifest["apiVersion"].split("/")[0] in {"monitoring.coreos.com", "keda.sh"}:
            continue
        kubernetes_validate.validate(manifest, kubernetes, strict=True)
        checked += 1
        assert manifest["metadata"]["labels"]["app.kubernetes.io/instance"] == "news", kind
    assert checked >= 3


@each_release
def test_workers_and_jobs_get_settings_that_dateline_takes(name: str, bare_environment: None, tmp_path: Path) -> None:
    for pod in _pods(_render(name)):
        given = {
            variable.removeprefix("DATELINE_").lower(): value
            for variable, value in _environment(pod).items()
            if variable.startswith("DATELINE_")
        }
        settings = Settings(**given)
        for setting, value in (
            (yaml.safe_load(VALUES[name].read_text()) if VALUES[name] else {}).get("settings", {}).items()
        ):
            assert getattr(settings, setting) == value


@each_release
def test_every_command_is_known_to_the_command_line(name: str) -> None:
    for pod in _pods(_render(name)):
        (container,) = pod["spec"]["containers"]
        result = CliRunner().invoke(app, [*container["args"], "--help"])
        assert result.exit_code == 0, result.output


@each_release
def test_every_pod_is_confined(name: str) -> None:
    for pod in _pods(_render(name)):
        security = pod["spec"]["securityContext"]
        assert security["runAsNonRoot"] is True
        assert f"--uid {security['runAsUser']} " in (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["spec"]["automountServiceAccountToken"] is False
        (container,) = pod["spec"]["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container["resources"]["limits"]
        mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        assert mounted["tmp"] == "/tmp"
        claims = {
            claim["metadata"]["name"]
            for claim in _one(_render(name), "StatefulSet")["spec"].get("volumeClaimTemplates", ())
        }
        assert mounted.keys() <= {volume["name"] for volume in pod["spec"]["volumes"]} | claims


@each_release
def test_a_worker_has_a_stable_name_and_a_place_for_its_tables(name: str) -> None:
    worker = _one(_render(name), "StatefulSet")
    assert ("Service", worker["spec"]["serviceName"]) in _render(name)
    (container,) = worker["spec"]["template"]["spec"]["containers"]
    (instance,) = (variable for variable in container["env"] if variable["name"] == "DATELINE_INSTANCE_ID")
    assert instance["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}
    assert {"name": "data", "mountPath": "/var/lib/dateline"} in container["volumeMounts"]
    assert worker["spec"]["template"]["spec"]["enableServiceLinks"] is False


@each_release
def test_probes_ask_the_port_of_the_metrics(name: str) -> None:
    (container,) = _one(_render(name), "StatefulSet")["spec"]["template"]["spec"]["containers"]
    (port,) = container["ports"]
    assert port["containerPort"] == Settings().metrics_port
    paths = {probe: container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "liveness", "readiness")}
    assert paths == {"startup": "/livez", "liveness": "/livez", "readiness": "/readyz"}
    startup = container["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] > Settings().connect_timeout_seconds


def test_secrets_are_named_and_never_spelt_out() -> None:
    manifests = _render("secured")
    assert not any(kind == "Secret" for kind, _ in manifests)
    for pod in _pods(manifests):
        (container,) = pod["spec"]["containers"]
        variables = {variable["name"]: variable for variable in container["env"]}
        for name, key in (("DATELINE_SASL_USERNAME", "username"), ("DATELINE_SASL_PASSWORD", "password")):
            assert variables[name]["valueFrom"] == {"secretKeyRef": {"name": "kafka-user", "key": key}}
        assert variables["DATELINE_SSL_KEY_FILE"]["value"] == "/etc/dateline/tls/tls.key"
        assert any(volume.get("secret", {}).get("secretName") == "kafka-tls" for volume in pod["spec"]["volumes"])


def test_large_numbers_stay_whole() -> None:
    environment = _environment(_one(_render("secured"), "StatefulSet")["spec"]["template"])
    assert environment["DATELINE_MAX_ARTICLE_BYTES"] == "8388608"
    assert environment["DATELINE_LANGUAGE_MIN_CONFIDENCE"] == "0.35"
    assert environment["DATELINE_UPSTREAM_GUARD"] == "false"


def test_topics_are_made_before_the_workers_start() -> None:
    annotations = _one(_render("default"), "Job")["metadata"]["annotations"]
    assert annotations["helm.sh/hook"] == "pre-install,pre-upgrade"
    assert not any(name.endswith("-topics") for _, name in _render("replayed"))


def test_what_is_behind_a_switch_is_off() -> None:
    assert {kind for kind, _ in _render("default")} == {
        "StatefulSet",
        "Service",
        "ServiceAccount",
        "PodDisruptionBudget",
        "Job",
    }


def test_the_rules_are_those_of_prometheus_with_the_runbooks_of_the_values() -> None:
    rule = _one(_render("monitored"), "PrometheusRule")
    assert rule["spec"] == rules(Numbers(), "https://wiki.example/dateline")
    assert yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))["monitoring"]["runbooks"] == RUNBOOKS
    assert rule["metadata"]["labels"]["release"] == "prometheus"


def test_prometheus_finds_the_workers_under_the_job_that_rules_and_dashboards_know() -> None:
    manifests = _render("monitored")
    monitor = _one(manifests, "ServiceMonitor")
    service = _one(manifests, "Service")
    assert monitor["spec"]["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    assert monitor["spec"]["namespaceSelector"] == {"matchNames": ["wires"]}
    (endpoint,) = monitor["spec"]["endpoints"]
    assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}
    assert {"targetLabel": "job", "replacement": "dateline-wire"} in endpoint["relabelings"]


def test_the_dashboards_are_those_of_grafana() -> None:
    maps = [manifest for (kind, _), manifest in _render("monitored").items() if kind == "ConfigMap"]
    folder = ROOT / "deploy" / "grafana" / "dashboards"
    found = {name: text for manifest in maps for name, text in manifest["data"].items()}
    assert {name: json.loads(text) for name, text in found.items()} == {
        f"dateline-{path.name}": json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir()
    }
    assert all(manifest["metadata"]["labels"]["grafana_dashboard"] == "1" for manifest in maps)


def test_workers_are_scaled_by_the_lag_of_the_raw_topic_and_leave_slowly() -> None:
    manifests = _render("autoscaled")
    scaled = _one(manifests, "ScaledObject")["spec"]
    worker = _one(manifests, "StatefulSet")
    environment = _environment(worker["spec"]["template"])
    settings = Settings(
        topic_prefix=environment["DATELINE_TOPIC_PREFIX"], raw_partitions=environment["DATELINE_RAW_PARTITIONS"]
    )
    assert scaled["scaleTargetRef"] == {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "name": worker["metadata"]["name"],
    }
    assert "replicas" not in worker["spec"], "KEDA decides"
    assert scaled["maxReplicaCount"] <= settings.raw_partitions
    (trigger,) = scaled["triggers"]
    assert (trigger["metadata"]["topic"], trigger["metadata"]["consumerGroup"]) == (settings.raw, settings.group)
    assert (trigger["metadata"]["sasl"], trigger["metadata"]["tls"]) == ("scram_sha512", "enable")
    assert all(isinstance(value, str) for value in trigger["metadata"].values())
    behavior = scaled["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    assert behavior["scaleDown"]["policies"] == [{"type": "Pods", "value": 1, "periodSeconds": 600}]
    assert behavior["scaleDown"]["stabilizationWindowSeconds"] >= 600
    authentication = _one(manifests, "TriggerAuthentication")
    assert trigger["authenticationRef"] == {"name": authentication["metadata"]["name"]}
    given = {entry["parameter"]: (entry["name"], entry["key"]) for entry in authentication["spec"]["secretTargetRef"]}
    assert given == {
        "username": ("kafka-user", "username"),
        "password": ("kafka-user", "password"),
        "ca": ("kafka-tls", "ca.crt"),
    }


def test_an_archive_is_replayed_from_its_volume() -> None:
    job = _one(_render("replayed"), "Job")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    assert container["args"] == [
        "replay",
        "/data/2024",
        "/data/2025/articles.jsonl",
        *("--origin", "replay"),
        *("--metrics-port", "9464"),
        *("--rate", "200"),
    ]
    monitor = _one(_render("replayed"), "PodMonitor")["spec"]
    assert monitor["selector"]["matchLabels"].items() <= job["spec"]["template"]["metadata"]["labels"].items()
    (endpoint,) = monitor["podMetricsEndpoints"]
    assert endpoint["port"] == container["ports"][0]["name"]
    assert not endpoint["relabelings"][0]["replacement"].startswith("dateline")
    assert {"name": "data", "persistentVolumeClaim": {"claimName": "archive"}} in job["spec"]["template"]["spec"][
        "volumes"
    ]


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("settings.raw_partition=4", "raw_partition"),
        ("settings.raw_partitions=0", "minimum"),
        ("settings.raw_partitions=four", "raw_partitions"),
        ("settings.detector=guess", "detector"),
        ("settings.sasl_password=secret", "sasl_password"),
        ("worker.replica=3", "replica"),
        ("worker.replicas=5", "further workers would be idle"),
        ("worker.terminationGracePeriodSeconds=5", "minimum"),
        ("worker.persistence.size=10GB", "pattern"),
        ("image.pullPolicy=Sometimes", "pullPolicy"),
        ("image.digest=latest", "digest"),
        ("kafka.bootstrapServers=kafka", "bootstrapServers"),
        ("kafka.securityProtocol=TLS", "securityProtocol"),
        ("kafka.securityProtocol=SASL_SSL", "existingSecret"),
        ("kafka.tls.certificateKey=tls.crt", "existingSecret"),
        ("autoscaling.enabled=true,autoscaling.maxReplicas=9", "further workers would be idle"),
        ("autoscaling.enabled=true,autoscaling.minReplicas=4,autoscaling.maxReplicas=2", "minReplicas"),
        ("replayer.enabled=true", "volume"),
        ("monitoring.serviceMonitor.job=news", "job"),
        ("networkPolicy.kafkaPorts={0}", "kafkaPorts"),
        ("monitor=true", "monitor"),
    ],
)
def test_values_that_cannot_be_are_refused(value: str, complaint: str) -> None:
    result = _helm("template", "news", CHART, "--kube-version", KUBERNETES[-1], "--set", value)
    assert result.returncode != 0
    assert complaint in result.stderr


def test_the_schema_knows_the_settings_as_they_are() -> None:
    assert FILE.read_text(encoding="utf-8") == values_schema(), "run make deployment"
    known = json.loads(values_schema())["properties"]["settings"]["properties"].keys()
    assert known == Settings.model_fields.keys() - OF_THE_CHART


def test_the_chart_is_of_this_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
    assert (chart["version"], chart["appVersion"]) == (__version__, __version__)
