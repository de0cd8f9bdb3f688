"""Fetches jars with jgo, and takes only those that the lock file knows."""

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import KafkaUnobtainable

_PARALLEL = 6
_TIMEOUT_SECONDS = 30

_OFFLINE = (
    "Without access to Maven Central there are four ways: copy the folder {cache} from a machine where"
    " `dateline broker` ran once; unpack a release of Apache Kafka and set KAFKA_HOME to it; name a mirror in the"
    " [repositories] section of ~/.config/jgo.conf (central = https://...); or use any other Kafka with"
    " --bootstrap-servers (`docker compose up` starts one)."
)


@dataclass(frozen=True)
class Jar:
    """A jar of the lock file."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where it lies in a Maven repository."""
        return Path(*self.group.split("."), self.artifact, self.version, f"{self.artifact}-{self.version}.jar")


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch_jars(jars: Sequence[Jar], cache_dir: Path) -> None:
    """Fetch `jars` from Maven Central, or the mirror that jgo is configured with, into `cache_dir`.

    A file arrives there whole and checked, or not at all. Raises KafkaUnobtainable.
    """
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=cache_dir) as staging:
            download = _downloader(Path(staging))
            with ThreadPoolExecutor(_PARALLEL) as pool:
                try:
                    fetched = list(pool.map(download, jars))
                except BaseException:
                    pool.shutdown(cancel_futures=True)
                    raise
            for jar, path in zip(jars, fetched, strict=True):
                target = cache_dir / jar.path
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
    except OSError as error:
        raise KafkaUnobtainable(f"cannot write the files of Apache Kafka to {cache_dir}: {error}") from error


def _downloader(staging: Path) -> Callable[[Jar], Path]:
    try:
        from jgo.config import GlobalSettings  # noqa: PLC0415 - in the extra `broker`
        from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415
        from jgo.maven import MavenContext  # noqa: PLC0415
        from requests import RequestException  # noqa: PLC0415
    except ImportError as error:
        raise KafkaUnobtainable(
            "the embedded broker is not installed: run `pip install 'dateline[broker]'`, or set KAFKA_HOME, or use any"
            " other Kafka with --bootstrap-servers"
        ) from error
    repositories = {"central": MAVEN_CENTRAL_URL} | GlobalSettings.load().repositories
    context = MavenContext(repo_cache=staging, remote_repos=repositories, timeout=_TIMEOUT_SECONDS)
    hint = _OFFLINE.format(cache=staging.parent)

    def download(jar: Jar) -> Path:
        artifact = context.create_dependency(f"{jar.group}:{jar.artifact}:{jar.version}").artifact
        try:
            path = Path(artifact.resolve())
        except (RequestException, RuntimeError) as error:
            raise KafkaUnobtainable(f"cannot fetch {jar.path.name} of Apache Kafka: {error}.\n{hint}") from error
        if (digest := sha256(path)) != jar.sha256:
            raise KafkaUnobtainable(
                f"{jar.path.name}, fetched from {', '.join(repositories.values())}, is not the file that was expected:"
                f" its SHA-256 is {digest}, not {jar.sha256}. It was thrown away; check what lies between this machine"
                f" and that server.\n{hint}"
            )
        return path

    return download
