import os
import subprocess
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parent


def _run(folder: Path, source: str, ci: str | None) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text("import pytest\n" + source)
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTEST_ADDOPTS")}
    environment |= {"PYTHONPATH": str(PLUGINS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    if ci is not None:
        environment["CI"] = ci
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no_skips",
            "-p",
            "no:cacheprovider",
            "-c",
            "/dev/null",
            "--rootdir",
            folder,
        ],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


SKIPS = {
    "mark": "@pytest.mark.skip\ndef test_a(): pass\ndef test_b(): pass",
    "call": "def test_a(): pytest.skip('why')",
    "module": "pytest.skip('why', allow_module_level=True)",
}


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS)
def test_a_skipped_test_fails_the_run_in_ci_only(tmp_path: Path, source: str) -> None:
    in_ci = _run(tmp_path, source, ci="true")
    assert in_ci.returncode == 1
    assert "skipped, although CI is set" in in_ci.stdout
    assert _run(tmp_path, source, ci=None).returncode in (0, 5)


def test_a_run_without_skips_passes_in_ci_expected_failures_included(tmp_path: Path) -> None:
    result = _run(tmp_path, "@pytest.mark.xfail\ndef test_a(): assert False\ndef test_b(): pass", ci="true")
    assert result.returncode == 0, result.stdout
