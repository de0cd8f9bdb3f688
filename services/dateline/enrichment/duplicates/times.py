"""Points in time as whole microseconds since 1970 UTC, and back."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Return microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(moment: int) -> datetime:
    """Return the point in time."""
    return _EPOCH + timedelta(microseconds=moment)
