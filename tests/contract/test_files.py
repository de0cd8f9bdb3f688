from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.schema import app
from dateline.contract import differences, write
from dateline.errors import OutputError

SCHEMAS = Path(__file__).parents[2] / "schemas"


def test_committed_files_are_those_that_the_models_give() -> None:
    found = differences(SCHEMAS)
    assert not found, "\n".join([*found, "To mend it: make schemas (removes nothing: delete what is no part of it)"])


def test_exported_files_are_complete_and_without_differences(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["export", str(tmp_path / "new" / "folder")], catch_exceptions=False)
    assert result.exit_code == 0
    assert sorted(map(Path, result.output.split())) == sorted(
        path for path in (tmp_path / "new" / "folder").rglob("*") if path.is_file()
    )
    assert differences(tmp_path / "new" / "folder") == []


def test_missing_changed_and_foreign_files_are_each_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "article.schema.json").unlink()
    (tmp_path / "asyncapi.yaml").write_text("asyncapi: 3.0.0\n")
    (tmp_path / "old.schema.json").write_text("{}")
    assert differences(tmp_path) == [
        f"{tmp_path / 'article.schema.json'} is missing",
        f"{tmp_path / 'asyncapi.yaml'} differs from the models",
        f"{tmp_path / 'old.schema.json'} is no part of it",
    ]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        write(tmp_path / "file")
