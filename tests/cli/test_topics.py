import pytest

from dateline.settings import Settings
from tests.cli.conftest import Dateline


def test_topics_are_created_listed_and_checked(dateline: Dateline, configured: Settings) -> None:
    assert dateline("topics", "check").status == 1
    assert f"created  {configured.raw}\n" in dateline("topics", "create").out
    assert f"exists   {configured.raw}\n" in dateline("topics", "create").out
    assert dateline("topics", "check").status == 0
    listing = dateline("topics", "list").out
    assert configured.annotated in listing
    assert "message.timestamp.type=LogAppendTime" in listing


def test_a_difference_is_status_1(dateline: Dateline, configured: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    dateline("topics", "create")
    monkeypatch.setenv("DATELINE_RAW_PARTITIONS", "5")
    for command in ("create", "check"):
        result = dateline("topics", command)
        assert result.status == 1
        assert f"topic {configured.raw}: partitions is 2, expected 5; set DATELINE_RAW_PARTITIONS=2" in result.err
    assert "differs" in dateline("topics", "list").out
