"""How much each outlet publishes, an hour at a time, and which outlets behave unlike themselves.

Days and hours are those of UTC, counted from 1970, and an article belongs to the hour of its record on the raw topic.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median

HOUR_MS = 3_600_000
DAY_HOURS = 24
WEEK_HOURS = 7 * DAY_HOURS
DAYS_KEPT = 36
"""Four weeks before a day, and some days more."""
OUTLETS_AT_MOST = 20_000
"""Of one partition; more are not counted, so that made-up names take no unbounded memory."""

SILENCE_WINDOWS = (3, DAY_HOURS)
"""Hours compared with the same hours of the same weekdays: a few tell early, a day tells of quiet outlets."""
WEEKS = 4
SHIFTS = (-1, 0, 1)
"""Hours by which an outlet may come late or early: it goes by local time, whose clocks are changed twice a year."""
SILENT_SHARE = 0.2
EXPECTED_AT_LEAST = 10
"""Fewer articles than these say nothing by their absence."""

WALLED_SHARE = 0.5
WALLED_BEFORE = 0.25
WALL_DAYS = 2
ARTICLES_AT_LEAST = 10


@dataclass(slots=True)
class Day:
    """What one outlet published on one day.

    `articles` are all records, of which `replayed` were replays; `hours` are the others, by hour. `empty`, `wall`,
    `und` and `dead_lettered` say what became of them, and `live_walls` are those of `empty` and `wall` that were no
    replays. `last_seen` is in milliseconds since 1970, and `up_to` the offset up to where records are counted.
    """

    articles: int = 0
    replayed: int = 0
    empty: int = 0
    wall: int = 0
    und: int = 0
    dead_lettered: int = 0
    live_walls: int = 0
    last_seen: int = 0
    up_to: int = -1
    hours: list[int] = field(default_factory=lambda: [0] * DAY_HOURS)

    def dump(self) -> bytes:
        """Return it as a table keeps it."""
        counts = [getattr(self, name) for name in _COUNTS]
        return json.dumps([*counts, self.last_seen, self.up_to, self.hours], separators=(",", ":")).encode()

    @classmethod
    def load(cls, data: bytes) -> "Day":
        """Read what `dump` wrote. Raises ValueError for anything else."""
        try:
            *counts, last_seen, up_to, hours = json.loads(data)
            if len(counts) == len(_COUNTS) - 1:
                # written before replays were told apart
                counts.append(counts[_COUNTS.index("empty")] + counts[_COUNTS.index("wall")])
            named = dict(zip(_COUNTS, map(int, counts), strict=True))
            day = cls(**named, last_seen=int(last_seen), up_to=int(up_to), hours=list(map(int, hours)))
        except TypeError as error:
            raise ValueError(f"not the volumes of a day: {data[:80]!r}") from error
        if len(day.hours) != DAY_HOURS:
            raise ValueError(f"a day has {DAY_HOURS} hours, not {len(day.hours)}")
        return day

    def add(self, other: "Day") -> None:
        """Add what was counted elsewhere."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.last_seen = max(self.last_seen, other.last_seen)
        self.hours = [mine + theirs for mine, theirs in zip(self.hours, other.hours, strict=True)]


_COUNTS = ("articles", "replayed", "empty", "wall", "und", "dead_lettered", "live_walls")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One record of an outlet: when, at which offset, and what became of it."""

    timestamp: int
    offset: int
    replayed: bool = False
    empty: bool = False
    wall: bool = False
    und: bool = False
    dead_lettered: bool = False


class Outlet:
    """The days of one outlet."""

    def __init__(self) -> None:
        self.days: dict[int, Day] = {}

    @property
    def last_seen(self) -> int:
        """When its newest record came, in milliseconds since 1970."""
        return max((day.last_seen for day in self.days.values()), default=0)

    def volume(self, end: int, hours: int) -> int:
        """Count the live records of so many hours before the hour `end`."""
        first = end - hours
        return sum(
            sum(found.hours[max(0, first - day * DAY_HOURS) : max(0, end - day * DAY_HOURS)])
            for day in range(first // DAY_HOURS, end // DAY_HOURS + 1)
            if (found := self.days.get(day)) is not None
        )

    def expected(self, end: int, hours: int) -> float | None:
        """Return the median of the same hours of the weeks before; None where it was not known then."""
        known_since = min(self.days, default=end) * DAY_HOURS
        before = [
            self.volume(end - week * WEEK_HOURS, hours)
            for week in range(1, WEEKS + 1)
            if end - week * WEEK_HOURS - hours >= known_since
        ]
        return median(before) if before else None

    def is_silent(self, end: int) -> bool:
        """Tell whether it has published far less than on the same weekdays before."""
        for hours in SILENCE_WINDOWS:
            known = [self.expected(end + shift, hours) for shift in SHIFTS]
            expected = min((one for one in known if one is not None), default=0.0)
            if expected >= EXPECTED_AT_LEAST and self.volume(end, hours) <= SILENT_SHARE * expected:
                return True
        return False

    def is_walled(self, end: int) -> bool:
        """Tell whether it publishes walls or empty texts, as it did not before."""
        today = end // DAY_HOURS
        lately = self.total(range(today - WALL_DAYS + 1, today + 1))
        before = self.total(range(today - DAYS_KEPT, today - WALL_DAYS + 1))
        if _live(lately) < ARTICLES_AT_LEAST or _live(before) < ARTICLES_AT_LEAST:
            return False
        return _walls(lately) >= WALLED_SHARE and _walls(before) < WALLED_BEFORE

    def total(self, days: Iterable[int]) -> Day:
        """Add up some days."""
        total = Day()
        for day in days:
            if found := self.days.get(day):
                total.add(found)
        return total


class Volumes:
    """The outlets of one partition of the raw topic."""

    def __init__(self) -> None:
        self.outlets: dict[str, Outlet] = {}
        self.newest = 0
        self._changed: set[tuple[int, str]] = set()

    def put(self, day: int, outlet: str, counts: Day) -> None:
        """Take over what was counted before."""
        self.outlets.setdefault(outlet, Outlet()).days[day] = counts
        self.newest = max(self.newest, counts.last_seen)

    def count(self, outlet: str, sighting: Sighting, now: int) -> None:
        """Count a record, once: an offset that was counted for that outlet and day is passed over.

        So is a record whose timestamp lies far from `now`, in milliseconds: it would be forgotten at once, or never.
        """
        hour = sighting.timestamp // HOUR_MS
        number = hour // DAY_HOURS
        today = now // HOUR_MS // DAY_HOURS
        if not today - DAYS_KEPT < number <= today + 1:
            return
        known = self.outlets.get(outlet)
        if known is None:
            if len(self.outlets) >= OUTLETS_AT_MOST:
                return
            known = self.outlets[outlet] = Outlet()
        day = known.days.setdefault(number, Day())
        if sighting.offset <= day.up_to:
            return
        day.up_to = sighting.offset
        day.articles += 1
        day.replayed += sighting.replayed
        day.empty += sighting.empty
        day.wall += sighting.wall
        day.und += sighting.und
        day.dead_lettered += sighting.dead_lettered
        day.live_walls += (sighting.empty or sighting.wall) and not sighting.replayed
        day.hours[hour % DAY_HOURS] += not sighting.replayed
        # a clock that is ahead does not make the topic read up to there
        day.last_seen = max(day.last_seen, min(sighting.timestamp, now))
        self.newest = max(self.newest, day.last_seen)
        self._changed.add((number, outlet))

    def take_changed(self) -> list[tuple[int, str, Day]]:
        """Return the days that were counted on since the last call."""
        changed, self._changed = self._changed, set()
        return [(day, outlet, self.outlets[outlet].days[day]) for day, outlet in changed]

    def expire(self, now: int) -> list[tuple[int, str]]:
        """Forget the days that lie too far back, and return which."""
        oldest = now // HOUR_MS // DAY_HOURS - DAYS_KEPT
        gone = [(day, name) for name, outlet in self.outlets.items() for day in outlet.days if day <= oldest]
        for day, name in gone:
            del self.outlets[name].days[day]
            if not self.outlets[name].days:
                del self.outlets[name]
        self._changed.difference_update(gone)
        return gone

    def conspicuous(self, end: int) -> Iterator[tuple[bool, bool]]:
        """Yield of each outlet whether it is silent and whether it is walled at the hour `end`."""
        for outlet in list(self.outlets.values()):
            yield outlet.is_silent(end), outlet.is_walled(end)


def key_of(day: int, outlet: str) -> bytes:
    """Return the key of a table entry."""
    return f"{day}:{outlet}".encode()


def day_of(key: bytes) -> tuple[int, str]:
    """Return what a key names. Raises ValueError."""
    day, _, outlet = key.decode().partition(":")
    return int(day), outlet


def _live(day: Day) -> int:
    return day.articles - day.replayed


def _walls(day: Day) -> float:
    return day.live_walls / _live(day)
