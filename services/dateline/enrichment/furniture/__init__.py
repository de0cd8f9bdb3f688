"""Page furniture: what is on the page and not of the article."""

from dateline.enrichment.furniture.options import FurnitureOptions
from dateline.enrichment.furniture.stage import FurnitureStage

__all__ = ["FurnitureOptions", "FurnitureStage"]
