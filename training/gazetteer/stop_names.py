"""Find names of the gazetteer that are ordinary words of a language, from labelled and from plain text.

    python training/gazetteer/stop_names.py ENTITY_ROWS... --text LANGUAGE_ROWS... > candidates.json

Entity rows are JSON lines of lang, tokens and tags (BIO over PER, ORG, LOC), language rows of lang and text. A word is
listed under a language where it stands in small letters, or is no place far more often than it is one. The
result is read by a person before it goes into data/stop_names.json.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "services"))

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.names.inflection import Inflections
from dateline.enrichment.names.keys import TOKEN, fold
from dateline.enrichment.reading import hash64

DATA = Path(__file__).parents[2] / "services/dateline/enrichment/entities/data"
SILVER = {"wikiann", "wikiann_dt", "ronec2", "europeana_hist"}  # labels that are not to be trusted here
LARGE = 500_000
MIDDLING = 100_000  # of a city from here on, the word in small letters says little
KINDS = ("cities", "doubtful", "strong", "given")
MIN_OTHER = 3
MIN_SMALL = 2
MIN_NO_NAME = 2
EVERYWHERE = 6  # a word of so many languages is listed for all


def words(paths: list[Path]) -> Iterator[tuple[str, str, str]]:
    """Yield language, word and label ("" for plain text, where only small letters tell)."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            if row.get("src") in SILVER:
                continue
            if "tags" in row:
                yield from (
                    (row["lang"], word, tag[2:] or "O")
                    for token, tag in zip(row["tokens"], row["tags"], strict=True)
                    for word in TOKEN.findall(token)
                )
            else:
                yield from ((row["lang"], word, "") for word in TOKEN.findall(row["text"]))


def main() -> None:
    """Print the candidates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=Path)
    parser.add_argument("--text", nargs="*", type=Path, default=[])
    arguments = parser.parse_args()

    gazetteer = Gazetteer(DATA / "gazetteer.npz")
    inflections = Inflections()
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for language, word, label in words([*arguments.rows, *arguments.text]):
        if word[0].isalpha() and len(word) <= 24:
            small = word[0].islower()
            if small or label:
                counts[language][fold(word)]["small" if small else label] += 1

    listed: dict[str, dict[str, list[str]]] = {kind: {} for kind in KINDS}
    spread: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for language, by_word in sorted(counts.items()):
        found: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for word, count in by_word.items():
            if (
                gazetteer.is_given_name(word)
                and count["PER"] <= count["O"] + count["ORG"] + count["LOC"] >= MIN_NO_NAME
            ):
                found["given"].add(word)
            other = count["O"] + count["PER"]
            places = [
                place
                for form in inflections.of(language).forms(word)
                for place in gazetteer.find(hash64(form.key))
                if place.source == "city" or not place.languages or language in place.languages
            ]
            if not places:
                continue
            territory = any(place.source == "territory" for place in places)
            population = max((place.population for place in places if place.primary), default=0)
            as_name = other >= (MIN_OTHER if population < LARGE else 2 * MIN_OTHER) and count["LOC"] * 3 <= other
            as_word = count["small"] >= MIN_SMALL
            if not (as_name or as_word) or (territory and count["LOC"]):
                continue
            certain = as_name or (population < MIDDLING and count["LOC"] * 3 <= count["small"])
            found["strong" if territory else "cities" if certain else "doubtful"].add(word)
        for kind, entries in found.items():
            listed[kind][language] = sorted(entries)
            spread[kind].update(entries)
    for kind, by_language in listed.items():
        common = {word for word, languages in spread[kind].items() if languages >= EVERYWHERE}
        listed[kind] = {"*": sorted(common)} | {
            language: kept
            for language, entries in by_language.items()
            if (kept := [w for w in entries if w not in common])
        }
    json.dump(listed, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
