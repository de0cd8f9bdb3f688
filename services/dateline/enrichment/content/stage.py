"""The content stage: a full article, a teaser, a wall, a listing, or nothing."""

from collections import Counter

import regex

from dateline.enrichment.content.listing import titles
from dateline.enrichment.content.options import ContentOptions
from dateline.enrichment.content.walls import ACCESS, ONWARD, PAYWALL, SUBJECT, Sign, WallPhrases
from dateline.enrichment.reading import FULL_STOPS, Passage, Reading, Span
from dateline.records import Content, ContentKind

_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}](?:.*[\p{L}\p{N}]){2}", regex.DOTALL)
# some feeds count the characters that are left, or keep the sign as HTML writes it
_BREAKS_OFF = regex.compile(r"""(?:…|\.\.\.|&hellip;|&#8230;)["'”’»)\]]*\s*(?:\[\+\d+ chars\])?\Z""")
_LAST_CHARACTERS = 40
_LAST_LINES = 3


class ContentStage:
    """Tells what kind of text the body is, and what shows it."""

    def __init__(self, options: ContentOptions = ContentOptions()) -> None:
        self._options = options
        self._walls = WallPhrases()

    @property
    def models(self) -> dict[str, str]:
        """The phrases that walls are told by, by their hash."""
        return {"content.walls": self._walls.version}

    def annotate(self, reading: Reading) -> Content:
        """Return the kind of an article's body. Consent and payment are looked for in its furniture too."""
        body = reading.body
        prose = body.prose
        length = sum(line.end - line.start for line in body.lines)
        if length <= self._options.longest_wall and self._walls.may_stand_in(body.text):
            wall = self._wall(body, length)
            if wall:
                return Content(kind=ContentKind.WALL, evidence=wall)
        if not any(_SAYS_SOMETHING.search(body.text, line.start, line.end) for line in prose):
            return Content(kind=ContentKind.EMPTY, evidence=_why_empty(body))
        if sum(line.end - line.start for line in prose) <= self._options.longest_teaser:
            teaser = self._teaser(body, prose)
            if teaser:
                return Content(kind=ContentKind.TEASER, evidence=teaser)
        headlines = titles([body.of(line) for line in prose])
        if headlines:
            return Content(kind=ContentKind.LISTING, evidence=(f"headlines: {headlines}", f"lines: {len(prose)}"))
        return Content(kind=ContentKind.FULL)

    def _wall(self, body: Passage, length: int) -> tuple[str, ...]:
        signs = Counter[Sign]()
        covered = buttons = 0
        for sentence in body.sentences:
            text = body.of(sentence)
            found = [sign for sign in self._walls.find(text) if sign.kind != ONWARD]
            signs.update(found)
            label = len(text) <= self._options.longest_label
            buttons += label and not text.endswith(tuple(FULL_STOPS))
            if found or label:
                covered += len(text)
        kinds = {sign.kind for sign in signs}
        # a report on cookies has no buttons
        is_page = bool(buttons and kinds - {SUBJECT}) or ACCESS in kinds
        if signs.total() < 2 or not is_page or covered < self._options.wall_share * length:
            return ()
        return tuple(sorted(f"{sign}: {count}" for sign, count in signs.items()))

    def _teaser(self, body: Passage, prose: tuple[Span, ...]) -> tuple[str, ...]:
        evidence = [f"characters: {sum(line.end - line.start for line in prose)}"]
        if _BREAKS_OFF.search(body.of(prose[-1])[-_LAST_CHARACTERS:]):
            return (*evidence, "breaks off")
        if sum(line.end - line.start for line in prose) > self._options.longest_pointer:
            return ()
        last = [
            str(sign)
            for line in body.lines[-_LAST_LINES:]
            for sign in self._walls.find(body.of(line))
            if _short(line) and sign.kind in {ONWARD, PAYWALL}
        ]
        return (*evidence, *dict.fromkeys(last)) if last else ()


def _why_empty(body: Passage) -> tuple[str, ...]:
    if not body.lines:
        return ()
    return (f"furniture: {len(body.lines)} lines",) if body.aside else ("no words",)


def _short(line: Span) -> bool:
    return line.end - line.start <= 160
