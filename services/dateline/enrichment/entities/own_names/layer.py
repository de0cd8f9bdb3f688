"""One directory's names in a text: what they claim of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dateline.enrichment.entities.own_names.records import Block, Rule
from dateline.enrichment.entities.surroundings import in_address
from dateline.enrichment.names.aliases import Alias, AliasRecord, AliasTable, alias_key
from dateline.enrichment.names.candidate import Candidate
from dateline.enrichment.names.inflection import Inflection
from dateline.enrichment.names.keys import UNSPACED, fold
from dateline.enrichment.names.lexicon import Lexicon, Match
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import EntityType


class Claim(NamedTuple):
    """A stretch of a passage that an operator's name speaks of; without candidates it is no entity."""

    span: Span
    candidates: tuple[Candidate, ...]


class Context:
    """What an article says of itself, for rules to ask."""

    def __init__(self, reading: Reading, language: str) -> None:
        self.language = language
        self.outlet = reading.article.outlet
        self._reading = reading
        self._words = ""

    def has(self, word: str) -> bool:
        """Tell whether the article has a word, or several in a row, whatever their case."""
        if not self._words:
            passages = self._reading.passages
            self._words = f" {' '.join(fold(word) for passage in passages for word in passage.words)} "
        key = alias_key(word)
        if UNSPACED.match(word):
            return any(key in passage.text for passage in self._reading.passages)
        return f" {key} " in self._words


@dataclass(frozen=True)
class Layer:
    """The lexicons of one directory; None where it has no file of the kind."""

    aliases: Lexicon | None
    blocks: Lexicon | None
    rules: Lexicon | None
    block_lines: Sequence[Block]
    rule_lines: Sequence[Rule]
    targets: Mapping[str, Candidate]

    def claims(self, passage: Passage, inflection: Inflection, context: Context) -> Iterator[tuple[Claim, ...]]:
        """Yield the claims of aliases, of blocks and of rules, in this order: a later one goes before."""
        yield tuple(self._by_alias(passage, inflection, context))
        yield tuple(self._by_block(passage, inflection, context))
        yield tuple(self._by_rule(passage, inflection, context))

    def _by_alias(self, passage: Passage, inflection: Inflection, context: Context) -> Iterator[Claim]:
        for match in _matches(self.aliases, passage, inflection):
            if candidates := in_language(match.candidates, context.language):
                yield Claim(match.span, candidates)

    def _by_block(self, passage: Passage, inflection: Inflection, context: Context) -> Iterator[Claim]:
        for match in _matches(self.blocks, passage, inflection):
            lines = [self.block_lines[int(candidate.id)] for candidate in match.candidates]
            if any(holds_in(line.languages, context.language) for line in lines):
                yield Claim(match.span, ())

    def _by_rule(self, passage: Passage, inflection: Inflection, context: Context) -> Iterator[Claim]:
        for match in _matches(self.rules, passage, inflection):
            lines = [self.rule_lines[int(candidate.id)] for candidate in match.candidates]
            holding = [line for line in lines if _holds(line, context)]
            if holding:
                most = max(map(_conditions, holding))
                meant = dict.fromkeys(line.id for line in holding if _conditions(line) == most)
                yield Claim(match.span, tuple(self.targets[identifier] for identifier in meant))


def layer_of(
    aliases: Sequence[AliasRecord], blocks: Sequence[Block], rules: Sequence[Rule], targets: Mapping[str, Candidate]
) -> Layer:
    """Make a layer. `targets` are the entities of the rules' ids."""
    # a block of a name with an id narrows what the name may mean, and claims nothing
    named = [block for block in blocks if block.name and not block.id]
    return Layer(
        Lexicon(AliasTable(aliases, source="operator")) if aliases else None,
        _lexicon([block.name for block in named]),
        _lexicon([rule.name for rule in rules]),
        named,
        rules,
        targets,
    )


def holds_in(languages: Collection[str], language: str) -> bool:
    """Tell whether something that is said of languages, none of which means all, holds in one."""
    return not languages or language in languages


def in_language(candidates: Sequence[Candidate], language: str) -> tuple[Candidate, ...]:
    """Return what a name means in a language: what is said of it in that language, else what holds in any."""
    of_language = tuple(candidate for candidate in candidates if language in candidate.languages)
    return of_language or tuple(candidate for candidate in candidates if not candidate.languages)


def _lexicon(names: Sequence[str]) -> Lexicon | None:
    """Return a lexicon whose candidates bear the places of the names in the sequence as ids."""
    lines = [
        AliasRecord(str(at), EntityType.PLACE, name, (), "", (), (Alias(name),), ()) for at, name in enumerate(names)
    ]
    return Lexicon(AliasTable(lines)) if lines else None


def _matches(lexicon: Lexicon | None, passage: Passage, inflection: Inflection) -> Iterator[Match]:
    if lexicon is not None:
        yield from (match for match in lexicon.matches(passage, inflection) if not in_address(passage, match.span))


def _holds(rule: Rule, context: Context) -> bool:
    return (
        holds_in(rule.languages, context.language)
        and (not rule.outlets or context.outlet in rule.outlets)
        and (not rule.near or any(map(context.has, rule.near)))
    )


def _conditions(rule: Rule) -> int:
    """Return how much a rule asks: one that asks more goes before."""
    return bool(rule.languages) + bool(rule.outlets) + bool(rule.near)
