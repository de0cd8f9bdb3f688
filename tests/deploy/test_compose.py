import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from dateline.cli import app
from dateline.settings import Settings
from dateline.topology import largest_record_bytes

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]


@pytest.fixture(scope="module")
def ours(services: dict[str, Any]) -> dict[str, Any]:
    return {name: service for name, service in services.items() if service["image"].startswith("dateline:")}


@pytest.fixture(scope="module")
def workers(ours: dict[str, Any]) -> dict[str, Any]:
    found = {name: service for name, service in ours.items() if service["command"] == ["worker"]}
    assert len(found) == 2
    return found


def test_it_is_as_the_compose_specification_says() -> None:
    check = Path(sys.executable).with_name("check-jsonschema")
    result = subprocess.run(
        [check, "--builtin-schema", "vendor.compose-spec", COMPOSE], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_command_of_ours_is_known_to_the_command_line(ours: dict[str, Any]) -> None:
    assert {service["command"][0] for service in ours.values()} == {"topics", "worker", "replay"}
    for service in ours.values():
        result = CliRunner().invoke(app, [*service["command"], "--help"])
        assert result.exit_code == 0, result.output


def test_settings_in_the_environment_are_settings(ours: dict[str, Any]) -> None:
    for service in ours.values():
        given = {name.removeprefix("DATELINE_").lower(): value for name, value in service["environment"].items()}
        assert given.keys() <= Settings.model_fields.keys()
        assert Settings(**given).bootstrap_servers == "kafka:19092"


def test_images_are_pinned(services: dict[str, Any]) -> None:
    for service in services.values():
        assert re.search(r":v?\d+\.\d+\.\d+$", service["image"])


def test_everything_that_is_mounted_or_built_exists(services: dict[str, Any]) -> None:
    volumes = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["volumes"]
    for service in services.values():
        for volume in service.get("volumes", ()):
            source, target, *options = volume.split(":")
            if source.startswith("."):
                assert (ROOT / source).exists(), source
                assert options == ["ro"]
            else:
                assert source in volumes
            assert target.startswith("/")
        if "build" in service:
            assert (ROOT / service["build"]["context"] / service["build"]["dockerfile"]).is_file()


def test_paths_of_seeds_that_are_replayed_are_mounted(services: dict[str, Any]) -> None:
    replayer = services["replayer"]
    (mount,) = replayer["volumes"]
    source, target, _ = mount.split(":")
    path = replayer["command"][1]
    assert (ROOT / source / Path(path).relative_to(target)).is_file()


def test_each_worker_has_a_name_and_a_volume_of_its_own(workers: dict[str, Any]) -> None:
    data_dir = re.search(r"DATELINE_DATA_DIR=(\S+)", (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8"))[1]
    for name, worker in workers.items():
        assert worker["environment"]["DATELINE_INSTANCE_ID"] == name
        assert worker["volumes"] == [f"{name}:{data_dir}"]


def test_ports_are_open_to_this_machine_only(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_a_service_waits_for_what_the_others_can_tell(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, dependency in service.get("depends_on", {}).items():
            needed = services[name]
            if dependency["condition"] == "service_completed_successfully":
                assert needed["restart"] == "no"
            else:
                assert dependency["condition"] == "service_healthy"
                # our image brings its own check
                assert needed.get("healthcheck", {}).get("disable") is not True
                assert "healthcheck" in needed or needed["image"].startswith("dateline:")


def test_what_runs_on_restarts_and_what_ends_does_not(services: dict[str, Any]) -> None:
    ends = {name for name, service in services.items() if service["restart"] == "no"}
    assert ends == {"topics", "replayer"}
    assert {services[name]["restart"] for name in services.keys() - ends} == {"unless-stopped"}


def test_every_container_is_confined_and_takes_no_more_than_its_share(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert "/tmp" in service["tmpfs"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}


def test_all_of_it_comes_up_unless_a_part_is_named(services: dict[str, Any]) -> None:
    profiles = {name: service.get("profiles", []) for name, service in services.items()}
    assert {name for name, of in profiles.items() if not of} == {"kafka", "topics"}
    (default,) = re.findall(r"^COMPOSE_PROFILES=(.*)$", (ROOT / ".env").read_text(encoding="utf-8"), re.MULTILINE)
    assert {profile for of in profiles.values() for profile in of} == set(default.split(","))
    for name, service in services.items():
        for dependency in service.get("depends_on", {}):
            assert set(profiles[dependency]) <= set(profiles[name]), "a part must not need another"


def test_kafka_takes_the_largest_record_and_makes_no_topic_by_itself(services: dict[str, Any]) -> None:
    kafka = services["kafka"]["environment"]
    assert int(kafka["KAFKA_MESSAGE_MAX_BYTES"]) >= largest_record_bytes(Settings())
    assert kafka["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_kafka_is_reached_where_it_says_it_is(services: dict[str, Any]) -> None:
    kafka = services["kafka"]["environment"]
    listeners = dict(listener.split("://") for listener in kafka["KAFKA_LISTENERS"].split(","))
    advertised = dict(listener.split("://") for listener in kafka["KAFKA_ADVERTISED_LISTENERS"].split(","))
    protocols = dict(pair.split(":") for pair in kafka["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(","))
    assert listeners.keys() == protocols.keys() == advertised.keys() | {kafka["KAFKA_CONTROLLER_LISTENER_NAMES"]}
    assert all(address.endswith(listeners[name]) for name, address in advertised.items())
    assert services["worker-0"]["environment"]["DATELINE_BOOTSTRAP_SERVERS"] == advertised["INTERNAL"]
    assert services["kafka"]["ports"] == [f"{advertised['HOST']}{listeners['HOST']}"]
    assert f":{kafka['KAFKA_LOG_DIRS']}" in services["kafka"]["volumes"][0]
