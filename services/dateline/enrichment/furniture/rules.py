"""Furniture rules as data: a TOML file a language, one table a kind, one row a rule."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

import xxhash

_DATA = files(__package__) / "data"
_KINDS = _DATA / "kinds.toml"
_ROW = {"line", "catches", "spares"}


class Rule(NamedTuple):
    """`pattern` as phrases.py reads it, with a line it catches and one it must spare."""

    language: str
    kind: str
    pattern: str
    catches: str
    spares: str

    @property
    def name(self) -> str:
        """What furniture found by it is reported as."""
        return f"{self.kind}/{self.language}"


def rule_files() -> list[Traversable]:
    """Return the rule files, one a language, in the order of their names."""
    folder = _DATA / "languages"
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def rules() -> Iterator[Rule]:
    """Read all rules.

    Raises:
        ValueError: a file cannot be read, names a kind that is not in `kinds.toml`, or a row is not complete.

    """
    for file in rule_files():
        yield from read_rules(file.name.removesuffix(".toml"), file.read_text(encoding="utf-8"))


def read_rules(language: str, text: str) -> Iterator[Rule]:
    """Read the rules of one language's file. Raises ValueError as `rules` does."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{language}.toml: {error}") from error
    known = longest_lines()
    for kind, rows in tables.items():
        if kind not in known:
            raise ValueError(f"{language}.toml: {kind!r} is none of the kinds in kinds.toml: {', '.join(known)}")
        for row in rows:
            if set(row) != _ROW or not all(row.values()):
                raise ValueError(
                    f"{language}.toml: {kind}: {row} must have {', '.join(sorted(_ROW))}, each with a text"
                )
            yield Rule(language, kind, row["line"], row["catches"], row["spares"])


def longest_lines() -> dict[str, int]:
    """Return how many characters a line of each kind may have."""
    return {kind: int(length) for kind, length in tomllib.loads(_KINDS.read_text(encoding="utf-8")).items()}


def rules_version() -> str:
    """Return a short hash of all rule files."""
    digest = xxhash.xxh3_64()
    for file in (_KINDS, *rule_files()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
