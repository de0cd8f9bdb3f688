"""Resolves jgo.toml to the lock file of the embedded broker: every jar, with its version and SHA-256.

    python deploy/kafka/lock.py           write services/dateline/broker/data/kafka.lock.toml
    python deploy/kafka/lock.py --check   exit with 1 if a fresh resolution differs from it

Everything is downloaded anew, from Maven Central or the mirror that jgo is configured with.
"""

import argparse
import sys
import tempfile
import tomllib
from pathlib import Path

import tomli_w
from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.env import EnvironmentSpec, LockFile
from jgo.maven import MavenContext

HERE = Path(__file__).resolve().parent
LOCK_FILE = HERE.parents[1] / "services" / "dateline" / "broker" / "data" / "kafka.lock.toml"
HEADER = "# The jars of Apache Kafka, resolved by jgo from deploy/kafka/jgo.toml. Made by deploy/kafka/lock.py.\n\n"


def resolve() -> dict[str, object]:
    """What jgo.toml resolves to today, in the form of jgo's lock file."""
    specification = EnvironmentSpec.load(HERE / "jgo.toml")
    repositories = {"central": MAVEN_CENTRAL_URL} | GlobalSettings.load().repositories
    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder), remote_repos=repositories)
        wanted = [context.create_dependency(coordinate) for coordinate in specification.coordinates]
        for dependency in wanted:
            dependency.scope = "compile"
        named, drawn_in = context.resolver.resolve(wanted)
        needed = [*named, *(dependency for dependency in drawn_in if dependency.scope in {"compile", "runtime"})]
        lock = LockFile.from_resolved_dependencies(needed)
    return {"dependencies": [dependency.to_dict() for dependency in lock.dependencies]}


def main() -> int:
    """Write or check the lock file; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    resolved = resolve()
    if check:
        return int(tomllib.loads(LOCK_FILE.read_text(encoding="utf-8")) != resolved)
    LOCK_FILE.write_text(HEADER + tomli_w.dumps(resolved), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
