"""Dateline enriches a stream of multilingual news articles on Apache Kafka."""

import dateline.one_thread as _one_thread  # noqa: F401 (before anything imports numpy)

__version__ = "0.1.0"
