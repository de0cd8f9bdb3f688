"""On which partition a producer puts a record."""

from kafka.partitioner import murmur2


def partition_of_key(key: bytes, partitions: int) -> int:
    """Return the partition of a key, as Kafka's own clients and this one choose it."""
    return int(murmur2(key) & 0x7FFFFFFF) % partitions
