"""Connections to Kafka, and the topics that must be there."""

from dateline.admin.client import admin_client, client_options, connecting, reaching_kafka
from dateline.admin.differences import Difference
from dateline.admin.groups import check_layout
from dateline.admin.topics import (
    TopicReport,
    TopicState,
    check_topics,
    complaints,
    create_topics,
    describe_topics,
    recreate_topics,
    topic_ids,
)

__all__ = [
    "Difference",
    "TopicReport",
    "TopicState",
    "admin_client",
    "check_layout",
    "check_topics",
    "client_options",
    "complaints",
    "connecting",
    "create_topics",
    "describe_topics",
    "reaching_kafka",
    "recreate_topics",
    "topic_ids",
]
