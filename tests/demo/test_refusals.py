"""What `dateline demo` refuses before it starts anything."""

from pathlib import Path

import pytest
from rich.console import Console

from dateline.broker import EmbeddedBroker
from dateline.demo import DemoOptions, run_demo
from dateline.errors import OutputError, SourceError


@pytest.fixture(autouse=True)
def _no_kafka(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: EmbeddedBroker) -> None:
        raise AssertionError("Kafka was started")

    monkeypatch.setattr(EmbeddedBroker, "__enter__", start)


def test_articles_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.jsonl: cannot be read"):
        run_demo(DemoOptions([str(tmp_path / "nowhere.jsonl")], tmp_path / "out"), Console())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["enriched.jsonl", "metrics.txt", "worker.log"])
def test_a_folder_where_a_file_should_be(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(OutputError, match=f"{name} cannot be written: it is a folder; choose another folder with --ou"):
        run_demo(DemoOptions((), tmp_path), Console())


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match=r"out cannot be written: File exists; choose another folder with --output"):
        run_demo(DemoOptions((), tmp_path / "out"), Console())
