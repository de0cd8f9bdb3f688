"""The lexicon as the entity stage has it."""

from pathlib import Path

from dateline.enrichment.entities.evidence import CityEvidence
from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.recogniser import LexiconRecogniser
from dateline.enrichment.entities.shipped import shipped_names
from dateline.enrichment.entities.stop_names import StopNames
from dateline.enrichment.names.inflection import Inflections

DATA = Path(__file__).parents[2] / "services/dateline/enrichment/entities/data"


def lexicon_of(gazetteer: Gazetteer) -> LexiconRecogniser:
    """Return a recogniser of the shipped names."""
    evidence = CityEvidence(DATA / "city_weights.json", gazetteer)
    stop_names = StopNames(DATA / "stop_names.json")
    return LexiconRecogniser(shipped_names().lexicon, gazetteer, Inflections(), evidence, stop_names)
