"""What the lines of an operator's files say."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import regex

from dateline.enrichment.names.aliases import AliasRecord, alias_key, alias_record

ALIASES, BLOCKS, RULES = "aliases", "blocks", "rules"

EXPECTED_BLOCK = "a JSON object with name, id or both, and optionally languages"
EXPECTED_RULE = (
    "a JSON object with name and id, and optionally languages, outlets and near, "
    "or one with id and same_as, and optionally name"
)
_BLOCK_FIELDS = {"name", "id", "languages"}
_RULE_FIELDS = {"name", "id", "languages", "outlets", "near", "same_as"}
_LANGUAGE = regex.compile(r"[a-z]{2,3}")
_ID = regex.compile(r"([a-z][a-z0-9+.-]*):\S{1,200}")
_SHAPES = {
    "dateline": r"dateline:(?:(?:person|organisation|place)/[a-z0-9]+(?:-[a-z0-9]+)*|name/\d+/[a-z]+(?:-[a-z]+)*)",
    "geonames": r"geonames:[1-9]\d*",
    "iso3166": r"iso3166:[A-Z]{2}",
    "iso3166-2": r"iso3166-2:[A-Z]{2}-[A-Z0-9]{1,3}",
    "unm49": r"unm49:\d{3}",
    "wikidata": r"wikidata:Q[1-9]\d*",
}


class Severity(StrEnum):
    """Whether Dateline starts with it."""

    ERROR = "error"
    WARNING = "warning"


class Problem(NamedTuple):
    """What is wrong with a line of a file, or worth a second look. `line` is 0 where it is the file or directory."""

    severity: Severity
    kind: str
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Say where, and what."""
        return f"{self.file}, line {self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class Origin(NamedTuple):
    """Where something stands."""

    file: str
    line: int


@dataclass(frozen=True)
class OwnAlias:
    """A line of an alias file."""

    record: AliasRecord
    origin: Origin


@dataclass(frozen=True)
class Block:
    """A name that is no entity, an id that is never linked to, or a name that never means an id.

    `name` or `id` may be empty. Without `languages` it holds in all.
    """

    name: str
    id: str
    languages: frozenset[str]
    origin: Origin


@dataclass(frozen=True)
class Rule:
    """What a name means in these languages and outlets, where an article has one of the words `near`; empty: in any."""

    name: str
    id: str
    languages: frozenset[str]
    outlets: frozenset[str]
    near: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True)
class SameAs:
    """The id to be written in the place of others, and the name, "" for that of the entity."""

    id: str
    name: str
    same_as: tuple[str, ...]
    origin: Origin


def id_problem(identifier: str) -> str:
    """Say what is wrong with the form of an id; "" where it has the documented one."""
    match = _ID.fullmatch(identifier)
    if match is None:
        return f"the id {identifier!r} is not of the form namespace:rest, such as acme:person/17"
    shape = _SHAPES.get(match[1])
    if shape and not regex.fullmatch(shape, identifier):
        return f"the id {identifier!r} is not one of {match[1]}: expected {shape.replace('(?:', '(')}"
    return ""


def alias_of(line: dict[str, object], origin: Origin) -> OwnAlias:
    """Read a line of an alias file. Raises ValueError, KeyError, TypeError or AttributeError."""
    record = alias_record(line)
    for identifier in (record.id, *record.same_as):
        _require_form(identifier)
    for alias in record.aliases:
        _require_key(alias.text)
    return OwnAlias(record, origin)


def block_of(line: dict[str, object], origin: Origin) -> Block:
    """Read a line of a block file; raises as `alias_of` does."""
    _refuse_unknown(line, _BLOCK_FIELDS)
    name, identifier = _text(line, "name"), _text(line, "id")
    if not name and not identifier:
        raise ValueError("neither name nor id")
    if name:
        _require_key(name)
    if identifier:
        _require_form(identifier)
    if line.get("languages") and not name:
        raise ValueError("languages go with a name")
    return Block(name, identifier, _languages(line), origin)


def rule_of(line: dict[str, object], origin: Origin) -> Rule | SameAs:
    """Read a line of a rule file; raises as `alias_of` does."""
    _refuse_unknown(line, _RULE_FIELDS)
    name, identifier = _text(line, "name"), _text(line, "id")
    if not identifier:
        raise ValueError("no id")
    _require_form(identifier)
    if "same_as" in line:
        if others := sorted({"languages", "outlets", "near"} & line.keys()):
            raise ValueError(f"same_as holds everywhere, so {others[0]} cannot go with it")
        same_as = _texts(line, "same_as")
        if not same_as:
            raise ValueError("same_as is empty")
        for other in same_as:
            _require_form(other)
        return SameAs(identifier, name, same_as, origin)
    if not name:
        raise ValueError("no name")
    _require_key(name)
    near = _texts(line, "near")
    for word in near:
        _require_key(word)
    return Rule(name, identifier, _languages(line), frozenset(_texts(line, "outlets")), near, origin)


def _refuse_unknown(line: dict[str, object], known: set[str]) -> None:
    if unknown := line.keys() - known:
        raise ValueError(f"unknown field {min(unknown)}")


def _require_form(identifier: str) -> None:
    if problem := id_problem(identifier):
        raise ValueError(problem)


def _require_key(name: str) -> None:
    if not alias_key(name):
        raise ValueError(f"the name {name!r} has no letter or digit")


def _languages(line: dict[str, object]) -> frozenset[str]:
    languages = _texts(line, "languages")
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            raise ValueError(f"{language!r} is no primary language subtag such as de")
    return frozenset(languages)


def _text(line: dict[str, object], field: str) -> str:
    value = line.get(field, "")
    if not isinstance(value, str) or (field in line and not value.strip()):
        raise TypeError(f"{field} is not a text")
    return value


def _texts(line: dict[str, object], field: str) -> tuple[str, ...]:
    value = line.get(field, [])
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise TypeError(f"{field} is not a list of texts")
    return tuple(value)
