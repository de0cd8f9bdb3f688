"""The fingerprint of an article: its content hash, the keys under which copies meet, and a sketch."""

import base64

from dateline.enrichment.duplicates.folding import shared_folder
from dateline.enrichment.duplicates.hashing import StretchHasher
from dateline.enrichment.duplicates.matched_text import matched_text
from dateline.enrichment.duplicates.options import FingerprintOptions
from dateline.enrichment.duplicates.scoring import WEIGHTS_VERSION
from dateline.enrichment.duplicates.shingles import shingle_keys
from dateline.enrichment.duplicates.sketch import sketch_of
from dateline.enrichment.reading import Reading
from dateline.records import Fingerprint

FORMAT = "2"


class FingerprintStage:
    """Makes fingerprints. They depend on the text alone, so they can be made anywhere."""

    def __init__(self, options: FingerprintOptions = FingerprintOptions()) -> None:
        self._folder = shared_folder()
        self._hasher = StretchHasher(options.characters)

    @property
    def models(self) -> dict[str, str]:
        """What decides: the format of fingerprints and the weights of the score."""
        return {"fingerprint": FORMAT, "duplicate-weights": WEIGHTS_VERSION}

    def annotate(self, reading: Reading) -> Fingerprint:
        """Fingerprint the text of an article that is matched."""
        folded = matched_text(reading, self._folder).folded
        sums = self._hasher.prefix_sums(folded.codes)
        sketch = sketch_of(folded, sums, self._hasher, reading.headline.text)
        return Fingerprint(
            content=f"{folded.content_hash():016x}",
            keys=tuple(f"{key:08x}" for key in shingle_keys(folded, sums, self._hasher)),
            sketch=base64.b64encode(sketch.dump()).decode(),
            tokens=len(folded.starts),
        )
