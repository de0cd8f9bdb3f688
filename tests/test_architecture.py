"""Which module may import which; pyproject.toml, [tool.importlinter], holds the contracts."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "services" / "dateline"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def _lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--no-logo",
            "--no-cache",
            "--config",
            root / "pyproject.toml",
        ],
        cwd=root,
        env={"PYTHONPATH": str(root / "services"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_keep_the_contracts() -> None:
    result = _lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


def test_an_import_that_breaks_a_contract_is_noticed(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(PACKAGE, tmp_path / "services" / "dateline", ignore=shutil.ignore_patterns("__pycache__", "data"))
    planted = {
        "enrichment/reading.py": "import time",
        "enrichment/furniture/stage.py": "import dateline.enrichment.language",
        "records/article.py": "import dateline.errors",
        "telemetry/__init__.py": "import dateline.worker",
        "replayer/__init__.py": "import faust",
        "worker/__init__.py": "import kafka",
    }
    for module, line in planted.items():
        with (tmp_path / "services" / "dateline" / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    result = _lint_imports(tmp_path)
    assert result.returncode == 1
    assert len(planted) == len(CONTRACTS)
    assert f"Contracts: 0 kept, {len(CONTRACTS)} broken." in result.stdout, result.stdout


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("Only the worker imports Faust", {"worker"}),
        (
            "Only replayer, admin and broker.admin import kafka-python",
            {"replayer", "admin"},
        ),
    ],
)
def test_contracts_of_one_importer_cover_every_other_module(name: str, allowed: set[str]) -> None:
    (contract,) = (contract for contract in CONTRACTS if contract["name"] == name)
    modules = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    covered = {module.removeprefix("dateline.") for module in contract["source_modules"]}
    assert covered == modules - {"__init__"} - allowed


def test_every_stage_is_in_the_contract_of_independence() -> None:
    (contract,) = (contract for contract in CONTRACTS if contract["type"] == "independence")
    packages = {f"dateline.enrichment.{path.parent.name}" for path in PACKAGE.glob("enrichment/*/__init__.py")}
    # the names of entities, which credits look up as well, are no stage
    assert set(contract["modules"]) == packages - {"dateline.enrichment.names"}


def test_enrichment_does_not_ask_the_clock() -> None:
    asked = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path in sorted(PACKAGE.glob("enrichment/**/*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow"}
    ]
    assert asked == []
