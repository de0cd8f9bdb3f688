"""Make `vocabulary.npz`: what each of many words says for and against each language, in tenths of a nat.

    pip install langidentify-full-model==1.0.0
    python training/language/build_words.py services/dateline/enrichment/language/data ROWS.jsonl...

How often a language uses a word is the mean of two rates: that of Wikipedia, as langidentify counted it, and that of
news sentences, where there are enough of these. A row of ROWS holds `lang`, and `text` or `tokens`. Serbian in Latin
letters is read from its Cyrillic words. Takes about a minute.
"""

import gzip
import json
import math
import sys
from collections import Counter, defaultdict
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from dateline.enrichment.language.languages import KnownLanguage, known_languages
from dateline.enrichment.language.normal import words
from dateline.enrichment.language.script import script_table

# how many words speak for a language, by how common it is in the news
WORDS = {"common": 3000, "regional": 2000, "small": 2000, "rare": 1000, "borrowed": 1000}
SCRIPTS = ("Latn", "Cyrl", "Arab")
# natural logarithms: of the rate that a word has where it was not counted, of the rate that a word must have somewhere
FLOOR, RAREST = -14.0, -12.5
# no word says more than this, in nats; and words say in part again what n-grams have said
MOST, SHARE = 6.0, 1.2
# a language that was not counted has the words that all its lenders have
LENT = {"gl": ("es", "pt"), "ny": ("sn",)}
# the rate that a word of words.tsv has at least, and one below which it was not counted
COMMON, RARE = -7.5, -11.5
NEWS = 0.5
FEWEST_NEWS_WORDS, FEWEST_TIMES = 8_000, 3
# corpora that are no news of today: historical print, titles, encyclopedias
LEFT_OUT = {"europeana_hist", "newseye", "wikiann", "wikiann_dt", "wikiner", "wikigold", "wikigoldsk", "crossner"}
LEFT_OUT |= {"mobie", "proj_xquad"}
NYNORSK = {"ikkje", "eg", "ein", "eit", "frå", "ho", "dei", "vart", "nokon", "noko", "berre", "korleis", "kva"}
CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
LATIN = ["a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m"]
LATIN += ["n", "nj", "o", "p", "r", "s", "t", "ć", "u", "f", "h", "c", "č", "dž", "š"]
Rates = dict[bytes, float]


def wikipedia(folder: Path, tag: str) -> Rates:
    """Return the logarithm of each word's rate; empty where langidentify does not know the language."""
    path = folder / f"topwords-{tag}.txt.gz"
    found: Rates = {}
    if path.exists():
        for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()[1:]:
            word, _, rate = line.rpartition(" ")
            pieces = words(word)
            if len(pieces) == 1:
                found[pieces[0]] = max(found.get(pieces[0], -99.0), float(rate))
    return found


def in_latin_letters(rates: Rates) -> Rates:
    """Spell Serbian words in Latin letters."""
    letters = dict(zip(CYRILLIC, LATIN, strict=True))
    spelt = ((word.decode("utf-8", "ignore"), rate) for word, rate in rates.items())
    return {"".join(letters[one] for one in word).encode(): rate for word, rate in spelt if letters.keys() >= set(word)}


def news(paths: list[Path]) -> dict[str, Counter[bytes]]:
    """Count the words of the rows by language, each sentence once."""
    counts: defaultdict[str, Counter[bytes]] = defaultdict(Counter)
    seen: set[str] = set()
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            text = row.get("text") or " ".join(row["tokens"])
            if row.get("src") in LEFT_OUT or text in seen:
                continue
            seen.add(text)
            # the corpus of Norwegian holds both kinds
            nynorsk = row["lang"] == "no" and not NYNORSK.isdisjoint(text.lower().split())
            counts["nn" if nynorsk else row["lang"]].update(words(text))
    return counts


def mixed(encyclopedia: Rates, counts: Counter[bytes], script: str) -> Rates:
    """Return the mean of two rates, as logarithms."""
    total = counts.total()
    if total < FEWEST_NEWS_WORDS:
        return encyclopedia
    main = script_table().main
    told = {
        word
        for word, count in counts.items()
        if word in encyclopedia or (count >= FEWEST_TIMES and main(word.decode("utf-8", "ignore")) == script)
    }
    return {
        word: math.log((1 - NEWS) * math.exp(encyclopedia.get(word, -99.0)) + NEWS * counts[word] / total)
        for word in encyclopedia.keys() | told
    }


def rates_of(language: KnownLanguage, script: str, folder: Path, counts: Counter[bytes]) -> Rates:
    """Return the rates of a language's words in one script."""
    found = wikipedia(folder, language.tag)
    if language.tag == "sr":
        found = in_latin_letters(found) if script == "Latn" else found
        counts = counts if script == "Latn" else Counter()
    main = script_table().main
    found = {word: rate for word, rate in found.items() if main(word.decode("utf-8", "ignore")) == script}
    return mixed(found, counts, script) if found else {}


def complete(folder: Path, languages: list[KnownLanguage], rates: list[Rates], script: str) -> None:
    """Put in what was not counted.

    langidentify leaves out single letters, and of smaller languages the words that a larger one has too. A word that
    `words.tsv` calls common and that is not among the counted is as frequent as in the language that has it most.
    """
    tags = [language.tag for language in languages]
    lines = (folder / "words.tsv").read_text(encoding="utf-8").splitlines()
    common = {tag: {piece for word in entries.split() for piece in words(word)} for tag, entries in map(_cut, lines)}
    for tag, lenders in LENT.items():
        if tag in tags:
            first, *others = (rates[tags.index(lender)] for lender in lenders)
            rates[tags.index(tag)] = {
                word: min([rate, *(other.get(word, FLOOR) for other in others)]) for word, rate in first.items()
            }
    most: Rates = {}
    for one in rates:
        for word, rate in one.items():
            most[word] = max(rate, most.get(word, FLOOR))
    for tag, one in zip(tags, rates, strict=True):
        for word in common.get(tag, ()) if one else ():
            if script_table().main(word.decode("utf-8", "ignore")) == script:
                missing = one.get(word, FLOOR) < RARE
                one[word] = max(COMMON, most.get(word, FLOOR) if missing else one[word])


def _cut(line: str) -> tuple[str, str]:
    tag, _, entries = line.partition("\t")
    return tag, entries


def table_of(languages: list[KnownLanguage], rates: list[Rates]) -> tuple[list[bytes], np.ndarray]:
    """Return the words kept, in order, and what each says: (words, languages)."""
    candidates = sorted({word for one in rates for word, rate in one.items() if rate > RAREST})
    covered = [place for place, one in enumerate(rates) if one]
    logs = np.array([[rates[place].get(word, FLOOR) for place in covered] for word in candidates]).clip(FLOOR)
    # a language that was not counted is spoken neither for nor against
    said = logs - logs.mean(1, keepdims=True)
    # kin differ in how often they use a word that others have not at all: the highest is cut, not their difference
    said -= (said.max(1, keepdims=True) - MOST).clip(0)
    worth = np.exp(logs) * said
    kept: set[int] = set()
    for column, place in enumerate(covered):
        kept.update(np.argsort(-worth[:, column], kind="stable")[: WORDS[languages[place].tier]].tolist())
    rows = sorted(kept)
    table = np.zeros((len(rows), len(languages)), dtype=np.int8)
    table[:, covered] = np.round(said[rows].clip(-MOST, MOST) * SHARE * 10)
    return [candidates[row] for row in rows], table


def main(folder: Path, paths: list[Path]) -> None:
    """Write `vocabulary.npz`."""
    package = find_spec("langidentify_full_model")
    if package is None or package.origin is None:
        sys.exit("langidentify-full-model is not installed: pip install langidentify-full-model==1.0.0")
    source, counts = Path(package.origin).parent / "data", news(paths)
    arrays: dict[str, np.ndarray] = {}
    for script in SCRIPTS:
        languages = [language for language in known_languages().values() if script in language.scripts]
        rates = [rates_of(language, script, source, counts[language.tag]) for language in languages]
        complete(folder, languages, rates, script)
        kept, table = table_of(languages, rates)
        arrays[f"{script}.languages"] = np.array([language.tag for language in languages])
        arrays[f"{script}.words"] = np.frombuffer(b" ".join(kept), dtype=np.uint8)
        # by column, which packs better
        arrays[f"{script}.weights"] = np.ascontiguousarray(table.T)
        print(script, len(kept), "words")
    np.savez_compressed(folder / "vocabulary.npz", **arrays)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
