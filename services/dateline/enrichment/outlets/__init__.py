"""What an outlet has published before: which lines it repeats, and which articles are versions of which."""

from dateline.enrichment.outlets.entry import OutletEntry, entry_of
from dateline.enrichment.outlets.memory import OutletMemory
from dateline.enrichment.outlets.options import OutletOptions

__all__ = ["OutletEntry", "OutletMemory", "OutletOptions", "entry_of"]
