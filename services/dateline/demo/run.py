"""Runs the demo from start to end, and cleans up after itself."""

import signal
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
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
from dateline.replayer.reader import Message, TopicReader
from dateline.replayer.replay import replay
from dateline.replayer.sources import open_sources
from dateline.settings import Settings, load_settings

QUIET_SECONDS = 120.0
"""How long nothing may come out before the demo gives up."""


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
        with WorkerProcess(settings, options.folder / "worker.log") as worker:
            status = _show(options, settings, worker, console)
            console.print(f"Done in {time.monotonic() - begun:.0f} seconds.", style="dim")
            if options.keep:
                _keep(settings, worker, console)
    return status


def _show(options: DemoOptions, settings: Settings, worker: WorkerProcess, console: Console) -> int:
    source = open_sources(list(options.paths) or [str(seed_articles())])
    printer = _Printer(console)
    counts = replay(source, settings, observer=printer)
    console.print(f"{counts.published} articles are on {settings.raw}.", style="dim")
    enriched, letters = _collect(settings, worker, counts.published, console)
    articles = [EnrichedArticle.model_validate_json(message.value or b"") for message in enriched]
    file = options.folder / "enriched.jsonl"
    file.write_bytes(b"".join((message.value or b"") + b"\n" for message in enriched))
    metrics = options.folder / "metrics.txt"
    address = f"http://{settings.metrics_host}:{settings.metrics_port}/metrics"
    with urllib.request.urlopen(address, timeout=10) as response:
        metrics.write_bytes(response.read())
    console.print(article_table(articles, options.rows))
    if len(articles) > options.rows:
        console.print(f"… and {len(articles) - options.rows} more")
    for line in totals(articles, letters):
        console.print(line, highlight=False)
    console.print(f"records       {file}\nmetrics       {metrics}\nworker's log  {options.folder / 'worker.log'}")
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


def _arrival(message: Message) -> tuple[int, str]:
    return int(header(message.headers, RAW_TIMESTAMP) or 0), header(message.headers, RAW_POSITION) or ""


def _keep(settings: Settings, worker: WorkerProcess, console: Console) -> None:
    console.print(
        f"Everything keeps running until Ctrl-C:\n"
        f"  Kafka    {settings.bootstrap_servers}\n"
        f"  metrics  http://{settings.metrics_host}:{settings.metrics_port}/metrics\n"
        f"In another terminal:\n"
        f"  export DATELINE_BOOTSTRAP_SERVERS={settings.bootstrap_servers}\n"
        f"  dateline replay FILE; dateline tail --from-beginning",
        highlight=False,
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
        raise OutputError(f"{folder} cannot be written: {error.strerror}; choose another with --output") from error


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
        self._console.print(str(error), style="red", highlight=False)
