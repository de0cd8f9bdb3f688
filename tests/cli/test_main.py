import pytest

from dateline import __version__
from tests.cli.conftest import Dateline


def test_the_version_is_printed(dateline: Dateline) -> None:
    assert dateline("--version").out == f"dateline {__version__}\n"


@pytest.mark.parametrize("command", ["broker", "config", "dead-letters", "replay", "schema", "tail", "topics"])
def test_every_command_has_help(dateline: Dateline, command: str) -> None:
    assert command in dateline("--help").out
    result = dateline(command, "--help")
    assert result.status == 0
    assert "Usage" in result.out


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["replay"], ["tail", "--last", "many"], ["replay", "x", "--rate", 0]]
)
def test_wrong_usage_is_status_2(dateline: Dateline, arguments: list[object]) -> None:
    result = dateline(*arguments)
    assert result.status == 2
    assert "Usage" in result.err


def test_what_fails_is_one_line_and_status_1(dateline: Dateline) -> None:
    result = dateline("tail", "--bootstrap-servers", "127.0.0.1:1")
    assert result.status == 1
    assert result.err.startswith("dateline: no answer from Kafka at 127.0.0.1:1 (")
    assert result.err.count("\n") == 1


def test_a_wrong_setting_is_named(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_RAW_PARTITIONS", "many")
    result = dateline("config")
    assert result.status == 1
    assert result.err.startswith("dateline: raw_partitions (DATELINE_RAW_PARTITIONS): Input should be a valid integer")
