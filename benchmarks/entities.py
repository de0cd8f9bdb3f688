"""Speed, memory and quality of the entity and the credit stage.

    python benchmarks/entities.py                       on the seeds of the project
    python benchmarks/entities.py --rows FILE...        and exact-span F1 on labelled rows
    python benchmarks/entities.py --peer PIPELINE ...   and the same of a spaCy pipeline, in turn with the tagger

Rows are JSON lines of lang, tokens and tags (BIO over PER, ORG, LOC). CPU times are those of one core, the best of five
runs over all articles, per 2,000 code points of the body. training/entities/peer.py trains a pipeline to compare with.
"""

import argparse
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dateline.enrichment.reading import Reading
from dateline.records import Article, EntityType

SEEDS = Path(__file__).parents[1] / "seeds" / "articles.jsonl"
TYPES = {"PER": EntityType.PERSON, "ORG": EntityType.ORGANISATION, "LOC": EntityType.PLACE}
CLOSING, OPENING = set("([{«„“‘¿¡"), set(")]}»”’,.;:!?%…")  # no space goes after the first, none before the second

Span = tuple[int, int, str]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", type=Path, default=[])
    parser.add_argument("--peer", help="a spaCy pipeline: a package or a folder")
    arguments = parser.parse_args()

    before, began = _megabytes(), time.process_time()
    from dateline.enrichment.credits import CreditStage  # noqa: PLC0415 (its load time is measured)
    from dateline.enrichment.entities import EntityOptions, EntityStage  # noqa: PLC0415

    entities = EntityStage()
    loaded, grown = time.process_time() - began, _megabytes() - before
    credits_ = CreditStage()

    articles = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    size = sum(len(article["body_text"]) for article in articles)
    table = Table(title=f"Entity stage, {len(articles)} articles, {size} code points")
    table.add_column("what")
    table.add_column("figure", justify="right")
    table.add_row("load time", f"{loaded:.2f} s")
    table.add_row("memory added", f"{grown:.0f} MB")
    stages = {"entities": entities}
    if arguments.peer:
        stages["entities with spaCy"] = EntityStage(EntityOptions(recogniser=f"spacy:{arguments.peer}"))
    for name, stage in stages.items():
        table.add_row(name, f"{_milliseconds(stage.annotate, articles, size):.2f} ms per 2,000")
    table.add_row("credits", f"{_milliseconds(credits_.annotate, articles, size):.2f} ms per 2,000")
    console = Console(file=sys.stdout)
    console.print(table)

    if arguments.rows:
        for name, stage in stages.items():
            console.print(_quality(name, stage.annotate, arguments.rows))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _milliseconds(annotate: Callable[[Reading], object], articles: Sequence[dict[str, object]], size: int) -> float:
    best = float("inf")
    for _ in range(5):
        readings = []
        for article in articles:
            reading = Reading(Article.model_validate(article))
            reading.language = reading.article.language or "und"
            _ = (reading.body.tokens, reading.body.lines, reading.headline.tokens)  # shared with other stages
            readings.append(reading)
        began = time.process_time()
        for reading in readings:
            annotate(reading)
        best = min(best, time.process_time() - began)
    return best / size * 2_000 * 1_000


def _quality(name: str, annotate: Callable[[Reading], Sequence[object]], paths: Sequence[Path]) -> Table:
    by_language: dict[str, Counter[str]] = defaultdict(Counter)
    by_type: dict[str, Counter[str]] = defaultdict(Counter)
    for language, text, gold in _labelled(paths):
        reading = Reading(Article(id="row", outlet="row", body_text=text))
        reading.language = language
        got = {(entity.start, entity.end, entity.type) for entity in annotate(reading)}
        for count, kind in ((by_language[language], None), *((by_type[kind], kind) for kind in TYPES.values())):
            wanted, found = ({span for span in spans if kind in (None, span[2])} for spans in (gold, got))
            count.update(right=len(wanted & found), wrong=len(found - wanted), missed=len(wanted - found))
    scores = {name: _f1(count) for name, count in sorted(by_language.items())}
    table = Table(title=f"Exact-span F1, {name}")
    table.add_column("of")
    table.add_column("F1", justify="right")
    for language, score in scores.items():
        table.add_row(language, f"{score:.1f}")
    table.add_row("macro", f"{sum(scores.values()) / len(scores):.1f}", style="bold")
    for kind, count in sorted(by_type.items()):
        table.add_row(str(kind), f"{_f1(count):.1f}")
    return table


def _f1(count: Counter[str]) -> float:
    return 200 * count["right"] / max(1, 2 * count["right"] + count["wrong"] + count["missed"])


def _labelled(paths: Sequence[Path]) -> Iterator[tuple[str, str, set[Span]]]:
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            text, ends = "", []
            for token in row["tokens"]:
                glued = not text or token[0] in OPENING or text[-1] in CLOSING
                text += token if glued else f" {token}"
                ends.append(len(text))
            yield row["lang"], text, _spans(row["tokens"], row["tags"], ends)


def _spans(tokens: Sequence[str], tags: Sequence[str], ends: Sequence[int]) -> set[Span]:
    spans: set[Span] = set()
    first = -1
    for at, tag in enumerate([*tags, "O"]):
        if first >= 0 and (tag[0] != "I" or tag[2:] != tags[first][2:]):
            spans.add((ends[first] - len(tokens[first]), ends[at - 1], TYPES[tags[first][2:]]))
            first = -1
        if tag[0] != "O" and first < 0:
            first = at
    return spans


if __name__ == "__main__":
    main()
