"""How often the key of a name is the same for two spellings, and how often for two persons.

    python benchmarks/name_keys.py                  on the pairs of the tests, and on the spellings of the alias files
    python benchmarks/name_keys.py ENTITY_ROWS...   and the names of labelled rows that share a key, to read through

Rows are JSON lines of lang, tokens and tags (BIO over PER, ORG, LOC). `--type ORG` asks of organisations.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline.enrichment.entities.name_key import NameKey
from dateline.enrichment.entities.stage import DATA
from dateline.enrichment.names.aliases import FILES, read_aliases, script_of
from dateline.enrichment.names.keys import TOKEN, key_of
from dateline.records import EntityType

PAIRS = Path(__file__).parents[1] / "tests/enrichment/entities/name_pairs.tsv"
KEYS = NameKey(DATA / "sounds.json")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=Path)
    parser.add_argument("--type", default="PER", choices=["PER", "ORG", "LOC"])
    parser.add_argument("--shown", type=int, default=100, help="how many shared keys are printed")
    arguments = parser.parse_args()
    pairs()
    spellings()
    if arguments.rows:
        shared(arguments.rows, arguments.type, arguments.shown)


def pairs() -> None:
    """Print how many pairs of the tests have one key."""
    rows = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines()[1:]]
    for verdict in ("same", "other"):
        of_verdict = [row[1:] for row in rows if row[0] == verdict]
        joined = sum(are_one(*row) for row in of_verdict)
        print(f"pairs, {verdict} person: {joined} of {len(of_verdict)} have one key")


def are_one(language: str, name: str, other_language: str, other: str) -> bool:
    """Tell whether two names have one key."""
    key = KEYS.of(name, language)
    return key is not None and key == KEYS.of(other, other_language)


def spellings() -> None:
    """Print how many spellings of known persons have the key of the English one, the language not being told."""
    tried: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    owners = defaultdict(set)
    for record in read_aliases(FILES):
        if record.type != EntityType.PERSON:
            continue
        for alias in record.aliases:
            if alias.alone or " " not in alias.text or len(alias.text.split()) != len(record.name.split()):
                continue
            key = KEYS.of(alias.text)
            owners[key].add(record.id)
            if alias.text != record.name:
                script = script_of(alias.text)
                tried[script] += 1
                joined[script] += key is not None and key == KEYS.of(record.name, "en")
    for script, count in tried.most_common():
        print(f"spellings in {script}: {joined[script]} of {count} have the key of the English name")
    owners.pop(None, None)
    print(f"keys of {len(owners)} spellings: {sum(len(ids) > 1 for ids in owners.values())} shared by two persons")


def shared(paths: Sequence[Path], kind: str, shown: int) -> None:
    """Print names of labelled rows that differ and share a key, in a fixed random order."""
    by_key: dict[str, dict[str, str]] = defaultdict(dict)
    for language, name in sorted(set(names(paths, kind))):
        if key := KEYS.of(name, language):
            by_key[key].setdefault(key_of(TOKEN.findall(name)), f"{language}:{name}")
    several = sorted(key for key, spelt in by_key.items() if len(spelt) > 1)
    random.Random(7).shuffle(several)
    print(f"{len(by_key)} keys, {len(several)} of them with several spellings")
    for key in several[:shown]:
        print(key, *list(by_key[key].values())[:5], sep="  |  ")


def names(paths: Sequence[Path], kind: str) -> Iterator[tuple[str, str]]:
    """Yield the language and the text of each name of two to four tokens."""
    for path in sorted(paths):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            name: list[str] = []
            for token, tag in zip([*row["tokens"], ""], [*row["tags"], "O"], strict=True):
                if name and tag != f"I-{kind}":
                    if 2 <= len(name) <= 4:
                        yield row["lang"], " ".join(name)
                    name = []
                if tag == f"B-{kind}" or (tag == f"I-{kind}" and name):
                    name.append(token)


if __name__ == "__main__":
    main()
