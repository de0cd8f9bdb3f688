"""What the keys of a table's entries look like, in the store and on the changelog."""

HORIZON = b"horizon:"
"""What the keys of horizons begin with; those of entries begin with a digit."""


def entry_key(partition: int, offset: int) -> bytes:
    """Return the key of an entry: where the record it came of stands, so that it is never overwritten.

    Stores are read in the order of their keys, and an index is built from entries in the order of their offsets.
    """
    return b"%d:%019d" % (partition, offset)


def horizon_key(partition: int, offset: int) -> bytes:
    """Return the key of a horizon, below which records may miss entries that were deleted.

    The offset is in it: a process that wakes up late adds a lower horizon, and overwrites none.
    """
    return HORIZON + b"%d:%d" % (partition, offset)


def horizon_value(offset: int) -> bytes:
    """Return what stands under the key of a horizon, for those who look at the changelog."""
    return b"%d" % offset


def offset_of(key: bytes) -> int:
    """Return the offset that a key names."""
    return int(key.rpartition(b":")[2])
