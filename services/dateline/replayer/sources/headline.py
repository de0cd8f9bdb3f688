"""Where a plain text begins with its headline."""

import regex

_LONGEST = 160
_ENDS_LIKE_PROSE = regex.compile(r"""[.!?…:;,。！？：；،؛؟۔।॥–—-]["'”’»›)\]」』]*$""")


def split_headline(text: str) -> tuple[str, str]:
    """Split a text into headline and body, without the blank lines around them.

    The first line is a headline where it is short (up to 160 characters), does not end in punctuation, and is
    followed by a blank line or by a longer line. Else the headline is empty and all of the text is body.
    """
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    body = first
    if _is_headline(lines[first:]):
        body = next(number for number in range(first + 1, len(lines)) if lines[number].strip())
    headline = lines[first].strip() if body > first else ""
    return headline, "\n".join(lines[body:]).rstrip("\n")


def _is_headline(lines: list[str]) -> bool:
    if not any(line.strip() for line in lines[1:]):
        return False
    line, following = lines[0].strip(), lines[1].strip()
    if len(line) > _LONGEST or _ENDS_LIKE_PROSE.search(line):
        return False
    return not following or len(following) > len(line)
