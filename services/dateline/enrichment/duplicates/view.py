"""What an article can see of the earlier ones."""

from typing import NamedTuple

NO_TIME = -(1 << 63)


class View(NamedTuple):
    """Entries before `end` and not before `start` (places in the group), near the article in time.

    `earliest` and `latest` bound the event time in microseconds, `appended` the append time in milliseconds. An
    entry without a time is not bounded by it.
    """

    start: int
    end: int
    earliest: int
    latest: int
    appended: int
