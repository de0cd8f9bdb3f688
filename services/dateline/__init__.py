"""Dateline enriches a stream of multilingual news articles on Apache Kafka."""

__version__ = "0.1.0"
