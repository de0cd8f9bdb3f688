"""The operator's own names: directories of aliases, blocks and rules that go before what Dateline ships."""

from dateline.enrichment.entities.own_names.catalogue import Catalogue
from dateline.enrichment.entities.own_names.check import problems_of
from dateline.enrichment.entities.own_names.files import OwnDirectory, read_directories
from dateline.enrichment.entities.own_names.overlay import OwnNames, load_own_names
from dateline.enrichment.entities.own_names.records import Problem, Severity

__all__ = [
    "Catalogue",
    "OwnDirectory",
    "OwnNames",
    "Problem",
    "Severity",
    "load_own_names",
    "problems_of",
    "read_directories",
]
