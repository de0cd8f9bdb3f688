import os
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dateline.broker import EmbeddedBroker
from dateline.broker.distribution import find_distribution, locked_jars
from dateline.broker.ports import free_port
from dateline.errors import KafkaUnobtainable

ROOT = Path(__file__).resolve().parents[2]


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def _web_server(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_QuietHandler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def set_mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Points jgo to another server instead of Maven Central, as its users do, and hides Maven's local repository."""
    monkeypatch.setenv("M2_REPO", str(tmp_path / "no-maven"))
    monkeypatch.delenv("KAFKA_HOME", raising=False)

    def set_url(url: str) -> None:
        configuration = tmp_path / "jgo.conf"
        configuration.write_text(f"[repositories]\ncentral = {url}\n")
        monkeypatch.setenv("JGO_CONFIG_FILE", str(configuration))

    return set_url


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all jars, laid out as a Maven repository, linked from where the broker found them."""
    folder = tmp_path_factory.mktemp("repository")
    user_cache = EmbeddedBroker(temporary=True).cache_dir
    class_path = find_distribution(None, user_cache, print, {}).class_path.split(os.pathsep)
    for jar, path in zip(locked_jars(), class_path, strict=True):
        (folder / jar.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / jar.path).symlink_to(path)
    return folder


def test_the_lock_file_holds_what_the_specification_names_each_jar_with_its_sum() -> None:
    specification = tomllib.loads((ROOT / "deploy" / "kafka" / "jgo.toml").read_text())
    locked = {f"{jar.group}:{jar.artifact}:{jar.version}" for jar in locked_jars()}
    assert set(specification["dependencies"]["coordinates"]) <= locked
    assert all(len(jar.sha256) == 64 for jar in locked_jars())
    kafka_versions = {jar.version for jar in locked_jars() if jar.group == "org.apache.kafka"}
    assert len(kafka_versions) == 1


def test_all_jars_are_fetched_once_and_then_found_without_a_network(
    repository: Path, set_mirror: Callable[[str], None], tmp_path: Path
) -> None:
    cache, said = tmp_path / "cache", list[str]()
    with _web_server(repository) as url:
        set_mirror(url)
        first = find_distribution(None, cache, said.append)
    again = find_distribution(None, cache, said.append)
    assert again == first
    assert len(said) == 1
    assert all(Path(path).is_relative_to(cache) for path in first.class_path.split(os.pathsep))
    assert sorted(path.name for path in cache.iterdir() if path.name.startswith("fetch-")) == []


def test_a_damaged_jar_in_the_cache_is_fetched_again(
    repository: Path, set_mirror: Callable[[str], None], tmp_path: Path
) -> None:
    cache, said = tmp_path / "cache", list[str]()
    with _web_server(repository) as url:
        set_mirror(url)
        find_distribution(None, cache, said.append)
        damaged = cache / locked_jars()[0].path
        damaged.write_bytes(damaged.read_bytes()[:1000])
        find_distribution(None, cache, said.append)
    assert "(1 of 46 files" in said[-1]
    assert damaged.stat().st_size > 1000


def test_without_a_network_the_error_names_the_file_and_the_ways_to_go_on(
    set_mirror: Callable[[str], None], tmp_path: Path
) -> None:
    set_mirror(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(KafkaUnobtainable, match="cannot fetch") as caught:
        find_distribution(None, tmp_path / "cache", print)
    for way in (str(tmp_path / "cache"), "KAFKA_HOME", "jgo.conf", "docker compose up"):
        assert way in str(caught.value)


def test_a_mirror_that_has_no_such_file_is_an_error(set_mirror: Callable[[str], None], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with _web_server(tmp_path / "empty") as url:
        set_mirror(url)
        with pytest.raises(KafkaUnobtainable, match="not found"):
            find_distribution(None, tmp_path / "cache", print)


def test_a_file_with_another_sum_is_refused_and_not_kept(set_mirror: Callable[[str], None], tmp_path: Path) -> None:
    for jar in locked_jars():
        path = tmp_path / "forged" / jar.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"not a jar")
    with _web_server(tmp_path / "forged") as url:
        set_mirror(url)
        with pytest.raises(KafkaUnobtainable, match="is not the file that was expected"):
            find_distribution(None, tmp_path / "cache", print)
    assert list((tmp_path / "cache").iterdir()) == []


def test_jars_in_mavens_local_repository_are_taken_from_there(repository: Path, tmp_path: Path) -> None:
    found = find_distribution(None, tmp_path / "cache", pytest.fail, {"M2_REPO": str(repository)})
    assert str(tmp_path / "cache") not in found.class_path


def test_kafka_home_is_used_with_all_its_jars(tmp_path: Path) -> None:
    (tmp_path / "libs").mkdir()
    (tmp_path / "libs" / "kafka_2.13-4.1.0.jar").touch()
    found = find_distribution(None, tmp_path / "cache", pytest.fail, {"KAFKA_HOME": str(tmp_path)})
    assert (found.version, found.class_path) == ("4.1.0", f"{tmp_path}/libs/*")


@pytest.mark.parametrize(
    ("jar", "message"), [("kafka_2.13-3.9.1.jar", r"Kafka 3\.9\.1"), ("other.jar", "holds no Apache Kafka")]
)
def test_a_kafka_home_that_does_not_do_is_an_error(tmp_path: Path, jar: str, message: str) -> None:
    (tmp_path / "libs").mkdir()
    (tmp_path / "libs" / jar).touch()
    with pytest.raises(KafkaUnobtainable, match=message):
        find_distribution(None, tmp_path / "cache", pytest.fail, {"KAFKA_HOME": str(tmp_path)})
