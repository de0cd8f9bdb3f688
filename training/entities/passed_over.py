"""How often names of the lexicon are labelled as such, by what the tagger makes of them.

    python training/entities/passed_over.py ENTITY_ROWS...

On the sentences kept apart. `same`: the tagger finds that name with that type; `type`: with another; `inside`: within a
longer name; `none`: not at all. What is added to the tagger's names, and whose type counts, was chosen by this table.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "services"))

from corpus import joined, kept_apart, labels_of, mentions, rows, sources
from lexicon import lexicon_of

from dateline.enrichment.entities.shipped import shipped_names
from dateline.enrichment.entities.tagger import Tagged, Tagger
from dateline.enrichment.names.lexicon import Match
from dateline.enrichment.reading import Passage
from dateline.records import Field

FEWEST = 8


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=Path)
    corpora = sources()
    found = list(rows(sorted(parser.parse_args().rows), corpora))
    tagger, lexicon = Tagger(shipped_names().gazetteer), lexicon_of(shipped_names().gazetteer)
    counts: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for row in (found[at] for at in sorted(kept_apart(found, corpora))):
        text, starts = joined(row.tokens)
        passage = Passage(Field.BODY_TEXT, text)
        gold = set(mentions(labels_of(passage, starts, row.tags)))
        matches = list(lexicon.matches(passage, row.language))
        names = tagger.tag({passage: matches}, row.language)[passage]
        for match in matches:
            right = (match.first, match.last, match.candidates[0].type) in gold
            counts[_kind(match), _relation(match, names)][right] += 1
    for (kind, relation), count in sorted(counts.items()):
        if count.total() >= FEWEST:
            print(f"{kind:30} {relation:8} {count[True] / count.total():.2f} of {count.total()}")


def _kind(match: Match) -> str:
    best = match.candidates[0]
    return f"{best.source} {best.type}" + (" (surname)" if best.alone else "")


def _relation(match: Match, names: Sequence[Tagged]) -> str:
    for name in names:
        if name.first < match.last and match.first < name.last:
            if (name.first, name.last) == (match.first, match.last):
                return "same" if name.type == match.candidates[0].type else "type"
            return "inside"
    return "none"


if __name__ == "__main__":
    main()
