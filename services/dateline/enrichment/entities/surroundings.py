"""What stands around a mention: all that tells a name from a word that looks like one."""

from dateline.enrichment.names.lexicon import Match
from dateline.enrichment.reading import Passage, Span

_SENTENCE_MARKS = frozenset(".!?…:;\n\r\u2028\u2029\u0085\"“”„«»‹›‘’'¿¡()[]•–—|।。")
_LINK_MARKS = frozenset("@/\\_")
_DOTS = frozenset("·・‧•")


def follows_sentence_mark(passage: Passage, first: int) -> bool:
    """Tell whether a token begins its sentence, or follows a mark after which capitals are common."""
    if first == 0:
        return True
    gap = passage.text[passage.tokens[first - 1].end : passage.tokens[first].start]
    return any(character in _SENTENCE_MARKS for character in gap)


def word_before(passage: Passage, first: int) -> str:
    """Return the word that a space alone parts from a token, "" where there is none."""
    if first == 0:
        return ""
    before, token = passage.tokens[first - 1], passage.tokens[first]
    return passage.of(before) if token.start - before.end == 1 and passage.text[before.end] in " \u00a0" else ""


def is_beside(passage: Passage, first: int) -> bool:
    """Tell whether a space alone, or a full stop and a space, parts a token from the one before it."""
    if first == 0:
        return False
    return passage.text[passage.tokens[first - 1].end : passage.tokens[first].start] in (" ", "\u00a0", ". ", ".\u00a0")


def word_after(passage: Passage, last: int) -> str:
    """Return the word that a space alone parts from the token before `last`, "" where there is none."""
    if last >= len(passage.tokens):
        return ""
    token, after = passage.tokens[last - 1], passage.tokens[last]
    return passage.of(after) if after.start - token.end == 1 and passage.text[token.end] in " \u00a0" else ""


def in_address(passage: Passage, span: Span) -> bool:
    """Tell whether a stretch is part of a web address or an account name."""
    text, (start, end) = passage.text, span
    if start and text[start - 1] in _LINK_MARKS:
        return True
    if start > 1 and text[start - 1] == "." and text[start - 2].isalnum() and text[start].islower():
        return True
    after = text[end : end + 2]
    return after[:1] in ("@", "_") or (len(after) == 2 and after[0] == "." and after[1].islower())


def in_compound(passage: Passage, match: Match) -> bool:
    """Tell whether a hyphen ties a match to another word: "Kreml-Sprecher"."""
    text, (start, end) = passage.text, match.span
    after = text[end : end + 2]
    before = text[max(0, start - 2) : start]
    return (len(after) == 2 and after[0] in "-‑" and after[1].isalpha()) or (
        len(before) == 2 and before[1] in "-‑" and before[0].isalpha()
    )


def beside_dot(text: str, span: Span) -> bool:
    """Tell whether a middle dot parts a name from another: so foreign persons are written."""
    start, end = span
    return text[max(0, start - 1) : start] in _DOTS or text[end : end + 1] in _DOTS
