"""The language stage: one tag for the article, spans for its foreign parts."""

from collections import defaultdict

from dateline.enrichment.language.detector import NOTHING, UNDETERMINED, Guess
from dateline.enrichment.language.detectors import detector_named
from dateline.enrichment.language.han import han_variant
from dateline.enrichment.language.options import LanguageOptions
from dateline.enrichment.language.script import script_table
from dateline.enrichment.language.spans import DENSITY, Part, parts
from dateline.enrichment.language.windows import spread
from dateline.enrichment.reading import Passage, Reading
from dateline.records import Field, Language, LanguageSpan

_SCRIPT_CHARACTERS = 256


class LanguageStage:
    """Tells the language, the script, and the parts in another language."""

    def __init__(self, options: LanguageOptions = LanguageOptions()) -> None:
        self._options = options
        self._detector = detector_named(options.detector, options.languages)
        self._scripts = script_table()

    @property
    def models(self) -> dict[str, str]:
        """The detector, and its version."""
        return {f"language.{self._detector.name}": self._detector.version}

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags it may give, beside `und`."""
        return self._detector.languages

    def annotate(self, reading: Reading) -> Language:
        """Return the language of an article. The body decides; the headline where the body does not tell."""
        texts: list[str] = []
        for passage in (reading.body, reading.headline):
            text = "\n".join(map(passage.of, passage.prose))
            texts.append(text)
            guess = self._detector.detect(text)
            if guess.tag != UNDETERMINED and guess.confidence >= self._options.minimum_confidence:
                break
        else:
            guess, text = NOTHING, texts[0] or texts[1]
        guess, found = self._parts(reading, guess)
        return Language(
            tag=guess.tag,
            confidence=round(guess.confidence, 3),
            script=self._script(text),
            declared=reading.article.language,
            spans=tuple(
                LanguageSpan(
                    field=field,
                    start=part.span.start,
                    end=part.span.end,
                    tag=part.tag,
                    confidence=round(part.confidence, 3),
                )
                for field, part in found
            ),
        )

    def _script(self, text: str) -> str | None:
        script = self._scripts.main(spread(text, _SCRIPT_CHARACTERS))
        return han_variant(text) if script == "Hani" else script

    def _parts(self, reading: Reading, guess: Guess) -> tuple[Guess, list[tuple[Field, Part]]]:
        """Return the language that most of the body is in, and the parts that are to be told of."""
        if guess.tag == UNDETERMINED:
            return guess, []
        body = self._cut(reading.body, guess.tag)
        share: defaultdict[str, int] = defaultdict(int)
        for part in body:
            share[part.tag] += (part.span.end - part.span.start) * DENSITY.get(part.tag, 1)
        main, length = max(share.items(), key=lambda item: item[1], default=(guess.tag, 0))
        if main != guess.tag:
            guess = Guess(main, max(part.confidence for part in body if part.tag == main))
            body = self._cut(reading.body, main)
        bilingual = length < self._options.main_share * sum(share.values())
        cut = [
            *((Field.HEADLINE, part) for part in self._cut(reading.headline, guess.tag)),
            *((Field.BODY_TEXT, part) for part in body),
        ]
        return guess, [
            (field, part) for field, part in cut if part.tag != guess.tag or (bilingual and field == Field.BODY_TEXT)
        ]

    def _cut(self, passage: Passage, tag: str) -> list[Part]:
        options = self._options
        return parts(passage, tag, self._detector, options.span_confidence, options.span_characters)
