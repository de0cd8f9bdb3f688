"""What `make setup` says on machines that lack something."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder to be the whole PATH, with the few programs that the script itself uses."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in ("sh", "cat"):
        (folder / program).symlink_to(shutil.which(program))
    return folder


def _program(path: Path, name: str, script: str) -> None:
    program = path / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def _make_venv(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", ROOT / "tools" / "venv.sh", *arguments],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


OLD = 'case "$1" in -c) exit 1;; --version) echo Python 3.9.2;; esac'
# pip is what takes the time
FITTING = (
    f'case "$1" in -c) exec {sys.executable} -c "$2";; -m) exec {sys.executable} -m "$2" --without-pip "$4";; esac'
)
WITHOUT_VENV = f"""case "$1" in -c) exec {sys.executable} -c "import sys; sys.modules['ensurepip'] = None; $2";; esac"""


def test_without_a_python_it_says_what_is_needed(path: Path, tmp_path: Path) -> None:
    result = _make_venv(path, str(tmp_path / "venv"))
    assert result.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13" in result.stderr


def test_a_python_that_is_too_old_is_named(path: Path, tmp_path: Path) -> None:
    _program(path, "python3", OLD)
    result = _make_venv(path, str(tmp_path / "venv"))
    assert result.returncode == 1
    assert "Python 3.9.2" in result.stderr
    wanted = _make_venv(path, str(tmp_path / "venv"), str(path / "python3"))
    assert wanted.returncode == 1
    assert f"PYTHON={path / 'python3'} is not a Python 3.11, 3.12 or 3.13" in wanted.stderr


def test_without_ensurepip_it_says_what_to_install(path: Path, tmp_path: Path) -> None:
    _program(path, "python3", WITHOUT_VENV)
    result = _make_venv(path, str(tmp_path / "venv"))
    assert result.returncode == 1
    assert f"apt install python3.{sys.version_info.minor}-venv" in result.stderr
    assert not (tmp_path / "venv").exists()


def test_a_newer_or_older_python3_is_passed_over_for_one_that_fits(path: Path, tmp_path: Path) -> None:
    _program(path, "python3", OLD)
    _program(path, "python3.12", FITTING)
    result = _make_venv(path, str(tmp_path / "venv"))
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "venv" / "bin" / "python").exists()


def test_an_environment_that_works_stays(path: Path, tmp_path: Path) -> None:
    bin_folder = tmp_path / "venv" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "python").symlink_to(sys.executable)
    (tmp_path / "venv" / "kept").touch()
    assert _make_venv(path, str(tmp_path / "venv")).returncode == 0
    assert (tmp_path / "venv" / "kept").exists()


def test_make_says_what_there_is() -> None:
    result = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    for target in ("setup", "demo", "check", "test", "verify", "schemas", "lock", "clean"):
        assert f"make {target} " in result.stdout
