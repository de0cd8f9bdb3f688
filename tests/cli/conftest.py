import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from dateline.cli import main
from dateline.settings import Settings


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


Dateline = Callable[..., Result]


@pytest.fixture
def dateline(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Dateline:
    """Runs the command with arguments, as a shell does."""

    def run(*arguments: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin))))  # type: ignore[arg-type]
        status = 0
        try:
            main()
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else 0
        sys.stdout.flush()
        captured = capfdbinary.readouterr()
        return Result(status, captured.out.decode(), captured.err.decode())

    return run


@pytest.fixture
def configured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The test's settings, in the environment."""
    for name in (
        "bootstrap_servers",
        "topic_prefix",
        "raw_partitions",
        "annotated_partitions",
        "enriched_partitions",
        "data_dir",
    ):
        monkeypatch.setenv(f"DATELINE_{name.upper()}", str(getattr(settings, name)))
    return settings
