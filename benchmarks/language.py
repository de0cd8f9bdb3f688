"""Language, foreign parts, furniture and content, measured on labelled rows beside other detectors.

    python benchmarks/language.py ROWS.jsonl... [--only NAME]

A row holds `id`, `text`, `lang`, `length_class` (headline, paragraph, article) and `condition` (clean, caps, extra, a
mixture beginning with "mix", or a kind of noise); a mixture also `second` and `share`, the part of the text in `lang`.
Each detector runs in a process of its own, limited to the languages of the rows where it can be; one that is not
installed is named. Accuracy is the mean over languages of the share that is right.
"""

# ruff: noqa: PLC0415 (what it costs to load a detector is measured)

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Detect = Callable[[str], str]
EDGES = (0.0, 0.5, 0.7, 0.9, 0.95, 0.99, 1.01)
COLUMNS = ("headline", "paragraph", "article", "noisy", "caps", "extra", "us article", "us headline", "load s", "MB")


def read(paths: list[Path]) -> list[Row]:
    rows = []
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            rows += map(json.loads, lines)
    return rows


def group_of(row: Row) -> str:
    condition = row["condition"]
    if condition in {"caps", "extra"}:
        return str(condition)
    return str(row["length_class"]) if condition == "clean" else "mixed" if condition.startswith("mix") else "noisy"


def macro(pairs: list[tuple[str, bool]]) -> float:
    seen: Counter[str] = Counter(tag for tag, _ in pairs)
    right: Counter[str] = Counter(tag for tag, ok in pairs if ok)
    return round(100 * statistics.mean(right[tag] / seen[tag] for tag in seen), 2)


def dateline(_: set[str]) -> Detect:
    from dateline.enrichment.language.ngram_detector import NgramDetector

    detector = NgramDetector()
    return lambda text: detector.detect(text).tag


def langdetect(_: set[str]) -> Detect:
    from dateline.enrichment.language.langdetect_detector import LangdetectDetector

    detector = LangdetectDetector()
    return lambda text: detector.detect(text).tag


def py3langid(languages: set[str]) -> Detect:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([tag for tag in identifier.labels if tag in languages])
    return lambda text: str(identifier.classify(text)[0])


def pycld2(_: set[str]) -> Detect:
    import pycld2 as cld2

    def detect(text: str) -> str:
        try:
            _, _, guesses = cld2.detect(text, isPlainText=True, bestEffort=True)
        except cld2.error:
            return "und"
        return str(guesses[0][1]).partition("-")[0]

    return detect


def lingua(languages: set[str]) -> Detect:
    from lingua import Language, LanguageDetectorBuilder

    codes = {one.iso_code_639_1.name.lower(): one for one in Language.all()}
    same = {"no": "nb"}
    wanted = [codes[same.get(tag, tag)] for tag in sorted(languages) if same.get(tag, tag) in codes]
    detector = LanguageDetectorBuilder.from_languages(*wanted).build()

    def detect(text: str) -> str:
        found = detector.detect_language_of(text)
        tag = found.iso_code_639_1.name.lower() if found else "und"
        return "no" if tag == "nb" else tag

    return detect


DETECTORS = {"dateline": dateline, "langdetect": langdetect, "py3langid": py3langid, "pycld2": pycld2, "lingua": lingua}


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str, rows: list[Row]) -> dict[str, float]:
    before, started = memory(), time.perf_counter()
    detect = DETECTORS[name]({row["lang"] for row in rows})
    detect("The old bridge over the river will stay closed until Friday.")
    loaded = time.perf_counter() - started
    pairs: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    spent: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        start = time.thread_time_ns()
        tag = detect(row["text"])
        spent[group_of(row)].append(time.thread_time_ns() - start)
        pairs[group_of(row)].append((row["lang"], tag == row["lang"]))
    out = {group: macro(found) for group, found in pairs.items()}
    out |= {
        f"us {group}": round(statistics.median(spent[group]) / 1000)
        for group in ("article", "headline")
        if spent[group]
    }
    return out | {"load s": round(loaded, 2), "MB": round(memory() - before)}


def stages(rows: list[Row]) -> None:
    """Print what the three stages say of the rows together, and how far their confidence can be trusted."""
    from dateline.enrichment.content import ContentStage
    from dateline.enrichment.furniture import FurnitureStage
    from dateline.enrichment.language import LanguageStage
    from dateline.enrichment.language.ngram_detector import NgramDetector
    from dateline.enrichment.reading import Reading
    from dateline.records import Article

    furniture, language, content = FurnitureStage(), LanguageStage(), ContentStage()
    clean: Counter[str] = Counter()
    agreement, spent, beside, told = [], [], [], []
    detector = NgramDetector()
    for row in rows:
        reading = Reading(Article(id=row["id"], outlet=row["id"], body_text=row["text"]))
        start = time.thread_time_ns()
        marked = furniture.annotate(reading)
        reading.body.set_aside((part.start, part.end) for part in marked)
        found = language.annotate(reading)
        if group_of(row) == "article":
            spent.append(time.thread_time_ns() - start)
            text = "\n".join(reading.body.of(line) for line in reading.body.prose)
            start = time.thread_time_ns()
            detector.detect(text)
            beside.append(spent[-1] - (time.thread_time_ns() - start))
        kind = content.annotate(reading).kind
        told.append((found.confidence, found.tag == row["lang"]))
        if row["condition"] == "clean":
            clean.update(rows=1, characters=len(row["text"]), spans=bool(found.spans))
            clean.update(furniture=sum(part.end - part.start for part in marked))
            if row["length_class"] != "headline":
                clean.update(texts=1, odd=kind not in {"full", "teaser"})
        if row.get("second"):
            foreign = sum(span.end - span.start for span in found.spans if span.tag == row["second"])
            wanted = 1 - row["share"]
            agreement.append(1 - min(1, abs(foreign / len(row["text"]) - wanted) / wanted))
    print(f"\nclean rows with a span               {100 * clean['spans'] / max(1, clean['rows']):8.2f} %")
    print(f"characters of clean rows as furniture {100 * clean['furniture'] / max(1, clean['characters']):7.4f} %")
    print(f"clean texts not full or teaser       {100 * clean['odd'] / max(1, clean['texts']):8.2f} %")
    if agreement:
        print(f"agreement on foreign parts           {100 * statistics.mean(agreement):8.2f} %")
    if spent:
        print(f"furniture, language and spans        {statistics.median(spent) / 1000:8.0f} us, median article")
        print(f"the same without the detector        {statistics.median(beside) / 1000:8.0f} us")
    print("\nconfidence      rows   said  right")
    for low, high in pairwise(EDGES):
        within = [(said, right) for said, right in told if low <= said < high]
        if within:
            said = statistics.mean(one for one, _ in within)
            right = statistics.mean(one for _, one in within)
            print(f"{low:4.2f} to {min(high, 1):4.2f} {len(within):6d} {said:6.3f} {right:6.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=Path)
    parser.add_argument("--only", choices=[*DETECTORS, "stages"], help="measure one, in this process")
    arguments = parser.parse_args()
    rows = read(arguments.rows)
    if arguments.only == "stages":
        stages(rows)
        return
    if arguments.only:
        print(json.dumps(measure(arguments.only, rows)))
        return
    print(f"{'':12}" + "".join(f"{column:>12}" for column in COLUMNS))
    for name in DETECTORS:
        if find_spec(name) is None:
            print(f"{name:12}  not installed")
            continue
        command = [sys.executable, __file__, "--only", name, *map(str, arguments.rows)]
        figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(f"{name:12}" + "".join(f"{figures.get(column, '-'):>12}" for column in COLUMNS), flush=True)
    stages(rows)


if __name__ == "__main__":
    main()
