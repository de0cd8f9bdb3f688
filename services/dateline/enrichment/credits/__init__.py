"""The agency that byline, dateline or closing line names."""

from dateline.enrichment.credits.options import CreditOptions
from dateline.enrichment.credits.stage import CreditStage

__all__ = ["CreditOptions", "CreditStage"]
