"""Simplified and traditional Chinese characters: `data/han_variants.tsv`."""

import re
from functools import cache
from importlib.resources import files

_ENOUGH = 2_000
_CLEAR = 4


def han_variant(text: str) -> str:
    """Return `Hans` or `Hant`, `Hani` where the characters of neither outnumber the other's four to one."""
    simplified, traditional = (len(pattern.findall(text, 0, _ENOUGH)) for pattern in _patterns())
    if simplified > _CLEAR * traditional:
        return "Hans"
    return "Hant" if traditional > _CLEAR * simplified else "Hani"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = (files(__package__) / "data" / "han_variants.tsv").read_text(encoding="utf-8").splitlines()
    simplified, traditional = (re.compile("[" + row.partition("\t")[2] + "]") for row in rows)
    return simplified, traditional
