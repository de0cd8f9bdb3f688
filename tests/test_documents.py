"""What the documents name must be there."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli import app

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOP = {path.name for path in ROOT.iterdir()}

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def _code(document: Path) -> list[str]:
    """Spans of code, and the lines of blocks of shell commands."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return inline + [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


@each_document
def test_paths_that_a_document_names_exist(document: Path) -> None:
    named = {
        code for code in _code(document) if re.fullmatch(r"[\w.*-]+(/[\w.*-]+)+/?", code) and code.split("/")[0] in TOP
    }
    missing = [code for code in named if not any(ROOT.glob(code.rstrip("/")))]
    assert missing == []


@each_document
def test_commands_that_a_document_names_exist(document: Path) -> None:
    unknown = []
    for code in _code(document):
        words = [word for word in shlex.split(code) if re.fullmatch(r"[a-z][a-z-]*", word)]
        if code.startswith("dateline ") and len(words) > 1:
            result = CliRunner().invoke(app, [*words[1:2], "--help"])
            if result.exit_code:
                unknown.append(code)
    assert unknown == []


@each_document
def test_targets_of_make_that_a_document_names_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {word for code in _code(document) if code.startswith("make ") for word in shlex.split(code)[1:]}
    assert {word for word in named if "=" not in word} <= targets


@each_document
def test_tests_that_a_document_names_exist(document: Path) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = {code for code in _code(document) if re.fullmatch(r"test_\w+", code)}
    assert {name for name in named if f"def {name}(" not in sources} == set()
