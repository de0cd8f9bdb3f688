"""The language of an article and of its parts."""

from dateline.enrichment.language.options import LanguageOptions
from dateline.enrichment.language.stage import LanguageStage

__all__ = ["LanguageOptions", "LanguageStage"]
