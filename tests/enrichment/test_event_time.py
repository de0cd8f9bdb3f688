"""When an article happened, for the window of matching."""

from datetime import UTC, datetime, timedelta

import pytest

from dateline.enrichment.event_time import event_time_of

RECEIVED = datetime(2026, 9, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published_at", "record_time", "expected"),
    [
        (RECEIVED - timedelta(days=900), RECEIVED, (RECEIVED - timedelta(days=900), "published_at")),
        (RECEIVED + timedelta(minutes=10), RECEIVED, (RECEIVED + timedelta(minutes=10), "published_at")),
        (RECEIVED + timedelta(minutes=11), RECEIVED, (RECEIVED, "record_timestamp")),
        (None, RECEIVED, (RECEIVED, "record_timestamp")),
        (RECEIVED, None, (RECEIVED, "published_at")),
        (None, None, (None, "none")),
    ],
)
def test_event_time(
    published_at: datetime | None, record_time: datetime | None, expected: tuple[datetime | None, str]
) -> None:
    assert event_time_of(published_at, record_time) == expected
