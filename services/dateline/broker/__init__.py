"""The embedded broker: a real Apache Kafka of one node, from `pip install 'dateline[broker]'` alone."""

from dateline.broker.foreground import serve
from dateline.broker.server import EmbeddedBroker

__all__ = ["EmbeddedBroker", "serve"]
