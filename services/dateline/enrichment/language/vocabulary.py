"""What many words say for and against the languages of a script: `data/vocabulary.npz`."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

FILE = files(__package__) / "data" / "vocabulary.npz"


def vocabulary(script: str, languages: Sequence[str]) -> tuple[list[bytes], NDArray[np.int8]]:
    """Return words, and what each says for each of some languages in tenths of a nat: (words, languages).

    Nothing is said of a language whose words were not counted.
    """
    arrays = _arrays()
    if f"{script}.words" not in arrays:
        return [], np.zeros((0, len(languages)), dtype=np.int8)
    counted = arrays[f"{script}.languages"].tolist()
    columns = arrays[f"{script}.weights"]
    silent = np.zeros_like(columns[0])
    weights = np.stack([columns[counted.index(tag)] if tag in counted else silent for tag in languages], axis=1)
    return arrays[f"{script}.words"].tobytes().split(b" "), weights


@cache
def _arrays() -> dict[str, NDArray[np.generic]]:
    with FILE.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return dict(arrays)
