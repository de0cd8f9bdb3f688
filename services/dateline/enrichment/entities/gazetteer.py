"""The gazetteer: names of countries, regions and cities in all languages, in a few packed arrays.

`data/gazetteer.npz` is written by training/gazetteer; data/README.md says from what, and under which licences.
"""

import json
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.enrichment.names.candidate import Candidate
from dateline.enrichment.names.keys import fold
from dateline.enrichment.reading import hash64
from dateline.records import EntityType

PRIMARY = 0x80
_CAPITALS = 0x7F
_REST = 48  # bits of a hash behind those by which it is looked up


class Gazetteer:
    """Places by the keys of their names (see `keys`). A key is a node: it may also be the beginning of longer ones."""

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as arrays:
            header: dict[str, Any] = json.loads(arrays["header"].tobytes())
            # views as plain integers: `bisect` on them is faster than numpy for one key at a time
            self._nodes = memoryview(arrays["nodes"].astype("=u8", copy=False))
            self._first = memoryview(arrays["first"].astype("=u4", copy=False))
            self._place = memoryview(arrays["posting_place"].astype("=u4", copy=False))
            self._shape = memoryview(arrays["posting_shape"])
            self._languages = memoryview(arrays["posting_languages"].astype("=u2", copy=False))
            self._population = memoryview(arrays["place_population"].astype("=u4", copy=False))
            self._start = memoryview(arrays["place_start"].astype("=u4", copy=False))
            self._text = arrays["place_text"].tobytes()
            self._given = memoryview(arrays["given"].astype("=u8", copy=False))
            self._nodes_from, self._given_from = _first_by_prefix(arrays["nodes"]), _first_by_prefix(arrays["given"])
            pairs = arrays["pairs"].tobytes().decode()
            lengths = arrays["pair_lengths"].tolist()
        self.pairs: dict[str, int] = {pairs[2 * at : 2 * at + 2]: length for at, length in enumerate(lengths)}
        self.small_starts: frozenset[str] = frozenset()
        self.sources: dict[str, str] = header["sources"]
        self.homes = {language: frozenset(countries) for language, countries in header["homes"].items()}
        self._language_sets = [frozenset(languages) for languages in header["language_sets"]]
        self._candidate = lru_cache(maxsize=1 << 12)(self._read_candidate)
        self.is_given_name = lru_cache(maxsize=1 << 14)(self._look_up_given_name)

    def holds(self, node: int) -> bool:
        """Tell whether a name begins with the key of this hash."""
        return _find(self._nodes, self._nodes_from, node) is not None

    def find(self, node: int) -> tuple[Candidate, ...]:
        """Return the places that bear the name of this hash."""
        at = _find(self._nodes, self._nodes_from, node)
        if at is None:
            return ()
        return tuple(self._candidate(posting) for posting in range(self._first[at], self._first[at + 1]))

    def place(self, identifier: str) -> Candidate | None:
        """Return the place of an id, None where there is none; it reads through all places."""
        sought, at = f"{identifier}\t".encode(), -1
        while (at := self._text.find(sought, at + 1)) >= 0:
            place = bisect_left(self._start, at)
            if place < len(self._start) - 1 and self._start[place] == at:
                return self._candidate_of(place)
        return None

    def is_given(self, node: int) -> bool:
        """Tell whether people bear the name of this hash as a first name."""
        return _find(self._given, self._given_from, node) is not None

    def _look_up_given_name(self, token: str) -> bool:
        """Tell whether people bear this as a first name."""
        return self.is_given(hash64(fold(token)))

    def _read_candidate(self, posting: int) -> Candidate:
        shape = self._shape[posting]
        return self._candidate_of(self._place[posting])._replace(
            capitals=shape & _CAPITALS,
            primary=bool(shape & PRIMARY),
            languages=self._language_sets[self._languages[posting]],
        )

    def _candidate_of(self, place: int) -> Candidate:
        record = self._text[self._start[place] : self._start[place + 1]].decode()
        identifier, kind, country, name = record.split("\t")
        return Candidate(
            id=identifier,
            name=name,
            type=EntityType.PLACE,
            source=kind,
            capitals=0,
            country=country,
            population=self._population[place],
        )


def _first_by_prefix(hashes: npt.NDArray[np.uint64]) -> memoryview:
    """Return where in sorted hashes those with each prefix of 16 bits begin; hashes are spread evenly over these."""
    prefixes = np.arange((1 << 64 - _REST) + 1, dtype=np.uint64)
    ends = hashes >> np.uint64(_REST)
    first: npt.NDArray[np.uint32] = np.searchsorted(ends, prefixes).astype("=u4")
    return first.data


def _find(hashes: memoryview, first: memoryview, sought: int) -> int | None:
    """Return where a hash stands in sorted ones, None where it does not."""
    prefix = sought >> _REST
    end = first[prefix + 1]
    at = bisect_left(hashes, sought, first[prefix], end)
    return at if at < end and hashes[at] == sought else None
