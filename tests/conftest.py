"""What tests share: one Apache Kafka for the whole run, and topics of its own for each test."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.admin import create_topics
from dateline.settings import Settings, load_settings
from tests.support.stream import Stream, stream_of

pytest_plugins = ["tests.plugins.interruptible", "tests.plugins.no_skips", "tests.plugins.one_kafka"]


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def settings(bootstrap_servers: str, bare_environment: None, tmp_path: Path) -> Settings:
    """Settings with topics, a consumer group and a data folder of the test's own."""
    return load_settings(
        bootstrap_servers=bootstrap_servers,
        topic_prefix=f"t{uuid.uuid4().hex[:10]}.",
        raw_partitions=2,
        annotated_partitions=2,
        enriched_partitions=1,
        replication_factor=1,
        data_dir=tmp_path / "data",
        metrics_port=0,
    )


@pytest.fixture
def topics(settings: Settings) -> Settings:
    """The test's settings, with their topics created."""
    create_topics(settings)
    return settings


@pytest.fixture
def stream(topics: Settings, tmp_path: Path) -> Iterator[Stream]:
    """The test's topics, and workers that end with it."""
    with stream_of(topics, tmp_path) as running:
        yield running
