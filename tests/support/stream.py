"""A real worker process, and what goes in and comes out of its topics."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from dateline.broker.ports import free_port
from dateline.records import DeadLetter
from dateline.records.headers import read_dead_letter
from dateline.replayer.publisher import Publisher
from dateline.replayer.reader import Message, TopicReader
from dateline.settings import Settings, as_environment
from dateline.topology import largest_record_bytes

PATIENCE_SECONDS = 150.0
RUN = "\nimport sys\nfrom dateline.cli import main\nsys.argv = ['dateline', 'worker']\nmain()\n"
"""What a worker's process runs, behind code that breaks something in it."""


def article(number: int, *, outlet: str = "outlet", **fields: Any) -> dict[str, Any]:
    """An article of its own kind: no two share enough words to be copies."""
    words = " ".join(
        f"{word}{number}" for word in ("harbour", "council", "bridge", "meeting", "vote", "storm", "budget")
    )
    body = ". ".join(f"The {words} of day {day} in ward {number * 31 + day} was counted" for day in range(4)) + "."
    return {"id": f"a{number}", "outlet": outlet, "headline": f"Report {number}", "body_text": body, **fields}


class Stream:
    """One test's topics and workers."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self._folder = folder
        self._workers: list[Worker] = []

    def publish(self, values: Iterable[dict[str, Any] | bytes | None], *, key: bytes | None = b"outlet") -> int:
        """Put values on the raw topic; a dictionary is written as JSON, keyed by its outlet."""
        count = 0
        with Publisher(self.settings, largest_record_bytes(self.settings)) as publisher:
            for value in values:
                own_key = value["outlet"].encode() if isinstance(value, dict) and value.get("outlet") else key
                data = json.dumps(value, ensure_ascii=False).encode() if isinstance(value, dict) else value
                publisher.publish(self.settings.raw, data, key=own_key, headers=[], name=f"value {count}")
                count += 1
        return count

    def worker(
        self,
        name: str = "w",
        *options: str,
        environment: dict[str, str] | None = None,
        code: str | None = None,
    ) -> "Worker":
        """Start a worker with options of its command; `code` replaces what its process runs."""
        command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "dateline", "worker", *options]
        worker = Worker(self.settings, name, self._folder, environment or {}, command)
        self._workers.append(worker)
        return worker

    def stop(self) -> None:
        """Stop every worker that runs."""
        for worker in self._workers:
            worker.kill()

    def wait_for(self, topic: str, done: Callable[[list[Message]], bool]) -> list[Message]:
        """Read a topic from its beginning until what was read is enough."""
        found: list[Message] = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        with TopicReader(self.settings, topic) as reader:
            reader.start(from_beginning=True)
            while not done(found):
                for worker in self._workers:
                    worker.complain_if_dead()
                assert time.monotonic() < deadline, f"only {len(found)} records came on {topic}\n{self._logs()}"
                found += reader.poll(0.2)
        return found

    def _logs(self) -> str:
        return "\n".join(f"--- {worker.log.name}\n{worker.text()[-3000:]}" for worker in self._workers)

    def enriched(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many enriched records."""
        found = self.wait_for(self.settings.enriched, lambda messages: len(messages) >= count)
        return [json.loads(message.value or b"null") for message in found]

    def dead_letters(self, count: int) -> list[tuple[DeadLetter, Message]]:
        """Wait for so many dead letters."""
        found = self.wait_for(self.settings.dead, lambda messages: len(messages) >= count)
        return [(read_dead_letter(message.headers), message) for message in found]

    def now_on(self, topic: str) -> list[Message]:
        """Read what lies on a topic."""
        with TopicReader(self.settings, topic) as reader:
            return list(reader.to_end())


class Worker:
    """A worker process."""

    def __init__(
        self, settings: Settings, name: str, folder: Path, environment: dict[str, str], command: list[str]
    ) -> None:
        self.port = free_port()
        self.log = folder / f"{name}-{self.port}.log"
        self._expected_to_live = True
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env={
                    **os.environ,
                    **as_environment(settings),
                    "DATELINE_INSTANCE_ID": name,
                    "DATELINE_METRICS_PORT": str(self.port),
                    "DATELINE_SUPERVISOR_PID": str(os.getpid()),
                    **environment,
                },
            )

    def text(self) -> str:
        """Return its log."""
        return self.log.read_text("utf-8", "replace")

    def complain_if_dead(self) -> None:
        """Fail the test when the worker ended on its own."""
        if self._expected_to_live:
            status = self.process.poll()
            assert status is None, f"the worker ended with status {status}:\n{self.text()[-4000:]}"

    def kill(self) -> None:
        """End it as a crash would: SIGKILL."""
        self._expected_to_live = False
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """End it in order; returns its exit status."""
        self._expected_to_live = False
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def wait(self) -> int:
        """Wait for it to end by itself; returns its exit status."""
        self._expected_to_live = False
        return self.process.wait(PATIENCE_SECONDS)

    def get(self, path: str) -> tuple[int, str]:
        """Ask its HTTP server; status 0 where it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def metric(self, name: str, **labels: str) -> float:
        """Return a sample of /metrics; 0 where there is none."""
        wanted = {f'{key}="{value}"' for key, value in labels.items()}
        for line in self.get("/metrics")[1].splitlines():
            series, _, value = line.rpartition(" ")
            found, _, rest = series.partition("{")
            if found == name and wanted <= set(rest.rstrip("}").split(",")):
                return float(value)
        return 0.0

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for something to come true of it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            self.complain_if_dead()
            assert time.monotonic() < deadline, f"{what} did not come true:\n{self.text()[-4000:]}"
            time.sleep(0.1)

    def wait_ready(self) -> None:
        """Wait until it is ready."""
        self.wait_until(lambda: self.get("/readyz")[0] == 200, "readiness")


@contextlib.contextmanager
def stream_of(settings: Settings, folder: Path) -> Iterator[Stream]:
    """Yield a stream whose workers are gone afterwards."""
    stream = Stream(settings, folder)
    try:
        yield stream
    finally:
        stream.stop()
