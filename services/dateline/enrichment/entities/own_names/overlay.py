"""The operator's names over what a recogniser found and the shipped lists know."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import xxhash

from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.entities.own_names.catalogue import Catalogue, Identity, identities, own_entities, renamed
from dateline.enrichment.entities.own_names.check import errors_of
from dateline.enrichment.entities.own_names.files import OwnDirectory, read_directories
from dateline.enrichment.entities.own_names.layer import Claim, Context, Layer, holds_in, layer_of
from dateline.enrichment.entities.own_names.records import Block
from dateline.enrichment.names.aliases import alias_key
from dateline.enrichment.names.candidate import Candidate
from dateline.enrichment.names.inflection import Inflection
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.errors import SettingsError
from dateline.records import Link

_OWN = 0.99  # the operator says so
_POSSESSIVE = ("'s", "’s", "'", "’")
_MOST_ERRORS = 20


class Overlaid(NamedTuple):
    """The mentions that remain, and the stretches, by passage, that are no entity."""

    mentions: list[Mention]
    blocked: Mapping[Passage, Sequence[Span]]


class OwnNames:
    """What the operator says of names. A later layer goes before an earlier one, and all before the shipped data."""

    def __init__(self, layers: Sequence[Layer], blocks: Sequence[Block], own_ids: Mapping[str, Identity]) -> None:
        self._layers = layers
        self._never = {block.id for block in blocks if block.id and not block.name}
        self._not_by: dict[str, list[tuple[str, Block]]] = {}
        for block in blocks:
            if block.id and block.name:
                self._not_by.setdefault(block.id, []).append((alias_key(block.name), block))
        self._identities = own_ids

    def over(self, mentions: Sequence[Mention], reading: Reading, language: str, inflection: Inflection) -> Overlaid:
        """Put the operator's names over mentions. Of names at one place the longest counts, then the operator's."""
        context = Context(reading, language)
        kept: list[Mention] = []
        blocked: dict[Passage, list[Span]] = {}
        for passage in reading.passages:
            own = [mention for mention in mentions if mention.passage is passage]
            free, claims = _settled(own, sorted(self._claims(passage, inflection, context)))
            for claim in claims:
                if candidates := self.narrowed(claim.candidates, passage.of(claim.span), language):
                    free.append(Mention(passage, claim.span, candidates[0].type, _OWN, candidates))
                else:
                    blocked.setdefault(passage, []).append(claim.span)
            kept += sorted(free, key=lambda mention: mention.span)
        return Overlaid([m for mention in kept if (m := self._narrowed(mention, language)) is not None], blocked)

    def narrowed(self, candidates: Sequence[Candidate], text: str, language: str) -> tuple[Candidate, ...]:
        """Return what a name may mean, less what it never means, under the operator's ids."""
        return tuple(
            renamed(candidate, self._identities[candidate.id]) if candidate.id in self._identities else candidate
            for candidate in candidates
            if not self._is_blocked(candidate.id, text, language)
        )

    def identified(self, link: Link) -> Link | None:
        """Return a link that no list made under the operator's id; None where that is never linked to."""
        if link.id in self._never:
            return None
        identity = self._identities.get(link.id)
        if identity is None:
            return link
        return link.model_copy(
            update={"id": identity.id, "name": identity.name or link.name, "same_as": identity.same_as}
        )

    def _narrowed(self, mention: Mention, language: str) -> Mention | None:
        """Narrow a mention that its recogniser found by name; None where nothing is left that it could mean."""
        if not mention.candidates:
            return mention
        candidates = self.narrowed(mention.candidates, mention.passage.of(mention.span), language)
        return (
            Mention(mention.passage, mention.span, mention.type, mention.confidence, candidates) if candidates else None
        )

    def _claims(self, passage: Passage, inflection: Inflection, context: Context) -> list[Claim]:
        """Return the claims on a passage that do not overlap: the longest first, of equal ones the last."""
        ranked = [
            (claim.span.start - claim.span.end, -rank, claim.span.start, claim)
            for rank, claims in enumerate(
                claims for layer in self._layers for claims in layer.claims(passage, inflection, context)
            )
            for claim in claims
        ]
        free: list[Claim] = []
        taken: set[int] = set()
        for _, _, _, claim in sorted(ranked, key=lambda claim: claim[:3]):
            places = range(claim.span.start, claim.span.end)
            if taken.isdisjoint(places):
                taken.update(places)
                free.append(claim)
        return free

    def _is_blocked(self, identifier: str, text: str, language: str) -> bool:
        if identifier in self._never:
            return True
        return any(
            key == alias_key(text) and holds_in(block.languages, language)
            for key, block in self._not_by.get(identifier, ())
        )


def load_own_names(paths: Sequence[Path], catalogue: Catalogue) -> tuple[OwnNames, str]:
    """Read the operator's directories, and return their names and a hash of the files.

    Raises SettingsError, naming file and line, where one is malformed or names what there is not.
    """
    directories, problems = read_directories(paths)
    problems += errors_of(directories, catalogue)
    if problems:
        shown = [str(problem) for problem in problems[:_MOST_ERRORS]]
        more = [f"and {len(problems) - len(shown)} more"] if len(problems) > len(shown) else []
        raise SettingsError("\n".join([*shown, *more]))
    digest = xxhash.xxh3_64("\0".join(directory.hash for directory in directories).encode())
    blocks = [block for directory in directories for block in directory.blocks]
    return OwnNames(_layers(directories, catalogue), blocks, identities(directories, catalogue)), digest.hexdigest()


def _layers(directories: Sequence[OwnDirectory], catalogue: Catalogue) -> list[Layer]:
    own = own_entities(directories, catalogue)
    layers = []
    for directory in directories:
        entities = {rule.id: own.get(rule.id) or catalogue.entity(rule.id) for rule in directory.rules}
        targets = {name: entity._replace(source="operator") for name, entity in entities.items() if entity}
        aliases = [alias.record for alias in directory.aliases]
        layers.append(layer_of(aliases, directory.blocks, directory.rules, targets))
    return layers


def _settled(mentions: Sequence[Mention], claims: Sequence[Claim]) -> tuple[list[Mention], list[Claim]]:
    """Return the mentions that no claim takes, and the claims that are on no part of a longer name; both in order."""
    starts = [claim.span.start for claim in claims]
    ends = [claim.span.end for claim in claims]
    free: list[Mention] = []
    void: set[int] = set()
    for mention in mentions:
        # those that it overlaps: neither list has overlaps of its own
        touched = range(bisect_right(ends, mention.span.start), bisect_left(starts, mention.span.end))
        void.update(at for at in touched if _is_longer(mention, claims[at]))
        if void.issuperset(touched):
            free.append(mention)
    return free, [claim for at, claim in enumerate(claims) if at not in void]


def _is_longer(mention: Mention, claim: Claim) -> bool:
    """Tell whether a claim is on a part of a longer name; a genitive s makes no name longer."""
    start, end = mention.span
    if not (start <= claim.span.start and claim.span.end <= end) or mention.span == claim.span:
        return False
    rest = mention.passage.text[claim.span.end : end]
    return start < claim.span.start or rest not in _POSSESSIVE
