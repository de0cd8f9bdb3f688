"""What the operator may set."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CreditOptions:
    """Options of the credit stage.

    `head_lines`, `tail_lines`: how many lines at the beginning and at the end of the body may credit an agency.
    `longest_line`: a line of more code points is text, in which only a dateline or a closing bracket counts.
    `longest_dateline`: how many code points may stand before the agency in a dateline.
    """

    head_lines: int = 3
    tail_lines: int = 3
    longest_line: int = 120
    longest_dateline: int = 60
