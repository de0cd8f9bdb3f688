"""Where a line credits an agency: datelines, credit lines, closing brackets."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import regex

from dateline.enrichment.credits.agencies import Agency
from dateline.enrichment.reading import Passage, Span

_OPENING, _CLOSING = "([（［【〔/=", ")]）］】〕/"
_CORNERS = "［【〔"  # which hold a whole dateline
_DASH = regex.compile(r"\s*(?:[-–—−‐]{1,2}|--|:|\.\s*[-–—])\s*|\s*[.,]?\s+[-–—]\s+")
_DASH_OR_STOP = regex.compile(r"\s*(?:[-–—−:.]|$)")
_SENTENCE = regex.compile(r"[!?…。！？]")
_LONGEST_AUTHOR = 40  # between a label and the agency
_LONGEST_REMARK = 20  # after the agency
_DISPATCH = 24  # within so many signs after the agency stands the word for dispatch
_MOST_WORDS = 8  # before the agency in a dateline
_FILL = regex.compile(r"[\s\p{P}\p{S}\d]*")
_CLOSING_DASH = regex.compile(r"[.!?…”\"»]\s*[-–—]\s*$")
_INITIALS = regex.compile(r"(?:[/,-]\s*\p{Ll}{2,4})*")  # "dpa/lno": the desk or the editor
_LETTERS = regex.compile(r"\p{L}+")
_PROSE = regex.compile(r"\b\p{Ll}{4,}")


class Patterns:
    """The ways in which lines credit agencies; `data/labels.json` holds the words."""

    def __init__(self, path: Path) -> None:
        labels: Mapping[str, Sequence[str]] = json.loads(path.read_text(encoding="utf-8"))
        self._label = _any_of([*labels["source"], *labels["byline"], *labels["copyright"]])
        self._dispatch = regex.compile("|".join(labels["dispatch"]))
        self._correspondent = regex.compile(rf"(?:{'|'.join(map(regex.escape, labels['correspondent']))})\s*$")
        self._era = regex.compile(rf"\d\s*(?:{'|'.join(labels['era'])})$")
        self._picture = frozenset(word.casefold() for word in labels["picture"])

    def dateline(self, passage: Passage, line: Span, agencies: Sequence[Agency], longest: int) -> tuple[Agency, ...]:
        """Return the agencies of a dateline: "PYONGYANG (Reuters) -", "Madrid, 13 sep (EFE).-"."""
        found: list[Agency] = []
        for agency in agencies:
            before = passage.text[(found[-1].span.end if found else line.start) : agency.span.start]
            if len(before) > longest or _SENTENCE.search(before) or len(before.split()) > _MOST_WORDS:
                break
            found.append(agency)
        while found:
            last = found[-1].span.end
            if self._closes_dateline(passage, line, found[0].span.start, last):
                return tuple(found)
            found.pop()
        return ()

    def _closes_dateline(self, passage: Passage, line: Span, first: int, last: int) -> bool:
        text = passage.text
        before = self._correspondent.sub("", text[line.start : first].rstrip()).rstrip()
        rest = text[_end_of(_INITIALS, text, last, line.end) : line.end]
        dated = any(character.isdigit() for character in before)
        if not before.strip(_OPENING) and self._dispatch.search(text, last, min(line.end, last + _DISPATCH)):
            return True
        if before and before[-1] in _OPENING and rest and rest[0] in _CLOSING:
            return before[-1] in "【〔=/" or dated or _DASH_OR_STOP.match(rest[1:]) is not None
        if any(corner in before for corner in _CORNERS) or (dated and before[0] == "["):
            return rest[:1] in ("］", "】", "〕", "]")
        if not before:
            return _DASH.match(rest) is not None
        if dated and before[-1] == ",":
            return _DASH.match(rest) is not None
        stopped = before[-1] in "-–—−" or (dated and before[-1] == ".") or self._era.search(before) is not None
        return stopped and _DASH_OR_STOP.match(rest) is not None

    def credit_line(self, passage: Passage, line: Span, agencies: Sequence[Agency]) -> tuple[Agency, ...]:
        """Return the agencies of a line that names them and little else: "Quelle: dpa", "/ritzau/", "© 2026 AFP"."""
        text = passage.of(line)
        if not agencies or any(word.casefold() in self._picture for word in _LETTERS.findall(text)):
            return ()
        label = self._label.match(text)
        between = text[label.end() : agencies[0].span.start - line.start] if label else ""
        # without a colon, a word in small letters tells a sentence: the Swedish "Bron" is no Dutch source
        if label and len(between) <= _LONGEST_AUTHOR and (label[0].rstrip()[-1] in ":：" or not _PROSE.search(between)):
            return tuple(agencies) if line.end - agencies[-1].span.end <= _LONGEST_REMARK else ()
        position = line.start
        for agency in agencies:
            if not _FILL.fullmatch(passage.text, position, agency.span.start):
                return ()
            position = _end_of(_INITIALS, passage.text, agency.span.end, line.end)
        return tuple(agencies) if _FILL.fullmatch(passage.text, position, line.end) else ()

    def closing(self, passage: Passage, line: Span, agencies: Sequence[Agency]) -> tuple[Agency, ...]:
        """Return the agencies with which a line ends: "... am Abend. (dpa/afp)", "... next year. - Reuters"."""
        text, end = passage.text, line.end
        end -= text[end - 1] == "." and end - 1 > line.start
        closed = text[end - 1] in _CLOSING
        end -= closed
        found: list[Agency] = []
        for agency in reversed(agencies):
            if not _FILL.fullmatch(text, _end_of(_INITIALS, text, agency.span.end, end), end):
                break
            found.insert(0, agency)
            end = agency.span.start
            if self._opens(text, line.start, end, closed):
                return tuple(found)
        return ()

    def _opens(self, text: str, start: int, end: int, closed: bool) -> bool:
        """Tell whether a bracket, or a dash after a full stop, opens directly before a place, but for a label."""
        if not closed:
            return _CLOSING_DASH.search(text, start, end) is not None
        bracket = max(text.rfind(sign, start, end) for sign in _OPENING if sign != "=")
        between = text[bracket + 1 : end]
        return bracket >= start and (not between.strip("© ") or self._label.fullmatch(between) is not None)


def _any_of(words: Sequence[str]) -> regex.Pattern[str]:
    listed = "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))
    return regex.compile(rf"[\s\p{{P}}]*(?:{listed})(?!\p{{L}})\s*[:：]?\s*", regex.IGNORECASE)


def _end_of(pattern: regex.Pattern[str], text: str, start: int, stop: int) -> int:
    match = pattern.match(text, start, stop)
    return match.end() if match else start
