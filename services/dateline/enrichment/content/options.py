"""The content stage's settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ContentOptions:
    """Sizes in characters.

    A body of more than `longest_wall` is not looked at for a wall, one of more than `longest_teaser` for a text that
    breaks off, one of more than `longest_pointer` for a line that points to the rest. A page is a wall where
    sentences that speak of consent or payment, and those of `longest_label` or less, make up `wall_share` (0 to 1).
    """

    longest_wall: int = 4_000
    longest_teaser: int = 1_200
    longest_pointer: int = 500
    longest_label: int = 45
    wall_share: float = 0.6
