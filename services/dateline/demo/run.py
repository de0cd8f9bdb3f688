"""Runs the demo from start to end, and cleans up after itself."""

import os
import signal
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from rich.console import Console

from dateline.admin import create_topics
from dateline.broker import EmbeddedBroker
from dateline.broker.ports import free_port
from dateline.demo.report import article_table, totals
from dateline.demo.seeds import seed_articles
from dateline.demo.worker_process import WorkerProcess
from dateline.errors import BadRow, OutputError, SystemFault, WriteRefused
from dateline.records import DeadLetter, EnrichedArticle
from dateline.records.headers import RAW_POSITION, RAW_TIMESTAMP, header, read_dead_letter
from dateline.replayer.printable import printable
from dateline.replayer.reader import Message, TopicReader
from dateline.replayer.replay import replay
from dateline.replayer.sources import Source, open_sources
from dateline.settings import Settings, load_settings

QUIET_SECONDS = 120.0
"""How long nothing may come out before the demo gives up."""

ENRICHED_FILE, METRICS_FILE, LOG_FILE = "enriched.jsonl", "metrics.txt", "worker.log"


@dataclass(frozen=True)
class DemoOptions:
    """What to show, and where to put it. `rows`: how many articles the table shows."""

    paths: Sequence[str] = ()
    folder: Path = field(default_factory=lambda: Path("dateline-demo"))
    rows: int = 100
    keep: bool = False


def run_demo(options: DemoOptions, console: Console) -> int:
    """Run the demo; returns the exit status, 1 where articles were lost or refused. Raises DatelineError."""
    begun = time.monotonic()
    source = open_sources(list(options.paths) or [str(seed_articles())])
    _make_folder(options.folder)
    with (
        _terminated_as_interrupted(),
        tempfile.TemporaryDirectory(prefix="dateline-demo-") as data,
        EmbeddedBroker(temporary=True, report=lambda step: console.print(step, style="dim")) as broker,
    ):
        settings = load_settings(
            bootstrap_servers=broker.bootstrap_servers,
            data_dir=Path(data),
            metrics_port=free_port(),
            metrics_host="127.0.0.1",
            replication_factor=1,
            # one partition, so that copies come after their originals, as in the seeds
            raw_partitions=1,
        )
        create_topics(settings)
        console.print("Topics are created. A worker starts.", style="dim")
        with WorkerProcess(settings, options.folder / LOG_FILE) as worker:
            status = _show(options, source, settings, worker, console)
            console.print(f"Done in {time.monotonic() - begun:.0f} seconds.", style="dim")
            if options.keep:
                _keep(settings, worker, console)
    return status


def _show(options: DemoOptions, source: Source, settings: Settings, worker: WorkerProcess, console: Console) -> int:
    printer = _Printer(console)
    counts = replay(source, settings, observer=printer)
    console.print(f"Articles on {settings.raw}: {counts.published}.", style="dim")
    enriched, letters = _collect(settings, worker, counts.published, console)
    articles = [EnrichedArticle.model_validate_json(message.value or b"") for message in enriched]
    file, metrics, log = (options.folder / name for name in (ENRICHED_FILE, METRICS_FILE, LOG_FILE))
    _write(file, b"".join((message.value or b"") + b"\n" for message in enriched))
    _write(metrics, _metrics(settings, log))
    console.print(article_table(articles, options.rows))
    if len(articles) > options.rows:
        console.print(f"… and {len(articles) - options.rows} more")
    for line in totals(articles, letters, console.width):
        console.print(line, soft_wrap=True)
    console.print(f"records       {file}\nmetrics       {metrics}\nworker's log  {log}", soft_wrap=True)
    return 0 if len(articles) + len(letters) == counts.published and not counts.failed else 1


def _collect(
    settings: Settings, worker: WorkerProcess, expected: int, console: Console
) -> tuple[list[Message], list[DeadLetter]]:
    enriched: list[Message] = []
    letters: list[DeadLetter] = []
    heard_at = time.monotonic()
    with (
        TopicReader(settings, settings.enriched) as outcome,
        TopicReader(settings, settings.dead) as dead,
        console.status("waiting for the worker") as status,
    ):
        outcome.start(from_beginning=True)
        dead.start(from_beginning=True)
        while len(enriched) + len(letters) < expected:
            worker.require_running()
            found = outcome.poll(0.2)
            buried = dead.poll(0.0)
            if found or buried:
                heard_at = time.monotonic()
                if not enriched:
                    console.print("The first enriched articles arrive.", style="dim")
            elif time.monotonic() - heard_at > QUIET_SECONDS:
                raise SystemFault(
                    f"{expected - len(enriched) - len(letters)} of {expected} articles did not come out, and nothing "
                    f"came for {QUIET_SECONDS:.0f} seconds; the worker's log says more"
                )
            enriched += found
            letters += [read_dead_letter(message.headers) for message in buried]
            status.update(f"enriched {len(enriched)} of {expected}")
    return sorted(enriched, key=_arrival), letters


def _arrival(message: Message) -> tuple[int, int]:
    _, _, offset = (header(message.headers, RAW_POSITION) or "").rpartition(":")
    return int(header(message.headers, RAW_TIMESTAMP) or 0), int(offset or 0)


def _keep(settings: Settings, worker: WorkerProcess, console: Console) -> None:
    console.print(
        f"Everything keeps running until Ctrl-C:\n"
        f"  Kafka    {settings.bootstrap_servers}\n"
        f"  metrics  http://{settings.metrics_host}:{settings.metrics_port}/metrics\n"
        f"In another terminal:\n"
        f"  export DATELINE_BOOTSTRAP_SERVERS={settings.bootstrap_servers}\n"
        f"  dateline replay FILE; dateline tail --from-beginning",
        soft_wrap=True,
    )
    try:
        while True:
            worker.require_running()
            time.sleep(1)
    except KeyboardInterrupt:
        console.print("Stopping.", style="dim")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(folder, error.strerror) from error
    # told before Kafka starts, not after all the work
    for file in (folder / name for name in (ENRICHED_FILE, METRICS_FILE, LOG_FILE)):
        if file.is_dir():
            raise _not_written(file, "it is a folder")
        if not os.access(file if file.exists() else folder, os.W_OK):
            raise _not_written(file, "not allowed to")


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise _not_written(file, error.strerror) from error


def _not_written(path: Path, reason: str | None) -> OutputError:
    return OutputError(f"{path} cannot be written: {reason}; choose another folder with --output")


def _metrics(settings: Settings, log: Path) -> bytes:
    address = f"http://{settings.metrics_host}:{settings.metrics_port}/metrics"
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            metrics: bytes = response.read()
    except (OSError, HTTPException) as error:
        raise SystemFault(f"the worker does not answer at {address}: {error}; its log ({log}) says more") from error
    return metrics


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Printer:
    def __init__(self, console: Console) -> None:
        self._console = console

    def advanced(self, published: int, bytes_read: int) -> None:
        """Say nothing: the articles are few, and what comes out is what counts."""

    def failed(self, error: BadRow | WriteRefused) -> None:
        """Show a row that was not published."""
        self._console.print(printable(str(error)), style="red", soft_wrap=True)
