"""What a worker holds at a moment, for its metrics and its health."""

import time
from typing import Any, cast

from dateline.enrichment.duplicates import DuplicateIndex, IndexEntry
from dateline.telemetry import IndexState, OutletState, PartitionState, WorkerState
from dateline.worker.indexes import Indexes
from dateline.worker.transport import Consumer


def snapshot(
    consumer: Consumer | None, indexes: Indexes[DuplicateIndex, IndexEntry], outlets: OutletState
) -> WorkerState:
    """Return the state; of partitions nothing before the consumer has joined its group."""
    partitions = (
        PartitionState(tp.topic, tp.partition, following, end)
        for tp, following, end in (consumer.positions() if consumer else ())
    )
    return WorkerState(
        at=time.time(),
        outlets=outlets,
        partitions=tuple(partitions),
        indexes=tuple(
            IndexState(
                partition,
                entries=len(index),
                size_bytes=index.bytes,
                full_groups=index.full_groups,
                seen_since=None if index.seen_since is None else index.seen_since / 1000,
            )
            for partition, index in indexes.ready()
        ),
    )


def consumer_of(app: Any) -> Consumer | None:
    """Return the app's consumer, once it has one."""
    return cast("Consumer | None", app._consumer)
