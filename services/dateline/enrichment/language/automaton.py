"""Which n-grams a text holds: one look-up a byte (Aho and Corasick 1975, kept as a full table)."""

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_MOST_STATES = 2**16


class Automaton:
    """After each byte, the longest of the given n-grams that ends there."""

    def __init__(self, features: Sequence[bytes]) -> None:
        """Build the table; feature `i` is reported as `i`, none as `len(features)`.

        Raises:
            ValueError: there are more prefixes than the table holds.

        """
        states, children, longest = _trie(features)
        if states > _MOST_STATES:
            raise ValueError(f"{len(features)} n-grams have {states} prefixes; the table holds {_MOST_STATES}")
        alphabet = sorted({byte for feature in features for byte in feature})
        width = len(alphabet) + 1
        # symbol 0 is any byte that no n-gram holds: back to the start
        symbols = np.zeros(256, dtype=np.uint8)
        symbols[alphabet] = np.arange(1, width, dtype=np.uint8)
        # two bytes a move: what is walked through should stay in the processor's cache
        moves = np.zeros((states, width), dtype=np.uint16)
        fails = np.zeros(states, dtype=np.uint16)
        outputs = np.full(states, len(features), dtype=np.int32)
        for level, edges in enumerate(children):
            parents, bytes_, targets, ends = edges
            if level:
                fails[targets] = moves[fails[parents], symbols[bytes_]]
            moves[parents, symbols[bytes_]] = targets
            moves[targets] = moves[fails[targets]]
            outputs[targets] = np.where(ends >= 0, ends, outputs[fails[targets]])
        self._symbols = bytes(symbols)
        self._outputs = outputs
        self._width = width
        self._moves = array("H", moves.tobytes())
        self.longest = longest

    def find(self, data: bytes, more: Sequence[int] = ()) -> NDArray[np.intp]:
        """Return the feature found after each byte, followed by `more`."""
        moves, width, state = self._moves, self._width, 0
        states: list[int] = []
        keep = states.append
        for symbol in data.translate(self._symbols):
            state = moves[state * width + symbol]
            keep(state)
        found = np.empty(len(states) + len(more), dtype=np.intp)
        found[: len(states)] = states
        found[: len(states)] = self._outputs[found[: len(states)]]
        found[len(states) :] = more
        return found


_Edges = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.int32]]


def _trie(features: Sequence[bytes]) -> tuple[int, list[_Edges], int]:
    """Number the prefixes of all features, level by level: (parents, bytes, states, features that end there)."""
    longest = max(map(len, features), default=0)
    numbers = {b"": 0}
    ending = {feature: index for index, feature in enumerate(features)}
    levels = []
    for length in range(1, longest + 1):
        prefixes = sorted({feature[:length] for feature in features if len(feature) >= length})
        first = len(numbers)
        for offset, prefix in enumerate(prefixes):
            numbers[prefix] = first + offset
        levels.append(
            (
                np.array([numbers[prefix[:-1]] for prefix in prefixes], dtype=np.intp),
                np.array([prefix[-1] for prefix in prefixes], dtype=np.intp),
                np.arange(first, first + len(prefixes), dtype=np.intp),
                np.array([ending.get(prefix, -1) for prefix in prefixes], dtype=np.int32),
            )
        )
    return len(numbers), levels, longest
