"""How often a known place that says what it is ("Amur region") is labelled as it stands in the list.

    python training/entities/regions.py ENTITY_ROWS...

`exact`: with these limits; `part`: some of its words; `longer`: as a part of a longer name; `none`: not at all.
`_DESCRIBED` of joining.py was chosen by it.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "services"))

from corpus import joined, labels_of, mentions, rows, sources
from lexicon import lexicon_of

from dateline.enrichment.entities.joining import is_described
from dateline.enrichment.entities.shipped import shipped_names
from dateline.enrichment.names.lexicon import Match
from dateline.enrichment.reading import Passage
from dateline.records import EntityType, Field

Found = tuple[int, int, EntityType]


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=Path)
    lexicon = lexicon_of(shipped_names().gazetteer)
    counts: Counter[str] = Counter()
    for row in rows(sorted(parser.parse_args().rows), sources()):
        text, starts = joined(row.tokens)
        passage = Passage(Field.BODY_TEXT, text)
        gold: list[Found] | None = None
        for match in lexicon.matches(passage, row.language):
            if is_described(passage, match):
                gold = list(mentions(labels_of(passage, starts, row.tags))) if gold is None else gold
                counts[_relation(match, gold)] += 1
    for kind, count in counts.most_common():
        print(f"{kind:8} {count / counts.total():.2f} of {counts.total()}")


def _relation(match: Match, gold: list[Found]) -> str:
    over = [found for found in gold if found[0] < match.last and match.first < found[1]]
    if (match.first, match.last, EntityType.PLACE) in over:
        return "exact"
    if any(match.first >= found[0] and match.last <= found[1] for found in over):
        return "longer"
    return "part" if over else "none"


if __name__ == "__main__":
    main()
