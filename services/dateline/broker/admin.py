"""Asks a Kafka whether it is there."""

import socket

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

_TIMEOUT_SECONDS = 5


def count_brokers(host: str, port: int) -> int:
    """How many live brokers the cluster at `host:port` reports to an admin client; 0 while none answers."""
    try:
        # An admin client retries a refused connection for long, and in a thread; first see that something listens.
        socket.create_connection((host, port), timeout=_TIMEOUT_SECONDS).close()
    except OSError:
        return 0
    try:
        with KafkaAdminClient(
            bootstrap_servers=f"{host}:{port}",
            bootstrap_timeout_ms=_TIMEOUT_SECONDS * 1000,
            request_timeout_ms=_TIMEOUT_SECONDS * 1000,
        ) as client:
            return len(client.describe_cluster()["brokers"])
    except KafkaError:
        return 0
