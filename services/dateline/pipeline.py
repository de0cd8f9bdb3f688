"""From the settings to the parts of the enrichment; the worker and `dateline enrich` share it."""

from pathlib import Path

from dateline.enrichment.duplicates import DuplicateOptions
from dateline.enrichment.enricher import Enricher, EnrichmentOptions, Timer
from dateline.enrichment.entities import EntityOptions
from dateline.enrichment.language import LanguageOptions
from dateline.enrichment.outlets import OutletMemory, OutletOptions
from dateline.settings import Settings

HOUR_MS = 3_600_000


def enricher_of(settings: Settings, timer: Timer | None = None) -> Enricher:
    """Return the enricher that the settings describe. Raises SettingsError."""
    language = LanguageOptions(
        detector=settings.detector,
        languages=tuple(tag for part in settings.languages.lower().split(",") if (tag := part.strip())),
        minimum_confidence=settings.language_min_confidence,
        span_confidence=settings.span_min_confidence,
    )
    entities = EntityOptions(
        min_confidence=settings.entity_min_confidence,
        recogniser=settings.recogniser,
        names=names_dirs_of(settings),
    )
    return Enricher(EnrichmentOptions(language=language, entities=entities), timer)


def names_dirs_of(settings: Settings) -> tuple[Path, ...]:
    """Return the operator's directories of names; a later one wins."""
    return tuple(Path(name) for part in settings.names_dirs.split(",") if (name := part.strip()))


def memory_of(settings: Settings) -> OutletMemory:
    """Return an empty memory of outlets, which knows an article's versions for as long as copies are looked for."""
    return OutletMemory(OutletOptions(window_ms=settings.window_hours * HOUR_MS))


def window_of(settings: Settings) -> DuplicateOptions:
    """Return how far back copies are looked for."""
    return DuplicateOptions(window_ms=settings.window_hours * HOUR_MS, articles=settings.window_articles)
