"""A real Prometheus on a free port, with short intervals, and what it answers."""

import json
import math
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from dateline.broker.ports import HOST, free_port
from deploy.prometheus.rules import Numbers, rule_file
from tests.support.programs import program

PATIENCE_SECONDS = 180.0

Sample = tuple[dict[str, str], float]


class Prometheus:
    """Scrapes what `watch` names every second, and evaluates the rules with other numbers as often."""

    def __init__(self, folder: Path, numbers: Numbers) -> None:
        self.address = f"{HOST}:{free_port()}"
        self._targets = folder / "targets.json"
        self._jobs: dict[str, list[str]] = {}
        self._log = folder / "prometheus.log"
        (folder / "rules.yml").write_text(rule_file(numbers), encoding="utf-8")
        self.watch({})
        config = {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": numbers.interval},
            "rule_files": ["rules.yml"],
            "scrape_configs": [{"job_name": "dateline", "file_sd_configs": [{"files": [self._targets.name]}]}],
        }
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    program("prometheus"),
                    f"--config.file={folder / 'prometheus.yml'}",
                    f"--storage.tsdb.path={folder / 'data'}",
                    f"--web.listen-address={self.address}",
                ],
                stdout=log,
                stderr=log,
            )

    def watch(self, jobs: dict[str, list[int]]) -> None:
        """Scrape the ports of these jobs too, from now on."""
        self._jobs |= {job: [f"{HOST}:{port}" for port in ports] for job, ports in jobs.items()}
        content = [{"targets": targets, "labels": {"job": job}} for job, targets in self._jobs.items()]
        # in one step, so that it never reads half of it
        written = self._targets.with_suffix(".new")
        written.write_text(json.dumps(content), encoding="utf-8")
        written.replace(self._targets)

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)

    def query(self, expression: str) -> list[Sample]:
        """Return the samples of an instant query that are numbers."""
        found = self._ask("query", query=expression)["result"]
        samples = [(one["metric"], float(one["value"][1])) for one in found]
        return [(labels, value) for labels, value in samples if not math.isnan(value)]

    def firing(self, job: str = "") -> set[str]:
        """Return the names of the alerts that fire, for a job or for none in particular."""
        return {
            alert["labels"]["alertname"]
            for alert in self._ask("alerts")["alerts"]
            if alert["state"] == "firing" and alert["labels"].get("job", job) == job
        }

    def wait_until(self, condition: Callable[[], bool], what: Callable[[], object]) -> None:
        """Wait for something to come true; `what` says how things stand where it does not."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert self._process.poll() is None, self._log.read_text()[-3000:]
            assert time.monotonic() < deadline, what()
            time.sleep(0.5)

    def wait_for_alert(self, name: str, job: str = "", *, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Wait until an alert fires; do something each time before it is looked for."""

        def fires() -> bool:
            meanwhile()
            return name in self.firing(job)

        self.wait_until(fires, lambda: f"{name} did not fire; {self._ask('alerts')}")

    def wait_for_silence(self, name: str, job: str = "") -> None:
        """Wait until an alert fires no more."""
        self.wait_until(lambda: name not in self.firing(job), lambda: f"{name} goes on; {self._ask('alerts')}")

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _ask(self, what: str, **parameters: str) -> Any:
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"http://{self.address}/api/v1/{what}?{query}", timeout=30) as answer:
            return json.load(answer)["data"]
