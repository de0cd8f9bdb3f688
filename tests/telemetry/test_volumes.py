"""Which outlets are found to behave unlike themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.telemetry.volumes import DAY_HOURS, HOUR_MS, Day, Sighting, Volumes, day_of, key_of

NOON = 20_000 * DAY_HOURS + 12
"""An hour, counted from 1970."""
DAY_MS = DAY_HOURS * HOUR_MS


class Feed:
    """Publishes articles of one outlet at given hours."""

    def __init__(self) -> None:
        self.volumes = Volumes()
        self._offset = 0

    def publish(self, hour: int, count: int, **what: bool) -> None:
        for _ in range(count):
            sighting = Sighting(hour * HOUR_MS + 1, self._offset, **what)
            self.volumes.count("outlet", sighting, max(NOON, hour) * HOUR_MS)
            self._offset += 1

    def days(self, first: int, last: int, count: int, **what: bool) -> None:
        """The same each day at 10 and at 11, from so many days before noon to so many."""
        for day in range(first, last, -1):
            for hour in (-2, -1):
                self.publish(NOON - day * DAY_HOURS + hour, count, **what)

    def told(self, end: int = NOON) -> tuple[bool, bool]:
        ((silent, walled),) = self.volumes.conspicuous(end)
        return silent, walled


def test_an_outlet_that_publishes_as_ever_is_not_conspicuous() -> None:
    feed = Feed()
    feed.days(30, -1, 10)
    assert feed.told() == (False, False)


def test_an_outlet_that_stops_is_silent_in_the_hours_in_which_it_used_to_publish() -> None:
    feed = Feed()
    feed.days(30, 0, 10)
    assert feed.told() == (True, False)
    # before ten in the morning nothing is missing yet
    assert feed.told(NOON - 4) == (False, False)


@pytest.mark.parametrize("later", [-1, 1])
def test_an_outlet_whose_clocks_are_changed_is_not_silent(later: int) -> None:
    feed = Feed()
    opens, closes = NOON - 6, NOON + 6
    for day in range(30, 0, -1):
        for hour in range(opens, closes):
            feed.publish(hour - day * DAY_HOURS, 20)
    for hour in range(opens + later, closes + later):
        feed.publish(hour, 20)
        # the hours before it are over
        assert feed.told(hour) == (False, False)
    for hour in range(closes + later, closes + 6):
        assert feed.told(hour) == (False, False)


def test_a_weekly_that_comes_some_minutes_later_is_not_silent_meanwhile() -> None:
    feed = Feed()
    for week in range(4, 0, -1):
        feed.publish(NOON - 1 - week * 7 * DAY_HOURS, 40)
    assert feed.told(NOON) == (False, False)
    # this time it came at noon
    feed.publish(NOON, 40)
    assert feed.told(NOON + 1) == (False, False)


def test_a_weekly_that_does_not_come_is_silent() -> None:
    feed = Feed()
    for week in range(4, 0, -1):
        feed.publish(NOON - 1 - week * 7 * DAY_HOURS, 40)
    feed.publish(NOON - 1 - DAY_HOURS, 1)
    assert feed.told(NOON + 1) == (True, False)
    assert feed.told(NOON + 20) == (True, False)


def test_a_few_articles_do_not_hide_the_silence() -> None:
    feed = Feed()
    feed.days(30, 0, 10)
    feed.publish(NOON - 1, 2)
    assert feed.told() == (True, False)
    feed.publish(NOON - 1, 8)
    assert feed.told() == (False, False)


def test_a_weekly_is_not_silent_on_the_other_days() -> None:
    feed = Feed()
    for week in range(1, 5):
        feed.publish(NOON - 1 - week * 7 * DAY_HOURS + DAY_HOURS * 2, 40)
    assert feed.told() == (False, False)


def test_an_outlet_that_never_published_much_says_nothing_by_its_silence() -> None:
    feed = Feed()
    feed.days(30, 0, 1)
    assert feed.told() == (False, False)


def test_an_outlet_that_is_new_is_compared_with_nothing() -> None:
    feed = Feed()
    feed.days(5, 0, 10)
    assert feed.told() == (False, False)


def test_replays_are_neither_volume_nor_expectation() -> None:
    feed = Feed()
    feed.days(30, -1, 10, replayed=True)
    assert feed.told() == (False, False)
    feed = Feed()
    feed.days(30, 0, 10)
    feed.publish(NOON - 1, 50, replayed=True)
    assert feed.told() == (True, False)


@pytest.mark.parametrize("kind", ["wall", "empty"])
def test_an_outlet_that_turns_to_walls_is_told(kind: str) -> None:
    feed = Feed()
    feed.days(30, 1, 10)
    feed.days(1, -1, 10, **{kind: True})
    assert feed.told() == (False, True)


def test_an_archive_of_walls_is_not_what_the_outlet_publishes() -> None:
    feed = Feed()
    feed.days(30, -1, 10)
    feed.publish(NOON - 1, 200, replayed=True, wall=True)
    assert feed.told() == (False, False)


def test_an_archive_does_not_hide_that_an_outlet_turned_to_walls() -> None:
    feed = Feed()
    feed.days(30, 1, 10)
    feed.days(1, -1, 10, wall=True)
    feed.publish(NOON - 1, 200, replayed=True)
    assert feed.told() == (False, True)


def test_a_day_that_was_kept_before_replays_were_told_apart_is_read() -> None:
    day = Day.load(b"[10,0,1,2,0,0,5,7,[" + b",".join([b"0"] * 24) + b"]]")
    assert (day.articles, day.empty, day.wall, day.live_walls, day.last_seen, day.up_to) == (10, 1, 2, 3, 5, 7)


def test_an_outlet_that_always_had_walls_is_as_ever() -> None:
    feed = Feed()
    feed.days(30, -1, 10, wall=True)
    assert feed.told() == (False, False)


def test_a_record_is_counted_once() -> None:
    volumes = Volumes()
    for _ in range(2):
        volumes.count("outlet", Sighting(NOON * HOUR_MS, 7, und=True), NOON * HOUR_MS)
    ((_, _, day),) = volumes.take_changed()
    assert (day.articles, day.und, day.up_to) == (1, 1, 7)
    assert volumes.take_changed() == []


def test_clocks_that_are_far_off_are_passed_over() -> None:
    volumes = Volumes()
    for days in (-40, 30):
        volumes.count("outlet", Sighting(NOON * HOUR_MS + days * DAY_MS, 1), NOON * HOUR_MS)
    assert volumes.take_changed() == []
    assert volumes.outlets == {}


def test_a_clock_that_is_ahead_does_not_make_the_others_late() -> None:
    volumes = Volumes()
    volumes.count("hasty", Sighting((NOON + 10) * HOUR_MS, 1), NOON * HOUR_MS)
    assert volumes.newest == NOON * HOUR_MS
    assert volumes.outlets["hasty"].last_seen == NOON * HOUR_MS


def test_what_is_too_old_goes() -> None:
    feed = Feed()
    feed.days(30, -1, 10)
    assert feed.volumes.expire(NOON * HOUR_MS) == []
    gone = feed.volumes.expire(NOON * HOUR_MS + 10 * DAY_MS)
    assert [day for day, _ in gone] == [NOON // DAY_HOURS - 30 + day for day in range(5)]
    feed.volumes.expire(NOON * HOUR_MS + 100 * DAY_MS)
    assert feed.volumes.outlets == {}


@given(
    st.builds(
        Day,
        *[st.integers(0, 1 << 40)] * 9,
        hours=st.lists(st.integers(0, 1 << 20), min_size=24, max_size=24),
    ),
    st.integers(0, 1 << 20),
    st.text(),
)
def test_entries_are_read_as_they_were_written(day: Day, number: int, outlet: str) -> None:
    assert Day.load(day.dump()) == day
    try:
        key = key_of(number, outlet)
    except UnicodeEncodeError:
        return
    assert day_of(key) == (number, outlet)


@pytest.mark.parametrize("value", [b"", b"{", b"[1,2,3]", b"[0,0,0,0,0,0,0,0,[1]]", b"5", b'["a"]'])
def test_another_value_is_refused(value: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (of several makers)
        Day.load(value)
