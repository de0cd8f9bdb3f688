"""At which positions the versions of an article are."""

from array import array
from bisect import insort
from collections.abc import Sequence


class Versions:
    """Positions by key, in ascending order; most articles have one version, which is kept as a plain number."""

    def __init__(self) -> None:
        self._positions: dict[int, int | array[int]] = {}

    def __len__(self) -> int:
        return len(self._positions)

    def of(self, key: int) -> Sequence[int]:
        """Return the positions under a key."""
        positions = self._positions.get(key)
        if positions is None:
            return ()
        return (positions,) if isinstance(positions, int) else positions

    def add(self, key: int, position: int) -> None:
        """Add a position under a key."""
        positions = self._positions.get(key)
        if positions is None:
            self._positions[key] = position
        elif isinstance(positions, int):
            self._positions[key] = array("q", sorted((positions, position)))
        else:
            insort(positions, position)

    def remove(self, key: int, position: int) -> None:
        """Take a position out from under a key."""
        positions = self._positions[key]
        if isinstance(positions, int):
            del self._positions[key]
        else:
            positions.remove(position)
            if not positions:
                del self._positions[key]
