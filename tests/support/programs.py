"""Programs that tests of the deployment need beside Python."""

import os
import shutil
from pathlib import Path

import pytest

_BUILT = Path(__file__).parents[2] / ".tools"
_FROM = {
    "promtool": "Debian: apt install prometheus",
    "prometheus": "Debian: apt install prometheus",
    "helm": "sh tools/helm.sh .tools",
}


def program(name: str) -> str:
    """Return the path of a program, or skip the test; in CI a skipped test fails."""
    path = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), str(_BUILT)]))
    if path is None:
        pytest.skip(f"{name} is not installed ({_FROM[name]})")
    return path
