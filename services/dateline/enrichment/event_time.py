"""When an article was published, as far as can be believed."""

from datetime import datetime, timedelta

from dateline.records import EventTimeSource

MAX_AHEAD = timedelta(minutes=10)
"""A source whose clock is further ahead than this is not believed."""


def event_time_of(
    published_at: datetime | None, record_time: datetime | None
) -> tuple[datetime | None, EventTimeSource]:
    """Return `published_at`, unless it is missing or lies ahead of the record's own timestamp: then that one."""
    if published_at is not None and (record_time is None or published_at <= record_time + MAX_AHEAD):
        return published_at, EventTimeSource.PUBLISHED_AT
    if record_time is not None:
        return record_time, EventTimeSource.RECORD_TIMESTAMP
    return None, EventTimeSource.NONE
