"""The jars of Apache Kafka: those of KAFKA_HOME, or those of the lock file, fetched once into the user's cache."""

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.broker.download import Jar, fetch_jars, sha256
from dateline.errors import KafkaUnobtainable

OLDEST_KAFKA = 4

_LOCK_FILE = Path(__file__).parent / "data" / "kafka.lock.toml"
_KAFKA_JAR = re.compile(r"kafka_2\.1\d-(\d+)\.(.+)\.jar")

_SIMPLE_LOGGER = (
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "-Dorg.slf4j.simpleLogger.showShortLogName=true",
)


@dataclass(frozen=True)
class Distribution:
    """What Java needs to run Kafka."""

    version: str
    class_path: str
    jvm_options: tuple[str, ...]
    """Options that make this distribution log to standard error or output."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """What a `java` command needs before the name of one of Kafka's classes."""
        return (*self.jvm_options, "-cp", self.class_path)


def find_distribution(
    kafka_home: Path | None, cache_dir: Path, report: Callable[[str], None], environ: Mapping[str, str] = os.environ
) -> Distribution:
    """The Kafka in `kafka_home` or KAFKA_HOME where there is one, else that of the lock file.

    Its jars are looked for in `cache_dir` and in Maven's local repository, and fetched into `cache_dir` where they are
    missing or have another SHA-256 than the lock file says. Raises KafkaUnobtainable.
    """
    home = kafka_home or (Path(environ["KAFKA_HOME"]) if environ.get("KAFKA_HOME") else None)
    return _installed(home) if home else _locked(cache_dir, report, environ)


@cache
def locked_jars() -> tuple[Jar, ...]:
    """The jars of the lock file."""
    dependencies = tomllib.loads(_LOCK_FILE.read_text(encoding="utf-8"))["dependencies"]
    return tuple(
        Jar(entry["groupId"], entry["artifactId"], entry["version"], entry["sha256"]) for entry in dependencies
    )


def _installed(home: Path) -> Distribution:
    libs = home / "libs"
    found = [match for path in libs.glob("kafka_2.1*.jar") if (match := _KAFKA_JAR.fullmatch(path.name))]
    if not found:
        raise KafkaUnobtainable(
            f"KAFKA_HOME is {home}, but {libs} holds no Apache Kafka (expected kafka_2.13-4.*.jar)."
            " Correct or unset KAFKA_HOME."
        )
    version = f"{found[0][1]}.{found[0][2]}"
    if int(found[0][1]) < OLDEST_KAFKA:
        raise KafkaUnobtainable(
            f"KAFKA_HOME {home} holds Apache Kafka {version}; {OLDEST_KAFKA}.0 or newer is needed."
            " Point it to a newer one, or unset it."
        )
    configuration = home / "config" / "log4j2.yaml"
    options = [f"-Dlog4j2.configurationFile={configuration}"] if configuration.is_file() else []
    return Distribution(version, f"{libs}/*", (*options, "-Dkafka.logs.dir=logs"))


def _locked(cache_dir: Path, report: Callable[[str], None], environ: Mapping[str, str]) -> Distribution:
    jars = locked_jars()
    version = next(jar.version for jar in jars if jar.artifact.startswith("kafka_"))
    maven = Path(environ.get("M2_REPO") or Path.home() / ".m2" / "repository")
    found = {jar: _find(jar, (cache_dir, maven)) for jar in jars}
    missing = [jar for jar, path in found.items() if path is None]
    if missing:
        report(f"Fetching Apache Kafka {version} ({len(missing)} of {len(jars)} files, once) into {cache_dir}")
        fetch_jars(missing, cache_dir)
    class_path = os.pathsep.join(str(found[jar] or cache_dir / jar.path) for jar in jars)
    return Distribution(version, class_path, _SIMPLE_LOGGER)


def _find(jar: Jar, repositories: Iterable[Path]) -> Path | None:
    for repository in repositories:
        path = repository / jar.path
        if path.is_file() and sha256(path) == jar.sha256:
            return path
    return None
