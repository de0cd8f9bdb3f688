"""The script of a text, as ISO 15924 names it."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

_TABLE_SIZE = 0x33480
# nothing from Greek on but general punctuation and signs: letters in here are Latin
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u2c00-\ufeff\uff10-\U0010ffff]")
_LATIN_LETTER = re.compile("[A-Za-zªºÀ-ÖØ-öø-\u02b8\u1e00-\u1eff]")
# a name in Latin letters takes more of them than a word of the same length in another script
_WEIGHTS = {"Latn": 2, "Hani": 6, "Hira": 5, "Kana": 5, "Bopo": 5, "Hang": 5}
_OTHER_WEIGHT = 3
_COMPOUND = {"Jpan": ("Hani", "Hira", "Kana"), "Kore": ("Hang", "Hani"), "Hani": ("Hani", "Bopo")}


class ScriptTable:
    """Which script each code point belongs to; `names[0]` is none."""

    def __init__(self, rows: str) -> None:
        self.names: list[str] = [""]
        self._scripts = np.zeros(_TABLE_SIZE, dtype=np.uint8)
        for row in rows.splitlines():
            first, last, name = row.split("\t")
            if name not in self.names:
                self.names.append(name)
            self._scripts[int(first, 16) : int(last, 16) + 1] = self.names.index(name)
        self._weights = np.array([0, *(_WEIGHTS.get(name, _OTHER_WEIGHT) for name in self.names[1:])])

    def of(self, text: str) -> NDArray[np.uint8]:
        """Return the index into `names` for each code point."""
        code_points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return self._scripts[np.minimum(code_points, _TABLE_SIZE - 1)]

    def share(self, texts: Sequence[str], scripts: Sequence[str]) -> list[tuple[int, int]]:
        """For each text, return how many of its letters are in the given scripts, and how many it has (at least)."""
        width = max(map(len, texts), default=0)
        if not width:
            return [(0, 0)] * len(texts)
        if "Latn" in scripts and _is_latin("".join(texts)):
            return [(1, 1) if letter else (0, 0) for letter in map(_LATIN_LETTER.search, texts)]
        grid = self.of("".join(text.ljust(width) for text in texts)).reshape(len(texts), width)
        wanted = np.zeros(len(self.names), dtype=bool)
        wanted[[self.index(part) for script in scripts for part in _COMPOUND.get(script, (script,))]] = True
        own = wanted[grid].sum(axis=1)
        return list(zip(own.tolist(), (grid != 0).sum(axis=1).tolist(), strict=True))

    def index(self, name: str) -> int:
        """Return the index of a script."""
        return self.names.index(name)

    def main(self, text: str) -> str | None:
        """Return the script that a text is in; Chinese characters with kana are `Jpan`, Hangul is `Kore`."""
        if _is_latin(text):
            return "Latn" if _LATIN_LETTER.search(text) else None
        counts = np.bincount(self.of(text), minlength=len(self.names))
        weighed = counts * self._weights
        kana, han, hangul = (
            int(sum(weighed[self.index(name)] for name in group))
            for group in (("Hira", "Kana"), ("Hani", "Bopo"), ("Hang",))
        )
        most = int(weighed.argmax())
        if not weighed[most]:
            return None
        if kana + han + hangul < weighed[most]:
            return self.names[most]
        if hangul >= kana + han:
            return "Kore"
        # Chinese texts quote a kana now and then; in Japanese every fourth letter or more is one
        return "Jpan" if kana * 7 >= han else "Hani"


def _is_latin(text: str) -> bool:
    """Tell whether all letters of a text, where it has some, are Latin."""
    return text.isascii() or not _BEYOND_LATIN.search(text)


@cache
def script_table() -> ScriptTable:
    """Return the table of `data/scripts.tsv`."""
    return ScriptTable((files(__package__) / "data" / "scripts.tsv").read_text(encoding="utf-8"))
