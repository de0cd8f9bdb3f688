"""The furniture stage's settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FurnitureOptions:
    """`longest_line`: lines of more characters than this are read as prose and checked by no rule.

    An outlet's repeated lines count as furniture only where at least `minimum_share` (0 to 1) and
    `minimum_characters` of the text would remain.
    """

    longest_line: int = 400
    minimum_share: float = 0.5
    minimum_characters: int = 200
