"""Persons, organisations and places: found, and linked to ids that are the same in every language."""

from dateline.enrichment.entities.options import EntityOptions
from dateline.enrichment.entities.stage import EntityStage

__all__ = ["EntityOptions", "EntityStage"]
