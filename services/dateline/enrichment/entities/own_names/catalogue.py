"""What there is to name: the entities of the shipped lists, and those of the operator."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.own_names.files import OwnDirectory
from dateline.enrichment.names.aliases import AliasRecord, alias_key
from dateline.enrichment.names.candidate import Candidate
from dateline.enrichment.names.lexicon import Lexicon


class Identity(NamedTuple):
    """The operator's id for an entity that has another one; `name` is "" where the entity keeps its own."""

    id: str
    name: str
    same_as: tuple[str, ...]


class Catalogue:
    """The shipped entities by id, by Wikidata item and by name."""

    def __init__(self, records: Iterable[AliasRecord], gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._records = {record.id: record for record in records}
        self._items = {item: record.id for record in self._records.values() for item in record.same_as}
        self._gazetteer = gazetteer
        self._lexicon = lexicon

    def entity(self, identifier: str) -> Candidate | None:
        """Return the shipped entity of an id, None where there is none."""
        record = self._records.get(identifier)
        return entity_of(record) if record else self._gazetteer.place(identifier)

    def id_of(self, identifier: str) -> str:
        """Return the shipped id of an entity that is known by another, such as a Wikidata item; else the id itself."""
        return self._items.get(identifier, identifier)

    def bearers(self, name: str) -> tuple[Candidate, ...]:
        """Return the shipped entities that bear a name."""
        return self._lexicon.find(alias_key(name))


def entity_of(record: AliasRecord, source: str = "alias") -> Candidate:
    """Return what an alias record describes, whatever it is called."""
    return Candidate(
        record.id, record.name, record.type, source, capitals=0, country=record.country, same_as=record.same_as
    )


def own_entities(directories: Sequence[OwnDirectory], catalogue: Catalogue) -> Mapping[str, Candidate]:
    """Return the entities that the operator's files describe, by id; a later directory wins."""
    found: dict[str, Candidate] = {}
    for directory in directories:
        for alias in directory.aliases:
            found[alias.record.id] = entity_of(alias.record, "operator")
    for identifier, identity in identities(directories, catalogue).items():
        if identity.id not in found and (entity := catalogue.entity(identifier)):
            found[identity.id] = renamed(entity, identity)
    return found


def identities(directories: Sequence[OwnDirectory], catalogue: Catalogue) -> dict[str, Identity]:
    """Return by which id the operator wants each entity that has another; a later directory wins."""
    found: dict[str, Identity] = {}
    for directory in directories:
        stated = [(alias.record.id, alias.record.name, alias.record.same_as) for alias in directory.aliases]
        stated += [(line.id, line.name, line.same_as) for line in directory.same_as]
        for own, name, same_as in stated:
            for identifier in same_as:
                meant = catalogue.id_of(identifier)
                if meant != own:
                    entity = catalogue.entity(meant)
                    elsewhere = dict.fromkeys((meant, *same_as, *(entity.same_as if entity else ())))
                    found[meant] = Identity(own, name, tuple(elsewhere))
    return found


def renamed(candidate: Candidate, identity: Identity) -> Candidate:
    """Return a candidate under the operator's id."""
    return candidate._replace(id=identity.id, name=identity.name or candidate.name, same_as=identity.same_as)
