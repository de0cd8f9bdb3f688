"""Which languages are matched together, and on which partition."""

import json
from functools import lru_cache
from importlib import resources

from dateline.enrichment.reading import hash64
from dateline.errors import SettingsError

_OTHER = "other"


class LanguageGroups:
    """The groups of `data/language_groups.json`: languages that detectors confuse share one.

    The groups are ranked by how much news they carry and dealt to partitions in turn, so that the big ones lie apart.
    """

    def __init__(self) -> None:
        self._groups, self._ranks, self._version = _groups()

    @property
    def models(self) -> dict[str, str]:
        """The data file that decides, and its hash."""
        return {"language-groups": self._version}

    @property
    def names(self) -> tuple[str, ...]:
        """All groups, the one with the most news first."""
        return tuple(self._ranks)

    def of(self, tag: str) -> str:
        """Return the group of a BCP 47 tag; languages that are not listed share the group `other`."""
        return self._groups.get(tag.replace("_", "-").split("-")[0].lower(), _OTHER)

    def partition(self, group: str, partitions: int) -> int:
        """Return the partition of a group, out of `partitions`. Raises `SettingsError` for an unknown group."""
        if group not in self._ranks:
            raise SettingsError(
                f"language group {group!r} is not in data/language_groups.json, which lists {', '.join(self._ranks)}"
            )
        return self._ranks[group] % partitions


@lru_cache(maxsize=1)
def _groups() -> tuple[dict[str, str], dict[str, int], str]:
    text = resources.files(__package__).joinpath("data/language_groups.json").read_text(encoding="utf-8")
    groups = json.loads(text)["groups"]
    members = {language: group["name"] for group in groups for language in group["languages"]}
    return members, {group["name"]: rank for rank, group in enumerate(groups)}, f"{hash64(text):016x}"
