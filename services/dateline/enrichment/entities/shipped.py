"""The names that Dateline ships, read once for all stages of a process."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.own_names.catalogue import Catalogue
from dateline.enrichment.names import aliases
from dateline.enrichment.names.aliases import AliasRecord, AliasTable, read_aliases
from dateline.enrichment.names.lexicon import Lexicon

GAZETTEER = Path(__file__).parent / "data" / "gazetteer.npz"


class Shipped(NamedTuple):
    """The gazetteer, the alias records, and the lexicon of both."""

    gazetteer: Gazetteer
    records: Sequence[AliasRecord]
    lexicon: Lexicon

    def catalogue(self) -> Catalogue:
        """Return what there is to name."""
        return Catalogue(self.records, self.gazetteer, self.lexicon)


@cache
def shipped_names() -> Shipped:
    """Read the gazetteer and the shipped aliases."""
    with _no_collections():
        records = tuple(read_aliases(aliases.FILES))
        table = AliasTable(records)
    gazetteer = Gazetteer(GAZETTEER)
    return Shipped(gazetteer, records, Lexicon(table, gazetteer))


@contextmanager
def _no_collections() -> Iterator[None]:
    """Keep the garbage collector from going through what is being built again and again: all of it stays."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
