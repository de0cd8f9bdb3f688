import subprocess
import sys

import pytest

from dateline import __version__
from tests.cli.conftest import Dateline


def test_the_version_is_printed(dateline: Dateline) -> None:
    assert dateline("--version").out == f"dateline {__version__}\n"


def commands(dateline: Dateline, *group: str) -> dict[str, str]:
    _, _, listed = dateline(*group, "--help").out.partition("Commands:\n")
    return dict(line.split(maxsplit=1) for line in listed.splitlines())


def test_every_command_is_listed_with_a_whole_sentence(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = commands(dateline)
    assert set(listed) == {
        "aliases",
        "broker",
        "config",
        "dead-letters",
        "demo",
        "enrich",
        "explain",
        "outlets",
        "replay",
        "schema",
        "state",
        "status",
        "tail",
        "topics",
        "trace",
        "worker",
    }
    for group in ("dead-letters", "schema", "state", "topics"):
        listed |= commands(dateline, group)
    assert all(sentence.endswith(".") and not sentence.endswith("...") for sentence in listed.values())


def test_every_command_has_help(dateline: Dateline) -> None:
    for command in commands(dateline):
        result = dateline(command, "--help")
        assert result.status == 0
        assert result.out.startswith(f"Usage: dateline {command} ")


def test_what_is_slow_to_import_is_imported_by_the_commands_that_need_it() -> None:
    code = "import sys, dateline.cli; print(sorted({'faust', 'mode', 'aiokafka'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["replay"], ["tail", "--last", "many"], ["replay", "x", "--rate", 0]]
)
def test_wrong_usage_is_status_2(dateline: Dateline, arguments: list[object]) -> None:
    result = dateline(*arguments)
    assert result.status == 2
    assert result.err.startswith("Usage: dateline ")
    assert result.err.splitlines()[-1].startswith("Error: ")


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
