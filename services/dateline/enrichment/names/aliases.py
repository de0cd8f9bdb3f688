"""The alias data: persons, organisations and places by the names that newspapers give them, one JSON line each.

data/aliases/README.md describes the lines.
"""

import functools
import json
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from dateline.enrichment.names.candidate import CITY, Candidate
from dateline.enrichment.names.keys import TOKEN, UNSPACED, capitals, fold, key_of, unspaced_key
from dateline.enrichment.reading import hash64
from dateline.errors import SettingsError
from dateline.records import EntityType

_KNOWN = {
    *("id", "type", "name", "same_as", "country", "given", "family", "alone"),
    *("aliases", "aliases_in", "generic", "credits"),
}
_SCRIPTS = {
    name: regex.compile(rf"\p{{{name}}}")
    for name in ("Latin", "Greek", "Cyrillic", "Arabic", "Hebrew", "Devanagari", "Georgian", "Armenian", "Hangul")
}
_LETTER = regex.compile(r"\p{L}")
EXPECTED = f"a JSON object with id, type and name, and optionally {', '.join(sorted(_KNOWN - {'id', 'type', 'name'}))}"
"""What a line of an alias file is."""

FILES: Sequence[Path] = sorted((Path(__file__).parent / "data" / "aliases").glob("*.jsonl"))
"""The alias files that Dateline ships."""

ACRONYM_LENGTH = 6
"""Up to so many letters, a name in capitals must stand in capitals, unless it is listed in both ways (NATO, Nato)."""


@dataclass(frozen=True)
class Alias:
    """One spelling of an entity's name. `languages` is empty where it holds in any.

    A `generic` one, such as "Senate", means it only in articles on its country.
    """

    text: str
    alone: bool = False
    languages: frozenset[str] = frozenset()
    generic: bool = False


@dataclass(frozen=True)
class AliasRecord:
    """One line of the alias data."""

    id: str
    type: EntityType
    name: str
    same_as: tuple[str, ...]
    country: str
    families: tuple[str, ...]
    aliases: tuple[Alias, ...]
    credits: tuple[str, ...]
    """Short names that mean it only where a text credits an agency."""


def script_of(text: str) -> str:
    """Return the name of the script of a text's first letter, "other" where none of ours."""
    first = _LETTER.search(text)
    return next((name for name, letters in _SCRIPTS.items() if first and letters.match(first[0])), "other")


def read_aliases(paths: Iterable[Path]) -> Iterator[AliasRecord]:
    """Read alias files. Raises SettingsError, naming file and line, where one is malformed."""
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if line.strip() and not line.startswith("#"):
                try:
                    yield alias_record(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise SettingsError(
                        f"{path.name}, line {number}: not an alias record ({error}); expected {EXPECTED}"
                    ) from error


def alias_record(line: dict[str, object]) -> AliasRecord:
    """Read one line. Raises ValueError, KeyError, TypeError or AttributeError where it is no alias record."""
    if unknown := line.keys() - _KNOWN:
        raise ValueError(f"unknown field {min(unknown)}")
    families = _texts(line, "family")
    spoken = line.get("aliases_in", {})
    if not isinstance(spoken, dict):
        raise TypeError("aliases_in is not an object")
    # the name of a city is the gazetteer's, which tells the city from its namesakes
    names = [] if str(line["id"]).startswith(CITY) else [str(line["name"])]
    aliases = [*map(Alias, names), *map(Alias, _texts(line, "aliases"))]
    scripts = [(family, script_of(family)) for family in families]
    for given in _texts(line, "given"):
        script = script_of(given)
        aliases += [Alias(f"{given} {family}") for family, other in scripts if script == other]
    if line.get("alone", False):
        aliases += [Alias(family, alone=True) for family in families]
    for language, texts in spoken.items():
        aliases += [Alias(text, languages=frozenset([language])) for text in texts]
    generic = _texts(line, "generic")
    if generic and not line.get("country"):
        raise ValueError("generic names need a country")
    aliases += [Alias(text, generic=True) for text in generic]
    return AliasRecord(
        id=str(line["id"]),
        type=EntityType(str(line["type"])),
        name=str(line["name"]),
        same_as=tuple(_texts(line, "same_as")),
        country=str(line.get("country", "")),
        families=tuple(families),
        aliases=tuple(dict.fromkeys(aliases)),
        credits=tuple(_texts(line, "credits")),
    )


def _texts(line: dict[str, object], field: str) -> list[str]:
    value = line.get(field, [])
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise TypeError(f"{field} is not a list of texts")
    return value


def alias_key(text: str) -> str:
    """Return the key under which a name is found (see `keys`); "" where it has no letter or digit."""
    return unspaced_key(text) if UNSPACED.match(text) else key_of(TOKEN.findall(text))


class AliasTable:
    """Alias records by the keys of their names. A key is a node: it may also be the beginning of longer ones."""

    def __init__(self, records: Iterable[AliasRecord], *, in_credits: bool = False, source: str = "alias") -> None:
        self._source = source
        self._nodes: dict[int, tuple[Candidate, ...]] = {}
        self.pairs: dict[str, int] = {}
        self.small_starts: set[str] = set()
        """Keys with which a name may begin in small letters."""
        for record in records:
            families = tuple(dict.fromkeys(key_of(TOKEN.findall(family)) for family in record.families))
            for alias in (*record.aliases, *(map(Alias, record.credits) if in_credits else ())):
                self._add(record, alias, families)

    def _add(self, record: AliasRecord, alias: Alias, families: tuple[str, ...]) -> None:
        text, shape = alias.text, 0
        if UNSPACED.match(text):
            key = unspaced_key(text)
            self.pairs[key[:2]] = self.pairs.get(key[:2], 0) | 1 << len(key)
        else:
            tokens = TOKEN.findall(text)
            key, shape = key_of(tokens), capitals(tokens)
            self._add_beginnings(key)
            if text[0].islower():
                self.small_starts.add(fold(tokens[0]))
        candidate = Candidate(
            record.id,
            record.name,
            record.type,
            source=self._source,
            capitals=shape,
            acronym=text.isupper() and len(text) <= ACRONYM_LENGTH,
            alone=alias.alone,
            country=record.country,
            languages=alias.languages,
            families=families,
            same_as=record.same_as,
            generic=alias.generic,
        )
        node = hash64(key)
        known = self._nodes.get(node, ())
        alike = [other for other in known if _is_alike(other, candidate)] if known else ()
        if alike:
            known = tuple(other for other in known if not _is_alike(other, candidate))
            candidate = _merge([*alike, candidate])
        self._nodes[node] = (*known, candidate)

    def _add_beginnings(self, key: str) -> None:
        at = key.find(" ")
        while at >= 0:
            self._nodes.setdefault(hash64(key[:at]), ())
            at = key.find(" ", at + 1)

    def holds(self, node: int) -> bool:
        """Tell whether a name begins with the key of this hash."""
        return node in self._nodes

    def find(self, node: int) -> tuple[Candidate, ...]:
        """Return the entities that bear the name of this hash."""
        return self._nodes.get(node, ())

    def __len__(self) -> int:
        return len(self._nodes)


def _is_alike(one: Candidate, other: Candidate) -> bool:
    return one.id == other.id and bool(one.languages) == bool(other.languages)


def _merge(candidates: Sequence[Candidate]) -> Candidate:
    """Return one candidate for several spellings of a name that fold to one key: the loosest of them."""
    return candidates[0]._replace(
        capitals=functools.reduce(operator.and_, (candidate.capitals for candidate in candidates)),
        acronym=all(candidate.acronym for candidate in candidates),
        alone=all(candidate.alone for candidate in candidates),
        languages=frozenset().union(*(candidate.languages for candidate in candidates)),
        generic=all(candidate.generic for candidate in candidates),
    )
