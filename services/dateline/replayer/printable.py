"""Text of unknown origin, made safe for a terminal."""

import unicodedata

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Escape what would move a terminal's cursor or turn the direction of writing; line feeds and tabs stay."""
    return "".join(f"\\u{ord(character):04x}" if acts_on_terminal(character) else character for character in text)


def on_one_line(text: str, longest: int | None = None) -> str:
    """Make a text printable, put it on one line, and cut it to at most `longest` characters."""
    line = printable(" ".join(text.split()))
    return line if longest is None or len(line) <= longest else line[: longest - 1] + "…"


def acts_on_terminal(character: str) -> bool:
    """Say whether a terminal would do something else than show the character."""
    if character in "\n\t":
        return False
    return unicodedata.category(character) in {"Cc", "Cs"} or character in _BIDI_CONTROLS
