"""The detectors that can be chosen, by name."""

from collections.abc import Callable

from dateline.enrichment.language.detector import Detector
from dateline.enrichment.language.langdetect_detector import LangdetectDetector
from dateline.enrichment.language.ngram_detector import NgramDetector
from dateline.errors import SettingsError

DETECTORS: dict[str, Callable[[tuple[str, ...]], Detector]] = {
    "langdetect": LangdetectDetector,
    "ngrams": NgramDetector,
}


def detector_named(name: str, languages: tuple[str, ...] = ()) -> Detector:
    """Return the detector of that name, limited to the given tags (all it knows where empty).

    Raises:
        SettingsError: there is no such detector, or it knows none of the languages.

    """
    if name not in DETECTORS:
        raise SettingsError(f"language detector {name!r} does not exist; choose one of {', '.join(sorted(DETECTORS))}")
    detector = DETECTORS[name](languages)
    unknown = sorted(set(languages) - set(detector.languages))
    if unknown:
        known = ", ".join(DETECTORS[name](()).languages)
        raise SettingsError(f"language detector {str(name)!r} does not know {', '.join(unknown)}; it knows {known}")
    return detector
