"""The embedded broker's life: start, stop, kill, start again."""

import base64
import contextlib
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs

from dateline.broker.admin import count_brokers
from dateline.broker.configuration import FORMAT_OPTIONS, JVM_OPTIONS, PROPERTIES, is_formatted, write_properties
from dateline.broker.data_folder import claimed, sign_claim
from dateline.broker.distribution import Distribution, find_distribution
from dateline.broker.log import rotate, tail
from dateline.broker.ports import HOST, free_port, require_free
from dateline.broker.process import SupervisedProcess
from dateline.broker.runtime import find_java
from dateline.errors import BrokerDied, BrokerError

DEFAULT_MAX_MESSAGE_BYTES = 17 * 1024 * 1024

_LOG = "broker.log"
_POLL_SECONDS = 0.05


def _silent(_message: str) -> None:
    """Report nothing."""


class EmbeddedBroker:
    """A single-node Apache Kafka on 127.0.0.1, as a child of this process.

    As a context manager it runs inside the block. Outside of one, `start()` and `stop()` may alternate: port and data
    stay the same, until `close()`. Kafka ends with this process in any case, also when this process is killed.

    Methods raise BrokerError: JavaMissing, KafkaUnobtainable, PortTaken, DataFolderUnusable or BrokerDied.
    """

    def __init__(
        self,
        *,
        port: int | None = None,
        data_dir: Path | None = None,
        temporary: bool = False,
        java: Path | None = None,
        kafka_home: Path | None = None,
        cache_dir: Path | None = None,
        max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES,
        start_timeout: float = 90.0,
        report: Callable[[str], None] = _silent,
    ) -> None:
        """Nothing is started yet.

        `port`: where clients connect, default a free one. `data_dir`: default a folder in the user's data folder.
        `temporary`: keep the data in a temporary folder, removed by `close()`. `java`, `kafka_home`: instead of what
        is found through JAVA_HOME, PATH and KAFKA_HOME. `cache_dir`: where Kafka's jars are kept. `max_message_bytes`:
        largest record batch. `start_timeout`: seconds. `report`: called with a sentence for every step that takes time.
        """
        if temporary and data_dir is not None:
            raise BrokerError("a broker's data is either temporary or in a given folder: give one of the two")
        self._port = port
        self._data_dir = data_dir.absolute() if data_dir else None
        self._temporary = temporary
        self._java = java
        self._kafka_home = kafka_home
        self.cache_dir = cache_dir or Path(platformdirs.user_cache_dir("dateline", appauthor=False)) / "kafka"
        self._max_message_bytes = max_message_bytes
        self._start_timeout = start_timeout
        self._report = report
        self._process: SupervisedProcess | None = None
        if not temporary and self._data_dir is None:
            self._data_dir = Path(platformdirs.user_data_dir("dateline", appauthor=False)) / "broker"

    @property
    def bootstrap_servers(self) -> str:
        """Address for clients, host:port; known from the first `start()` on."""
        if self._port is None:
            raise BrokerError("the broker has no address yet: start it first")
        return f"{HOST}:{self._port}"

    @property
    def data_dir(self) -> Path:
        """Folder of topics, configuration and log; a temporary one is known from `start()` to `close()`."""
        if self._data_dir is None:
            raise BrokerError("the broker has no data folder: a temporary one exists from start() to close()")
        return self._data_dir

    @property
    def log_path(self) -> Path:
        """Kafka's log since the last start; the one before it is beside it, with `.1` at its end."""
        return self.data_dir / _LOG

    @property
    def pid(self) -> int | None:
        """Process id of Kafka; None while it does not run."""
        return self._process.pid if self._process and self._process.running else None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start Kafka; returns once an admin client got an answer. After `stop()` or `kill()`: same port, same data."""
        if self._process and self._process.running:
            raise BrokerError(f"the broker already runs at {self.bootstrap_servers}")
        self.stop()
        java = find_java(self._java)
        distribution = find_distribution(self._kafka_home, self.cache_dir, self._report)
        if self._data_dir is None:
            self._data_dir = Path(tempfile.mkdtemp(prefix="dateline-broker-"))
        port = self._choose_port()
        with claimed(self._data_dir) as lock:
            write_properties(
                self._data_dir,
                port=port,
                controller_port=free_port(besides=[port]),
                max_message_bytes=self._max_message_bytes,
            )
            rotate(self.log_path)
            if not is_formatted(self._data_dir):
                self._format(java, distribution, lock)
            self._report(f"Starting Apache Kafka {distribution.version} at {self.bootstrap_servers}")
            self._process = self._run([java, *JVM_OPTIONS, *distribution.arguments, "kafka.Kafka", PROPERTIES], lock)
            sign_claim(lock, self._process.pid)
        try:
            self._wait_until_ready(self._process, port)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Shut Kafka down in order, its data kept; does nothing if it does not run."""
        if self._process:
            self._process.stop()
            self._process = None

    def kill(self) -> None:
        """End Kafka with SIGKILL, as a crash would; its data is kept, and the next start takes some seconds longer."""
        if self._process:
            self._process.kill()
            self._process = None

    def close(self) -> None:
        """Stop Kafka, and remove its data where that is temporary."""
        self.stop()
        if self._temporary and self._data_dir is not None:
            # Where a start was interrupted, Kafka's supervisor may be removing the same folder.
            shutil.rmtree(self._data_dir, ignore_errors=True)
            self._data_dir = None

    def wait(self) -> None:
        """Wait until Kafka ends by itself; raises BrokerDied when it does, BrokerError if it does not run."""
        if self._process is None:
            raise BrokerError("the broker does not run")
        raise self._died(self._process.wait(), "ended")

    def _choose_port(self) -> int:
        if self._port is None:
            self._port = free_port()
        require_free(self._port)
        return self._port

    def _format(self, java: Path, distribution: Distribution, lock: int) -> None:
        self._report(f"Formatting the data folder {self.data_dir}")
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        process = self._run(
            [
                java,
                *FORMAT_OPTIONS,
                *distribution.arguments,
                "kafka.tools.StorageTool",
                "format",
                "--ignore-formatted",
                f"--cluster-id={cluster_id}",
                f"--config={PROPERTIES}",
            ],
            lock,
        )
        try:
            status = process.wait()
        except BaseException:
            process.kill()
            raise
        if status:
            raise self._died(status, "could not format its data folder")

    def _run(self, command: Sequence[str | Path], lock: int) -> SupervisedProcess:
        with self.log_path.open("ab") as log:
            return SupervisedProcess(
                command, folder=self.data_dir, log=log, lock=lock, remove=self.data_dir if self._temporary else None
            )

    def _wait_until_ready(self, process: SupervisedProcess, port: int) -> None:
        deadline = time.monotonic() + self._start_timeout
        while count_brokers(HOST, port) == 0:
            with contextlib.suppress(subprocess.TimeoutExpired):
                raise self._died(process.wait(_POLL_SECONDS), "ended before it was ready")
            if time.monotonic() > deadline:
                raise BrokerDied(
                    f"Apache Kafka was not ready after {self._start_timeout:g} seconds and was ended."
                    f" Its log {self.log_path} ends:\n{tail(self.log_path)}"
                )

    def _died(self, status: int, what: str) -> BrokerError:
        return BrokerDied(
            f"Apache Kafka {what} (exit status {status}). Its log {self.log_path} ends:\n{tail(self.log_path)}"
        )
