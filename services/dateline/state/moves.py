"""Where the records of a topic go when it is carried over."""

from array import array
from collections.abc import Mapping

from dateline.admin.groups import Place

_SHIFT = 44
"""A place in the new topic is kept in one number: offsets below 2 to the 44, in front of them the partition."""
_NOWHERE = -1


class Moves:
    """The new place, as partition and offset, of each record of the old topic; places in the log take 8 bytes.

    `bounds` are where the old partitions begin and end.
    """

    def __init__(self, bounds: Mapping[int, tuple[int, int]]) -> None:
        self._begins = {partition: begin for partition, (begin, _) in bounds.items()}
        self._inside = {partition: array("q", [_NOWHERE]) * (end - begin) for partition, (begin, end) in bounds.items()}
        self._before: dict[tuple[int, int], tuple[int, int]] = {}

    def put(self, partition: int, offset: int, new_partition: int, new_offset: int) -> None:
        """Note where a record goes."""
        place = offset - self._begins[partition]
        if place < 0:
            self._before[partition, offset] = (new_partition, new_offset)
        else:
            self._inside[partition][place] = new_partition << _SHIFT | new_offset

    def of(self, partition: int, offset: int) -> tuple[int, int] | None:
        """Return where a record goes; None: nowhere."""
        place = offset - self._begins.get(partition, 0)
        if place < 0:
            return self._before.get((partition, offset))
        places = self._inside.get(partition, ())
        packed = places[place] if place < len(places) else _NOWHERE
        return None if packed == _NOWHERE else (packed >> _SHIFT, packed & ((1 << _SHIFT) - 1))


Starts = dict[Place, int]
"""Where a group goes on, by topic and partition."""
