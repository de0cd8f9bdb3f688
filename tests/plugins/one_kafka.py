"""One Apache Kafka for a test run, also where several processes share the tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from dateline.broker import EmbeddedBroker

_ADDRESS = "bootstrap_servers"
_shared = pytest.StashKey[EmbeddedBroker]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist where the run's Kafka is, which the first of them makes start."""
    stash = node.config.stash
    if _shared not in stash:
        stash[_shared] = EmbeddedBroker(temporary=True)
        stash[_shared].start()
    node.workerinput[_ADDRESS] = stash[_shared].bootstrap_servers


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it with the run."""
    if _shared in config.stash:
        config.stash[_shared].close()


@pytest.fixture(scope="session")
def bootstrap_servers(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the test run's Kafka is; a test that stops or kills one must start its own."""
    told = getattr(request.config, "workerinput", {}).get(_ADDRESS)
    if told is not None:
        yield told
        return
    with EmbeddedBroker(temporary=True) as running:
        yield running.bootstrap_servers
