"""What an operator should know of their files before Dateline uses them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from dateline.enrichment.entities.own_names.catalogue import Catalogue, identities, own_entities
from dateline.enrichment.entities.own_names.files import OwnDirectory
from dateline.enrichment.entities.own_names.records import Block, Origin, OwnAlias, Problem, Severity
from dateline.enrichment.names.aliases import Alias, alias_key
from dateline.enrichment.names.candidate import Candidate

_ANY: frozenset[str] = frozenset()


class _Name(NamedTuple):
    """A name that an operator's alias gives, and where."""

    text: str
    languages: frozenset[str]
    id: str
    directory: int
    origin: Origin


def problems_of(directories: Sequence[OwnDirectory], catalogue: Catalogue) -> list[Problem]:
    """Return the errors of well-formed files, then what they shadow, share, override and block."""
    names = list(_names(directories))
    own_ids = {identifier: identity.id for identifier, identity in identities(directories, catalogue).items()}
    return [
        *errors_of(directories, catalogue),
        *_shadowing(names, own_ids, catalogue),
        *_shared(names),
        *_blocked(names, directories),
    ]


def errors_of(directories: Sequence[OwnDirectory], catalogue: Catalogue) -> list[Problem]:
    """Return what keeps well-formed files from being used: ids that nothing has."""
    own = own_entities(directories, catalogue)
    return [
        *_reserved(directories, catalogue),
        *_unknown_in_rules(directories, own, catalogue),
        *_unknown_same_as(directories, own, catalogue),
        *_contradictions(directories, catalogue),
    ]


def _reserved(directories: Sequence[OwnDirectory], catalogue: Catalogue) -> Iterator[Problem]:
    for alias in _aliases(directories):
        if alias.record.id.startswith("dateline:") and catalogue.entity(alias.record.id) is None:
            yield _problem(
                Severity.ERROR,
                "reserved id",
                alias.origin,
                f"no shipped entity has the id {alias.record.id}; yours have ids in a namespace of your own",
            )


def _unknown_in_rules(
    directories: Sequence[OwnDirectory], own: Mapping[str, Candidate], catalogue: Catalogue
) -> Iterator[Problem]:
    for rule in (rule for directory in directories for rule in directory.rules):
        if rule.id not in own and catalogue.entity(rule.id) is None:
            yield _problem(
                Severity.ERROR,
                "unknown id",
                rule.origin,
                f"nothing has the id {rule.id}; expected one of an alias file or of Dateline's lists",
            )


def _unknown_same_as(
    directories: Sequence[OwnDirectory], own: Mapping[str, Candidate], catalogue: Catalogue
) -> Iterator[Problem]:
    """Yield rules that would map what no text is linked to. In an alias file such ids are passed on as they are."""
    for line in (line for directory in directories for line in directory.same_as):
        for identifier in line.same_as:
            meant = catalogue.id_of(identifier)
            if meant not in own and catalogue.entity(meant) is None and not meant.startswith("dateline:name/"):
                yield _problem(
                    Severity.ERROR,
                    "unknown id",
                    line.origin,
                    f"nothing has the id {identifier}, so {line.id} cannot stand in its place",
                )


def _contradictions(directories: Sequence[OwnDirectory], catalogue: Catalogue) -> Iterator[Problem]:
    for directory in directories:
        seen: dict[str, tuple[str, Origin]] = {}
        stated = [(alias.record.id, alias.record.same_as, alias.origin) for alias in directory.aliases]
        stated += [(line.id, line.same_as, line.origin) for line in directory.same_as]
        for own, same_as, origin in stated:
            for meant in map(catalogue.id_of, same_as):
                other, before = seen.setdefault(meant, (own, origin))
                if other != own:
                    yield _problem(
                        Severity.ERROR,
                        "contradiction",
                        origin,
                        f"both {other} ({before.file}, line {before.line}) and {own} are to be the same as {meant}",
                    )


def _shadowing(names: Sequence[_Name], own_ids: Mapping[str, str], catalogue: Catalogue) -> Iterator[Problem]:
    for name in names:
        shipped = {
            candidate.id: candidate
            for candidate in catalogue.bearers(name.text)
            if own_ids.get(candidate.id, candidate.id) != name.id
            and _meet(name.languages, candidate.languages if candidate.source == "alias" else _ANY)
        }
        if shipped:
            others = ", ".join(f"{candidate.name} ({identifier})" for identifier, candidate in sorted(shipped.items()))
            yield _problem(
                Severity.WARNING, "shadows", name.origin, f"{name.text!r} no longer means {others}, but {name.id}"
            )


def _shared(names: Sequence[_Name]) -> Iterator[Problem]:
    by_key: dict[str, list[_Name]] = {}
    for name in names:
        earlier = by_key.setdefault(alias_key(name.text), [])
        for other in earlier:
            if other.id != name.id and other.languages == name.languages:
                where = f"{other.origin.file}, line {other.origin.line}"
                if other.directory == name.directory:
                    message = f"{name.text!r} means {name.id} and {other.id} ({where}), so it is not linked"
                    yield _problem(Severity.WARNING, "shared", name.origin, message)
                else:
                    message = f"{name.text!r} means {name.id}, and no longer {other.id} ({where})"
                    yield _problem(Severity.WARNING, "overrides", name.origin, message)
        earlier.append(name)


def _blocked(names: Sequence[_Name], directories: Sequence[OwnDirectory]) -> Iterator[Problem]:
    for at, directory in enumerate(directories):
        for block in directory.blocks:
            for name in names:
                if _blocks(block, at, name):
                    where = f"{name.origin.file}, line {name.origin.line}"
                    yield _problem(
                        Severity.WARNING,
                        "blocks",
                        block.origin,
                        f"it blocks the alias {name.text!r} of {name.id} ({where})",
                    )


def _blocks(block: Block, directory: int, name: _Name) -> bool:
    if block.id and block.id != name.id:
        return False
    if not block.name:
        return True
    comes_later = bool(block.id) or directory >= name.directory
    return comes_later and alias_key(block.name) == alias_key(name.text) and _meet(block.languages, name.languages)


def _names(directories: Sequence[OwnDirectory]) -> Iterator[_Name]:
    for at, directory in enumerate(directories):
        for alias in directory.aliases:
            spelt: dict[tuple[str, frozenset[str]], Alias] = {}
            for spelling in alias.record.aliases:
                spelt.setdefault((alias_key(spelling.text), spelling.languages), spelling)
            for spelling in spelt.values():
                yield _Name(spelling.text, spelling.languages, alias.record.id, at, alias.origin)


def _aliases(directories: Sequence[OwnDirectory]) -> Iterator[OwnAlias]:
    return (alias for directory in directories for alias in directory.aliases)


def _meet(one: Collection[str], other: Collection[str]) -> bool:
    """Tell whether there is a language in which both hold; none means any."""
    return not one or not other or not set(one).isdisjoint(other)


def _problem(severity: Severity, kind: str, origin: Origin, message: str) -> Problem:
    return Problem(severity, kind, origin.file, origin.line, message)
