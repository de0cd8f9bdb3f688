from collections.abc import Callable

import pytest
from rich.console import Console

import dateline.demo
from tests.cli.conftest import Dateline


@pytest.fixture
def widths(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    seen: list[int] = []

    def run(_: object, console: Console) -> int:
        seen.append(console.width)
        return 0

    demo: Callable[..., int] = run
    monkeypatch.setattr(dateline.demo, "run_demo", demo)
    return seen


def test_in_a_pipe_the_width_is_that_of_columns(
    dateline: Dateline, widths: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    dateline("demo")
    monkeypatch.delenv("COLUMNS")
    dateline("demo")
    assert widths == [90, 160]
