"""langdetect behind the Detector protocol: seeded, never raising, limited to a set of languages."""

from collections.abc import Sequence
from importlib.metadata import version

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from dateline.enrichment.language.detector import NOTHING, Guess
from dateline.enrichment.language.normal import looks_like_code, without_markup
from dateline.enrichment.language.script import script_table
from dateline.enrichment.language.silence import tells_nothing

_LONGEST = 2_000
_SHORTEST_PIECE = 60
_SURE = 0.9
_PRIMARY = {"zh-cn": "zh", "zh-tw": "zh"}


class LangdetectDetector:
    """Cavnar and Trenkle's n-gram profiles with naive Bayes, as ported from Shuyo's language-detection."""

    name = "langdetect"

    def __init__(self, languages: tuple[str, ...] = ()) -> None:
        self.version = version("langdetect")
        self._factory = DetectorFactory()
        self._factory.load_profile(PROFILES_DIRECTORY)
        self._factory.set_seed(0)
        known = tuple(sorted({_PRIMARY.get(code, code) for code in self._factory.langlist}))
        self.languages = tuple(tag for tag in known if tag in languages) if languages else known
        self._scripts = script_table()

    def detect(self, text: str) -> Guess:
        """Return the most probable language; `und` where nothing tells: langdetect would guess there too."""
        text = without_markup(text[:_LONGEST])
        script = self._scripts.main(text)
        if tells_nothing(text, script) or (script == "Latn" and looks_like_code(text)):
            return NOTHING
        detector = self._factory.create()
        detector.seed = 0
        detector.append(text)
        try:
            ranked = detector.get_probabilities()
        except LangDetectException:
            return NOTHING
        for guess in ranked:
            tag = _PRIMARY.get(guess.lang, guess.lang)
            if tag in self.languages:
                return Guess(tag, min(1.0, guess.prob))
        return NOTHING

    def compare(self, pieces: Sequence[str], tag: str) -> list[Guess]:
        """Return the language of each piece that is long enough to tell, `tag` where that is likely too."""
        return [self._against(piece, tag) if len(piece) >= _SHORTEST_PIECE else NOTHING for piece in pieces]

    def _against(self, piece: str, tag: str) -> Guess:
        guess = self.detect(piece)
        return Guess(tag, 1 - guess.confidence) if guess.tag != tag and guess.confidence < _SURE else guess
