"""Lists, shows and replays dead letters."""

from dateline.replayer.dead_letters.advice import advice
from dateline.replayer.dead_letters.letter import (
    Letter,
    LetterFilter,
    LetterState,
    NoSuchLetter,
    count_letters,
    list_letters,
    newest_letters,
    parse_position,
    read_letter,
)
from dateline.replayer.dead_letters.replay import LetterReplay, Outcome, replay_letters
from dateline.replayer.dead_letters.value import readable_value

__all__ = [
    "Letter",
    "LetterFilter",
    "LetterReplay",
    "LetterState",
    "NoSuchLetter",
    "Outcome",
    "advice",
    "count_letters",
    "list_letters",
    "newest_letters",
    "parse_position",
    "read_letter",
    "readable_value",
    "replay_letters",
]
