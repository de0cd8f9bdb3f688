"""The languages that the n-gram detector knows: `data/languages.tsv`."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

# tenths of a nat that the text must speak louder for a language than for a common one
PRIORS = {"common": 0, "regional": 30, "small": 50, "rare": 120, "borrowed": 140}


class KnownLanguage(NamedTuple):
    """A BCP 47 tag, the scripts (ISO 15924) it is written in, how common it is in the news, its English name."""

    tag: str
    scripts: tuple[str, ...]
    tier: str
    name: str

    @property
    def prior(self) -> int:
        """Tenths of a nat, 0 or less, added to its score."""
        return -PRIORS[self.tier]


@cache
def known_languages() -> dict[str, KnownLanguage]:
    """Return all languages by tag."""
    rows = (files(__package__) / "data" / "languages.tsv").read_text(encoding="utf-8").splitlines()
    languages = (row.split("\t") for row in rows)
    return {tag: KnownLanguage(tag, tuple(scripts.split()), tier, name) for tag, scripts, tier, name in languages}
