"""Fit the weights by which a word that is the name of a city is taken as the city.

    python training/gazetteer/fit.py ENTITY_ROWS...

Rows are JSON lines of lang, src, tokens and tags (BIO over PER, ORG, LOC). At most 2,500 rows a language are used, each
language counts alike. Prints the weights with precision and recall by threshold, and how often the names that the
other sources hold are labelled as entities of their type; writes data/city_weights.json.
"""

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "services"))

from dateline.enrichment.entities.evidence import CityEvidence
from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.recogniser import LexiconRecogniser, named_countries
from dateline.enrichment.entities.stop_names import StopNames
from dateline.enrichment.names.aliases import FILES, AliasTable, read_aliases
from dateline.enrichment.names.inflection import Inflections
from dateline.enrichment.names.lexicon import Lexicon, Match
from dateline.enrichment.reading import Passage, Reading
from dateline.records import Article

DATA = Path(__file__).parents[2] / "services/dateline/enrichment/entities/data"
UNTRUSTED = {"wikiann", "wikiann_dt", "ronec2", "europeana_hist", "mobie"}  # silver, old or noisy
ROWS = 2500
RIDGE = 0.1
TYPES = {"PER": "person", "ORG": "organisation", "LOC": "place"}
# No rows are in scripts without spaces or capitals. There a name of two signs needs some ten million inhabitants, or a
# country that the article names, and a word some 300,000.
PRIORS = {"no spaces": 0.3, "two signs": -2.0, "no capitals": -1.2, "beside a middle dot": -5.0}


def rows(paths: Sequence[Path]) -> dict[str, list[dict[str, list[str]]]]:
    """Read the trusted rows by language, in a fixed random order."""
    read = defaultdict(list)
    for path in sorted(paths):
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            if row["src"] not in UNTRUSTED:
                read[row["lang"]].append(row)
    for of_language in read.values():
        random.Random(1).shuffle(of_language)
    return {language: of_language[:ROWS] for language, of_language in sorted(read.items())}


def as_text(row: dict[str, list[str]]) -> tuple[str, set[tuple[int, int, str]]]:
    """Join the tokens with spaces, and return the text and the labelled spans."""
    text, spans = "", set()
    start, kind = 0, ""
    for token, tag in zip([*row["tokens"], ""], [*row["tags"], "O"], strict=True):
        if kind and (tag[0] != "I" or tag[2:] != kind):
            spans.add((start, len(text), TYPES[kind]))
            kind = ""
        text += " " if text and token not in ".,;:!?)" else ""
        if tag[0] != "O" and not kind:
            start, kind = len(text), tag[2:]
        text += token
    return text, {(begin, begin + len(text[begin:end].rstrip()), type_) for begin, end, type_ in spans}


def matches(language: str, text: str, recogniser: LexiconRecogniser) -> Iterator[tuple[Passage, Match]]:
    """Yield what the lexicon finds in a text."""
    reading = Reading(Article(id="row", outlet="row", body_text=text))
    for match in recogniser.matches(reading.body, language):
        yield reading.body, match


def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=Path)
    by_language = rows(parser.parse_args().rows)

    gazetteer, inflections = Gazetteer(DATA / "gazetteer.npz"), Inflections()
    evidence = CityEvidence(DATA / "city_weights.json", gazetteer)
    lexicon = Lexicon(AliasTable(read_aliases(FILES)), gazetteer)
    stop_names = StopNames(DATA / "stop_names.json")
    recogniser = LexiconRecogniser(lexicon, gazetteer, inflections, evidence, stop_names)

    features, labels, languages = [], [], []
    known: dict[tuple[str, str, bool], Counter[bool]] = defaultdict(Counter)
    for language, of_language in by_language.items():
        for row in of_language:
            text, gold = as_text(row)
            found = list(matches(language, text, recogniser))
            countries = named_countries(match.candidates for _, match in found)
            for passage, match in found:
                best = match.candidates[0]
                label = (*match.span, best.type.value) in gold
                if best.source == "city":
                    features.append(evidence.features(passage, match, language, countries))
                    labels.append(label)
                    languages.append(language)
                else:
                    foreign = bool(best.languages) and language not in best.languages
                    known[best.source, best.type.value, best.alone or foreign][label] += 1

    names = sorted({name for found in features for name in found} - PRIORS.keys())
    table = np.array([[float(found[name]) for name in names] for found in features])
    truth = np.array(labels, float)
    share = Counter(languages)
    weights = logistic(table, truth, np.array([1000 / share[language] for language in languages]))
    fitted = {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)} | PRIORS
    (DATA / "city_weights.json").write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")

    print(json.dumps(fitted, indent=1))
    chance = 1 / (1 + np.exp(-table @ weights))
    for threshold in (0.3, 0.5, 0.7):
        kept = chance > threshold
        print(f"from {threshold}: precision {truth[kept].mean():.3f}, recall {truth[kept].sum() / truth.sum():.3f}")
    for kind, count in sorted(known.items()):
        print(kind, f"{count[True] / count.total():.2f} of {count.total()}")


def logistic(table: np.ndarray, truth: np.ndarray, importance: np.ndarray) -> np.ndarray:
    """Return the weights of a logistic regression with a ridge, by Newton's method."""
    weights = np.zeros(table.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (importance * (chance - truth)) + RIDGE * weights
        curve = (table * (importance * chance * (1 - chance))[:, None]).T @ table + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    return weights


if __name__ == "__main__":
    main()
