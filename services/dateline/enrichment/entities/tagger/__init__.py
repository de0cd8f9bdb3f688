"""A trained tagger: which words of a text name a person, an organisation or a place."""

from dateline.enrichment.entities.tagger.decode import Tagged
from dateline.enrichment.entities.tagger.tagger import Tagger

__all__ = ["Tagged", "Tagger"]
