"""Quality and cost of the duplicate stage.

    python benchmarks/duplicates.py quality ROWS.jsonl[.xz]          beside MinHash-LSH, SimHash and exact hashing
    python benchmarks/duplicates.py cost ROWS.jsonl[.xz] [COUNT...]  against the number of articles in the window

ROWS holds one labelled article a line, in order of arrival: id, lang, outlet, ts (seconds), title, text, cluster.
For `cost` the rows are repeated with other hashes, so that copies meet within a repetition only. MinHash-LSH needs
datasketch (`pip install datasketch`). Times are CPU times of one process.
"""

import argparse
import json
import lzma
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import regex

from dateline.enrichment.duplicates import (
    Candidate,
    DuplicateIndex,
    FingerprintStage,
    IndexEntry,
    LanguageGroups,
)
from dateline.enrichment.duplicates.sketch import Sketch
from dateline.enrichment.outlets import OutletMemory, entry_of
from dateline.enrichment.reading import Reading, hash64
from dateline.records import AnnotatedArticle, Article, Content, Language, Pipeline

START = datetime(2023, 9, 1, tzinfo=UTC)
LEAST_CHARACTERS = 200
WORD = regex.compile(r"[\p{L}\p{N}]+")

Row = dict[str, Any]
Shingles = list[str]


class Arrival:
    """Takes labelled rows to candidates for the index, and keeps the CPU time each step took."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._stage, self._groups, self._outlets = FingerprintStage(), LanguageGroups(), OutletMemory()

    def candidates(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Reading, Candidate]]:
        for position, row in enumerate(rows):
            article = Article(
                id=row["id"],
                outlet=row["outlet"],
                headline=row["title"],
                body_text=row["text"],
                published_at=START + timedelta(seconds=int(row["ts"])),
                metadata={},
            )
            reading = Reading(article)
            group = self._groups.of(row["lang"])
            _ = reading.body.line_hashes
            with Clock(self.seconds, "outlet lines"):
                self._set_aside(reading, position)
                self._outlets.add(entry_of(article, reading, group, position, position))
            with Clock(self.seconds, "fingerprint"):
                fingerprint = self._stage.annotate(reading)
            annotated = AnnotatedArticle(
                article=article,
                event_time=article.published_at,
                event_time_source="published_at",
                content=Content(kind="full"),
                furniture=(),
                credits=(),
                language=Language(tag=row["lang"], confidence=1.0),
                entities=(),
                pipeline=Pipeline(version="0", models={}),
                language_group=group,
                fingerprint=fingerprint,
            )
            with Clock(self.seconds, "candidate"):
                candidate = Candidate.of(annotated, position, appended=None)
            yield row, reading, candidate

    def _set_aside(self, reading: Reading, position: int) -> None:
        body = reading.body
        repeated = self._outlets.repeated(reading.article, body.line_hashes, position)
        spans = [span for span, line in zip(body.lines, body.line_hashes, strict=True) if line in repeated]
        everything = sum(end - start for start, end in body.lines)
        remaining = everything - sum(end - start for start, end in spans)
        if remaining >= LEAST_CHARACTERS and 2 * remaining >= everything:
            body.set_aside(spans)


class Clock:
    """Adds the CPU time of a block to a counter."""

    def __init__(self, seconds: Counter[str], name: str) -> None:
        self._seconds, self._name, self._start = seconds, name, 0.0

    def __enter__(self) -> None:
        self._start = time.process_time()

    def __exit__(self, *_: object) -> None:
        self._seconds[self._name] += time.process_time() - self._start  # type: ignore[assignment]


def rows_of(path: Path) -> Iterator[Row]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def compare_quality(path: Path) -> None:
    arrival, index = Arrival(), DuplicateIndex()
    rows: list[Row] = []
    texts: list[str] = []
    ours: list[str] = []
    for row, reading, candidate in arrival.candidates(rows_of(path)):
        with Clock(arrival.seconds, "match"):
            match = index.query(candidate)
        index.add(match.entry)
        rows.append(row)
        texts.append("\n".join(map(reading.body.of, reading.body.prose)))
        ours.append(match.duplicate.cluster)
    print(f"{'':34}precision  recall     ari   ms an article")
    show("Dateline", rows, ours, sum(arrival.seconds[step] for step in ("fingerprint", "candidate", "match")))
    methods: dict[str, Callable[[Iterable[Shingles]], list[int]]] = {
        "exact hash of the text": exact,
        "SimHash, 64 bits, distance <= 3": simhash,
        "MinHash-LSH, datasketch's defaults": minhash,
        "MinHash-LSH, 64 bands of 2": lambda shingles: minhash(shingles, params=(64, 2)),
    }
    for name, method in methods.items():
        seconds: Counter[str] = Counter()
        with Clock(seconds, name):
            clusters = method(map(shingles_of, rows, texts))
        show(name, rows, clusters, seconds[name])


def shingles_of(row: Row, text: str) -> Shingles:
    words = WORD.findall(text.casefold())
    if row["lang"] in {"zh", "ja", "th"}:
        words = list("".join(words))
    return [f"{row['lang']} {' '.join(words[place : place + 5])}" for place in range(max(1, len(words) - 4))]


def exact(articles: Iterable[Shingles]) -> list[int]:
    first: dict[tuple[str, ...], int] = {}
    return [first.setdefault(tuple(shingles), place) for place, shingles in enumerate(articles)]


def simhash(articles: Iterable[Shingles], distance: int = 3) -> list[int]:
    clusters: list[int] = []
    buckets: dict[tuple[int, int], list[int]] = defaultdict(list)
    hashes: list[int] = []
    for place, shingles in enumerate(articles):
        bits = np.array([hash64(shingle) for shingle in shingles], "<u8").view(np.uint8)
        votes = np.unpackbits(bits.reshape(-1, 8), axis=1, bitorder="little").sum(axis=0, dtype=np.int64)
        value = int(np.packbits(2 * votes > len(shingles), bitorder="little").view("<u8")[0])
        blocks = [(block, value >> 16 * block & 0xFFFF) for block in range(4)]
        met = sorted({other for block in blocks for other in buckets[block]})
        near = next((other for other in met if (hashes[other] ^ value).bit_count() <= distance), None)
        clusters.append(place if near is None else clusters[near])
        hashes.append(value)
        for block in blocks:
            buckets[block].append(place)
    return clusters


def minhash(articles: Iterable[Shingles], **settings: Any) -> list[int]:
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found]  # noqa: PLC0415  (optional)

    lsh = MinHashLSH(**settings)
    clusters: list[int] = []
    for place, shingles in enumerate(articles):
        sketch = MinHash()
        sketch.update_batch([shingle.encode() for shingle in set(shingles)])
        met = lsh.query(sketch)
        clusters.append(clusters[min(met)] if met else place)
        lsh.insert(place, sketch)
    return clusters


def show(name: str, rows: list[Row], clusters: list[Any], seconds: float) -> None:
    gold = [row["cluster"] for row in rows]
    both, wanted, made = (pairs(Counter(of)) for of in (zip(gold, clusters, strict=True), gold, clusters))
    chance = wanted * made / pairs(Counter([0] * len(rows)))
    ari = (both - chance) / ((wanted + made) / 2 - chance)
    print(f"{name:34}{both / max(1, made):9.3f}{both / wanted:8.3f}{ari:8.3f}{1000 * seconds / len(rows):10.3f}")


def pairs(counts: Counter[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def measure_cost(path: Path, counts: list[int]) -> None:
    arrival = Arrival()
    originals = [candidate for _, _, candidate in arrival.candidates(rows_of(path))]
    for step, seconds in arrival.seconds.items():
        print(f"{step}: {1000 * seconds / len(originals):.3f} ms an article")
    print("\n articles   match ms: mean   p99     add ms   bytes estimated   resident   rebuild s")
    for count in counts:
        index, queries, adding = DuplicateIndex(), [], 0.0
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        dumps: list[bytes] = []
        for candidate in repeated(originals, count):
            start = time.process_time()
            match = index.query(candidate)
            between = time.process_time()
            index.add(match.entry)
            queries.append(between - start)
            adding += time.process_time() - between
            if count <= 100_000:
                dumps.append(match.entry.dump())
        resident = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / count
        newest = sorted(queries[-20_000:])
        rebuild = f"{rebuilt(dumps):9.1f}" if dumps else "        -"
        print(
            f"{count:9}{1000 * sum(newest) / len(newest):16.3f}{1000 * newest[len(newest) * 99 // 100]:8.2f}"
            f"{1000 * adding / count:10.3f}{index.bytes / count:15.0f}{resident:13.0f}   {rebuild}",
            flush=True,
        )


def repeated(originals: list[Candidate], count: int) -> Iterator[Candidate]:
    for position in range(count):
        repetition, place = divmod(position, len(originals))
        salt = repetition * 0x9E3779B1 & 0xFFFFFFFF
        original = originals[place]
        sketch = Sketch.load(original.packed_sketch)
        elements = tuple(element ^ salt >> 20 for element in sketch.elements)
        yield replace(
            original,
            position=position,
            id=f"{original.outlet}-{repetition}-{original.id}",
            identity=original.identity ^ salt << 20,
            edition=original.edition ^ salt,
            content=original.content ^ salt << 24,
            keys=tuple(key ^ salt for key in original.keys),
            packed_sketch=replace(sketch, elements=elements).dump(),
            event_time=None,
        )


def rebuilt(dumps: list[bytes]) -> float:
    index = DuplicateIndex()
    start = time.process_time()
    for position, data in enumerate(dumps):
        index.add(IndexEntry.load(position, data))
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["quality", "cost"])
    parser.add_argument("rows", type=Path)
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 100_000])
    options = parser.parse_args()
    if options.what == "quality":
        compare_quality(options.rows)
    else:
        measure_cost(options.rows, options.counts)


if __name__ == "__main__":
    main()
