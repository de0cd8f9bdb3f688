"""Waits for Kafka, and tells one cluster from another."""

import time
from collections.abc import Callable

from dateline.admin.client import admin_client
from dateline.errors import KafkaUnavailable
from dateline.settings import Settings

RETRY_SECONDS = 1.0


def wait_for_cluster(settings: Settings, report: Callable[[str], None]) -> str:
    """Return the id of the cluster, as soon as it answers; `report` is told once that it does not yet.

    Raises KafkaUnavailable when it has not answered within `connect_timeout_seconds`.
    """
    deadline = time.monotonic() + settings.connect_timeout_seconds
    told = False
    while True:
        try:
            with admin_client(settings) as client:
                return str(client.describe_cluster()["cluster_id"])
        except KafkaUnavailable as error:
            if time.monotonic() + RETRY_SECONDS > deadline:
                raise
            if not told:
                told = True
                report(f"waiting up to {settings.connect_timeout_seconds:.0f} seconds for Kafka: {error}")
            time.sleep(RETRY_SECONDS)
