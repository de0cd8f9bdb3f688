"""Languages that are easily taken for each other, and the words that tell them apart: `data/kin.tsv`.

A group of kin is a block of lines between blank lines: the languages that use the entries, a tab, the entries. An
entry that ends in a hyphen is the beginning of words, one that begins with a hyphen their end.
"""

from collections import defaultdict
from functools import cache
from importlib.resources import files

from dateline.enrichment.language.normal import words

_WEIGHT = 50
_NONE: frozenset[str] = frozenset()


class Kin:
    """A group of languages that are told apart by words rather than by n-grams."""

    def __init__(self, block: str) -> None:
        exact: defaultdict[bytes, set[str]] = defaultdict(set)
        stems: defaultdict[bytes, set[str]] = defaultdict(set)
        endings: defaultdict[bytes, set[str]] = defaultdict(set)
        for line in block.splitlines():
            tags, entries = line.split("\t")
            for entry in entries.split():
                table = stems if entry.endswith("-") else endings if entry.startswith("-") else exact
                for piece in words(entry):
                    table[piece].update(tags.split())
        self.languages = tuple(sorted(set().union(*exact.values(), *stems.values())))
        self._exact, self._stems, self._endings = dict(exact), dict(stems), dict(endings)
        self._lengths = sorted({len(stem) for stem in stems})
        self._ending_lengths = sorted({len(ending) for ending in endings})

    def score(self, text: str) -> dict[str, int]:
        """Return what a text's words say for each language, in tenths of a nat."""
        scores = dict.fromkeys(self.languages, 0)
        for word in words(text):
            telling = set(self._exact.get(word, _NONE))
            for length in self._lengths:
                if length > len(word):
                    break
                telling |= self._stems.get(word[:length], _NONE)
            for length in self._ending_lengths:
                if length >= len(word):
                    break
                telling |= self._endings.get(word[-length:], _NONE)
            for tag in telling:
                scores[tag] += _WEIGHT
        return scores


@cache
def kin_of() -> dict[str, tuple[Kin, ...]]:
    """Return the groups that each language is in."""
    text = (files(__package__) / "data" / "kin.tsv").read_text(encoding="utf-8")
    groups: defaultdict[str, tuple[Kin, ...]] = defaultdict(tuple)
    for kin in map(Kin, text.strip().split("\n\n")):
        for tag in kin.languages:
            groups[tag] += (kin,)
    return dict(groups)


def shared_kin(one: str, other: str) -> Kin | None:
    """Return the group that two languages are both in."""
    groups = kin_of()
    return next((kin for kin in groups.get(one, ()) if other in kin.languages), None)
