"""Programs that tests of the deployment need beside Python."""

import shutil

import pytest

_FROM = {
    "promtool": "Debian: apt install prometheus",
    "prometheus": "Debian: apt install prometheus",
    "helm": "go install helm.sh/helm/v3/cmd/helm@latest",
}


def program(name: str) -> str:
    """Return the path of a program, or skip the test; in CI a skipped test fails."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed ({_FROM[name]})")
    return path
