"""Dead letters: which there are, and what became of them.

`articles.dead` holds the letters, and a note for each that was replayed (`records.headers.replayed_marker`): so every
machine knows what was replayed, whatever was chosen, and nothing else has to be kept. A letter that fails again after
its replay is a new letter, with one attempt more.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dateline.errors import DatelineError
from dateline.records import DeadLetter, Reason, Stage
from dateline.records.headers import HeaderError, read_dead_letter, replayed_position
from dateline.replayer.reader import Message, TopicReader
from dateline.settings import Settings

Position = tuple[int, int]
"""Partition and offset on the dead letters' topic."""


class LetterState(StrEnum):
    """What can be done with a dead letter."""

    WAITING = "waiting"
    REPLAYED = "replayed"
    EXHAUSTED = "exhausted"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter without its value.

    `timestamp` is in milliseconds since 1970, `size` that of the value in bytes. `dead` is None where the record's
    headers are not those of a dead letter; `problem` then says why.
    """

    position: Position
    timestamp: int
    key: bytes | None
    size: int
    state: LetterState
    dead: DeadLetter | None
    problem: str = ""

    @property
    def name(self) -> str:
        """The position as people write it."""
        return "{}:{}".format(*self.position)


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters are meant: those that fit everything that is given."""

    reason: Reason | None = None
    stage: Stage | None = None
    positions: frozenset[Position] = field(default_factory=frozenset)

    def takes(self, letter: Letter) -> bool:
        """Say whether a letter is meant."""
        if self.positions and letter.position not in self.positions:
            return False
        if self.reason and not (letter.dead and letter.dead.reason is self.reason):
            return False
        return not self.stage or bool(letter.dead and letter.dead.stage is self.stage)


class NoSuchLetter(DatelineError):
    """There is no dead letter at the position."""


def parse_position(text: str) -> Position:
    """Read `PARTITION:OFFSET`. Raises ValueError."""
    partition, colon, offset = text.partition(":")
    if not (colon and partition.isdecimal() and offset.isdecimal()):
        raise ValueError(f"{text!r} is not a position, expected PARTITION:OFFSET such as 0:17")
    return int(partition), int(offset)


def list_letters(settings: Settings, wanted: LetterFilter = LetterFilter()) -> list[Letter]:
    """Return the letters that are meant, oldest first in each partition. Raises TopicMismatch, KafkaUnavailable."""
    with TopicReader(settings, settings.dead) as reader:
        return [letter for letter in _read(settings, reader.to_end()) if wanted.takes(letter)]


def newest_letters(settings: Settings, records: int) -> list[Letter]:
    """Return the letters among so many newest records. Raises TopicMismatch, KafkaUnavailable."""
    with TopicReader(settings, settings.dead) as reader:
        return _read(settings, reader.last(records))


def read_letter(settings: Settings, position: Position) -> tuple[Letter, Message]:
    """Return one letter, and its record. Raises NoSuchLetter, TopicMismatch, KafkaUnavailable."""
    with TopicReader(settings, settings.dead) as reader:
        message = reader.at(*position)
    found = list_letters(settings, LetterFilter(positions=frozenset({position})))
    if message is None or not found:
        raise NoSuchLetter(
            f"no dead letter at {position[0]}:{position[1]} of {settings.dead}; `dateline dead-letters list` shows them"
        )
    return found[0], message


def count_letters(letters: Iterable[Letter]) -> dict[tuple[str, str], Counter[LetterState]]:
    """Count letters by reason and stage, and in each by state; the most frequent first."""
    counts: dict[tuple[str, str], Counter[LetterState]] = {}
    for letter in letters:
        kind = (letter.dead.reason.value, letter.dead.stage.value) if letter.dead else ("unreadable", "-")
        counts.setdefault(kind, Counter())[letter.state] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])))


def _read(settings: Settings, messages: Iterable[Message]) -> list[Letter]:
    letters: dict[Position, Letter] = {}
    replayed: set[Position] = set()
    for message in messages:
        letter = _letter(settings, message)
        if isinstance(letter, Letter):
            letters[letter.position] = letter
        else:
            replayed.add(letter)
    return [
        replace(letter, state=LetterState.REPLAYED) if position in replayed else letter
        for position, letter in letters.items()
    ]


def _letter(settings: Settings, message: Message) -> Letter | Position:
    dead: DeadLetter | None = None
    state, problem = LetterState.UNREADABLE, ""
    try:
        replayed = replayed_position(message.headers)
        if replayed is not None:
            return replayed
        dead = read_dead_letter(message.headers)
        exhausted = dead.attempts >= settings.dead_letter_attempts
        state = LetterState.EXHAUSTED if exhausted else LetterState.WAITING
    except HeaderError as error:
        problem = str(error)
    position = (message.partition, message.offset)
    return Letter(position, message.timestamp, message.key, len(message.value or b""), state, dead, problem)
