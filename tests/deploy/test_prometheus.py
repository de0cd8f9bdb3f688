import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from dateline.settings import Settings

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "deploy" / "prometheus" / "prometheus.yml"


def test_prometheus_takes_the_configuration() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: apt install prometheus)")
    result = subprocess.run([promtool, "check", "config", CONFIG], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_it_scrapes_a_service_of_compose_at_the_port_of_the_metrics() -> None:
    (job,) = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["scrape_configs"]
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    targets = [target for group in job["static_configs"] for target in group["targets"]]
    assert targets == [f"worker:{Settings().metrics_port}"]
    assert "worker" in services
