"""A page of headlines: many short lines, hardly one of them a sentence."""

from collections.abc import Sequence

import regex

from dateline.enrichment.reading import FINAL_SIGNS

_CLOSING = (*FINAL_SIGNS, "”", "»", ",", ";", ":")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}’'-]*")
_DIGIT = regex.compile(r"\p{N}")
_FEWEST_LINES = 8
_FEWEST_TITLES = 4
_LONGEST = 160
_SHORT = 25
_FEWEST_WORDS = 3
_UNSPACED_TITLE = 8


def titles(lines: Sequence[str]) -> int:
    """Return how many headlines a page of headlines holds, 0 where it is something else."""
    if len(lines) < _FEWEST_LINES or max(map(len, lines)) > _LONGEST:
        return 0
    found = [line for line in lines if _is_title(line)]
    closed = sum(line.endswith(_CLOSING) for line in lines)
    labels = sum(len(line) <= _SHORT for line in lines if line not in found)
    if len(found) < _FEWEST_TITLES or closed * 10 > len(lines) or len(found) + labels < len(lines) * 0.8:
        return 0
    # verses and lists of ingredients have no labels and times between them
    return len(found) if labels * 5 >= len(lines) or _average(found) > _SHORT * 1.6 else 0


def _is_title(line: str) -> bool:
    if line.endswith(_CLOSING) or len(_DIGIT.findall(line)) * 4 > len(line):
        return False
    words = _WORD.findall(line)
    return len(words) >= _FEWEST_WORDS or sum(len(word) for word in words if word[0] > "\u2e80") >= _UNSPACED_TITLE


def _average(lines: Sequence[str]) -> float:
    return sum(map(len, lines)) / len(lines)
