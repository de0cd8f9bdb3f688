"""What kind of text an article's body is."""

from dateline.enrichment.content.options import ContentOptions
from dateline.enrichment.content.stage import ContentStage

__all__ = ["ContentOptions", "ContentStage"]
