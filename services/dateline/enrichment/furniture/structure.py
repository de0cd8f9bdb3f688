"""Furniture told by its form, in any language."""

from collections import Counter
from collections.abc import Iterator

import regex

from dateline.enrichment.reading import FINAL_SIGNS, Passage, Span

# a crawler's field name and month, left in front of the text
_STRAY_PREFIX = regex.compile(r"\s*date \d{4}-\d{2}(?:-\d{2})?\s+")
_COPYRIGHT = regex.compile(r"(?:©|\(c\)|copyright\b\s*©?)\s*(?:\p{L}+\s+){0,2}\d{4}\b", regex.IGNORECASE)
_SCRIPT = regex.compile(r"(?:\(adsbygoogle\b|googletag\.|window\.\w|document\.\w|!?function ?\(|var \w+ ?=)")
# what is left of a post or a player that was built in: its address alone
_ADDRESS = regex.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/|youtu\.be/)[^\s]{2,200}$")
_FORMS = (("address", _ADDRESS), ("copyright", _COPYRIGHT))
_NETWORK_NAMES = (
    "bluesky copy e email facebook instagram line link linkedin mail messenger pinterest print reddit share telegram "
    "threads tiktok tweet twitter viber vk weibo whatsapp x"
)
_NETWORKS = frozenset(_NETWORK_NAMES.split())
_LONGEST_SHARE = 120
_LONGEST = 240
_WORD = regex.compile(r"\p{L}+")
_MENU_SIGNS = "|›»•·"
_MENU_SIGN = regex.compile(rf"\s[{_MENU_SIGNS}]\s")
_MENU_ITEMS = 4
_DIGIT = regex.compile(r"\p{N}")
_LONGEST_ITEM = 30
_BRACKETED = regex.compile(r"[\[【]([^\[\]【】\n]{2,40})[\]】]")
_TIMES = 3
_LONGEST_REPEATED = 60
_CLOSING = (*FINAL_SIGNS, ":", "”", "“", "»", '"')
_SEPARATOR = regex.compile(r"\s+[|–—-]\s+")


def stray_prefix(text: str) -> int:
    """Return the length of the metadata in front of a text, 0 where there is none."""
    found = _STRAY_PREFIX.match(text) if text.lstrip().startswith("date ") else None
    return found.end() if found else 0


def structural_rule(line: str) -> str | None:
    """Return the name of the form that a whole line has, if it is one of furniture."""
    if _SCRIPT.match(line):
        return "script"
    if len(line) > _LONGEST:
        return None
    form = next((name for name, form in _FORMS if form.match(line)), None)
    if form:
        return form
    if len(line) <= _LONGEST_SHARE and _are_networks(line.casefold()):
        return "share"
    if any(map(line.__contains__, _MENU_SIGNS)) and _MENU_SIGN.search(line):
        items = _MENU_SIGN.split(line)
        # a row of results or prices has numbers in it
        numbers = sum(map(bool, map(_DIGIT.search, items)))
        if len(items) >= _MENU_ITEMS and numbers * 2 < len(items) and max(map(len, items)) <= _LONGEST_ITEM:
            return "menu"
    return None


def _are_networks(line: str) -> bool:
    first = _WORD.search(line)
    if not first or first.group() not in _NETWORKS:
        return False
    words = _WORD.findall(line)
    return len(words) > 1 and _NETWORKS.issuperset(words)


def bracketed(text: str) -> Iterator[tuple[Span, str]]:
    """Yield what stands in square brackets, with the brackets' span."""
    for found in _BRACKETED.finditer(text):
        yield Span(*found.span()), found.group(1)


def repeated_lines(passage: Passage) -> Iterator[Span]:
    """Yield the short lines without closing punctuation that stand in a text three times or more."""
    short = [
        (line, text)
        for line in passage.lines
        if line.end - line.start <= _LONGEST_REPEATED
        for text in [passage.of(line)]
        if not text.endswith(_CLOSING)
    ]
    times = Counter(text for _, text in short) if len(short) >= _TIMES else Counter[str]()
    for line, text in short:
        if times[text] >= _TIMES and _WORD.search(text):
            yield line


def outlet_suffix(headline: str, outlet: str) -> Span | None:
    """Return where a headline ends in the outlet's name, with the sign before it."""
    separators = list(_SEPARATOR.finditer(headline))
    if not separators or not separators[-1].start():
        return None
    last = separators[-1]
    name = "".join(_WORD.findall(headline[last.end() :].casefold()))
    return Span(last.start(), len(headline)) if name and name == "".join(_WORD.findall(outlet.casefold())) else None
