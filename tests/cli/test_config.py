import json
from pathlib import Path

import pytest

from dateline.settings import Settings
from tests.cli.conftest import Dateline


@pytest.fixture
def listed(dateline: Dateline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, dict[str, object]]:
    file = tmp_path / "dateline.env"
    file.write_text("DATELINE_IN_FLIGHT=7\n")
    monkeypatch.setenv("DATELINE_ENV_FILE", str(file))
    monkeypatch.setenv("DATELINE_SASL_PASSWORD", "a secret")
    monkeypatch.setenv("DATELINE_LINGER_MS", "5")
    result = dateline("config", "--json", "--bootstrap-servers", "kafka.example:9092")
    assert "a secret" not in result.out + result.err
    return {setting["name"]: setting for setting in json.loads(result.out)}


def test_every_setting_is_listed_with_its_meaning(listed: dict[str, dict[str, object]]) -> None:
    assert list(listed) == list(Settings.model_fields)
    assert all(setting["meaning"] for setting in listed.values())


@pytest.mark.parametrize(
    ("name", "value", "origin"),
    [
        ("bootstrap_servers", "kafka.example:9092", "command line"),
        ("linger_ms", 5, "DATELINE_LINGER_MS"),
        ("sasl_password", "********", "DATELINE_SASL_PASSWORD"),
        ("dead_letter_attempts", 3, "default"),
        ("ssl_ca_file", None, "default"),
    ],
)
def test_each_value_says_where_it_comes_from(
    listed: dict[str, dict[str, object]], name: str, value: object, origin: str
) -> None:
    assert (listed[name]["value"], listed[name]["origin"]) == (value, origin)


def test_a_value_from_a_file_names_the_file(listed: dict[str, dict[str, object]]) -> None:
    assert listed["in_flight"]["value"] == 7
    assert str(listed["in_flight"]["origin"]).endswith("dateline.env")


def test_people_get_a_table(dateline: Dateline) -> None:
    out = dateline("config").out
    assert "DATELINE_DEAD_LETTER_ATTEMPTS" in out
    assert "a dead letter is replayed while it has had fewer attempts" in out
