"""From the settings to the parts of the enrichment; the worker and `dateline enrich` share it."""

from dateline.enrichment.duplicates import DuplicateOptions
from dateline.enrichment.enricher import Enricher, EnrichmentOptions, Timer
from dateline.enrichment.language import LanguageOptions
from dateline.settings import Settings

HOUR_MS = 3_600_000


def enricher_of(settings: Settings, timer: Timer | None = None) -> Enricher:
    """Return the enricher that the settings describe. Raises SettingsError."""
    language = LanguageOptions() if settings.detector == "default" else LanguageOptions(detector=settings.detector)
    return Enricher(EnrichmentOptions(language=language), timer)


def window_of(settings: Settings) -> DuplicateOptions:
    """Return how far back copies are looked for."""
    return DuplicateOptions(window_ms=settings.window_hours * HOUR_MS, articles=settings.window_articles)
