"""Quality and cost of the duplicate stage.

    python benchmarks/duplicates.py quality ROWS.jsonl[.xz]          beside MinHash-LSH, SimHash and exact hashing
    python benchmarks/duplicates.py cost ROWS.jsonl[.xz] [COUNT...]  against the number of articles in the window

ROWS holds one labelled article a line, in order of arrival: id, lang, outlet, ts (seconds), title, text, cluster, kind,
level. For `cost` the rows are repeated under other hashes, all in one language group on one partition; keys that
several stories of the rows share, as phrases are, come back in each repetition. MinHash-LSH needs datasketch (`pip
install datasketch`). Times of an article are CPU times of one process; those of a rebuild are what a clock shows.
"""

import argparse
import json
import lzma
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from peers import Exact, MinHashLsh, Peer, SimHash, shingles_of
from window import Original, measure

from dateline.enrichment.duplicates import Candidate, DuplicateIndex
from dateline.enrichment.outlets import OutletMemory
from dateline.enrichment.reading import Reading
from dateline.pipeline import enricher_of
from dateline.records import AnnotatedArticle, Article
from dateline.settings import load_settings

START = datetime(2023, 9, 1, tzinfo=UTC)
STEPS = ("fingerprint", "match")
PEERS: dict[str, Callable[[], Peer]] = {
    "exact hash of the text": Exact,
    "SimHash, 64 bits, distance <= 3": SimHash,
    "MinHash-LSH, datasketch's defaults": MinHashLsh,
    # the best ARI on the development rows among 1, 2, 3 and 5 words, three bandings and eight thresholds
    "MinHash-LSH, tuned on these rows": lambda: MinHashLsh(words=5, least=0.25, params=(64, 2)),
}

Row = dict[str, Any]


class Stopwatch:
    """Adds up the CPU time of each step."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.seconds[step] += time.process_time() - start  # type: ignore[assignment]


class Arrival:
    """Takes labelled rows through annotation and matching, in the order of `dateline enrich`."""

    def __init__(self) -> None:
        self.time = Stopwatch()
        # names have no part in the matching, and the lists find them fastest
        self._enricher = enricher_of(load_settings(recogniser="lexicon"), self.time)
        self._memory, self._index = OutletMemory(), DuplicateIndex()

    def annotated(self, rows: list[Row]) -> Iterator[AnnotatedArticle]:
        """Annotate rows."""
        for position, row in enumerate(rows):
            article = Article(
                id=row["id"],
                outlet=row["outlet"],
                headline=row["title"],
                body_text=row["text"],
                published_at=START + timedelta(seconds=int(row["ts"])),
                metadata={},
            )
            annotated, entry = self._enricher.annotate(article, memory=self._memory, position=position)
            self._memory.add(entry)
            yield annotated

    def originals(self, rows: list[Row]) -> Iterator[Original]:
        """Match rows."""
        for position, annotated in enumerate(self.annotated(rows)):
            with self.time("candidate"):
                candidate = Candidate.of(annotated, position, None)
            match = self._enricher.match(candidate, self._index)
            with self.time("add"):
                self._index.add(match.entry)
            yield Original(annotated, candidate, match.entry)


def rows_of(path: Path) -> list[Row]:
    """Read the rows of a file."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def compare_quality(rows: list[Row]) -> None:
    """Print a table: Dateline and others on the same rows."""
    print(
        f"{'':35}precision  recall     ari      L1      L2      L3      L4  trim25   fingerprint ms  match ms",
        flush=True,
    )
    arrival = Arrival()
    originals = list(arrival.originals(rows))
    seconds = arrival.time.seconds
    seconds["match"] += seconds["candidate"] + seconds["add"]
    show("Dateline", rows, [one.entry.cluster for one in originals], seconds)
    texts = [prose_of(one.annotated) for one in originals]
    for name, make in PEERS.items():
        try:
            peer = make()
        except ImportError:
            print(f"{name:35}needs datasketch: pip install datasketch")
            continue
        clusters, timer = clustered(peer, rows, texts)
        show(name, rows, clusters, timer.seconds)


def prose_of(annotated: AnnotatedArticle) -> str:
    """Return the body without the furniture that was found: others get what our fingerprint is made of."""
    reading = Reading(annotated.article)
    reading.set_aside(annotated.furniture)
    return "\n".join(map(reading.body.of, reading.body.prose))


def clustered(peer: Peer, rows: list[Row], texts: list[str]) -> tuple[list[int], Stopwatch]:
    """Attach each article to the one that a peer names, and return the cluster of each."""
    timer = Stopwatch()
    clusters: list[int] = []
    for place, (row, text) in enumerate(zip(rows, texts, strict=True)):
        with timer("fingerprint"):
            fingerprint = peer.fingerprint(shingles_of(text, row["lang"], peer.words))
        with timer("match"):
            earlier = peer.match(fingerprint)
        clusters.append(place if earlier is None else clusters[earlier])
    return clusters, timer


def show(name: str, rows: list[Row], clusters: list[Any], seconds: Counter[str]) -> None:
    """Print a line: precision, recall and ARI of pairs, then the share of copies with the first of their story."""
    gold = [row["cluster"] for row in rows]
    both, wanted, made = (pairs(Counter(of)) for of in (zip(gold, clusters, strict=True), gold, clusters))
    chance = wanted * made / pairs(Counter([0] * len(rows)))
    ari = (both - chance) / ((wanted + made) / 2 - chance)
    first: dict[str, Any] = {}
    right: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for row, cluster in zip(rows, clusters, strict=True):
        if row["cluster"] in first:
            for part in (f"L{row['level']}", row["kind"]):
                right[part] += cluster == first[row["cluster"]]
                all_[part] += 1
        first.setdefault(row["cluster"], cluster)
    recalls = "".join(f"{right[part] / max(1, all_[part]):8.3f}" for part in ("L1", "L2", "L3", "L4", "trim25"))
    costs = [1000 * seconds[step] / len(rows) for step in STEPS]
    print(
        f"{name:35}{both / max(1, made):9.3f}{both / wanted:8.3f}{ari:8.3f}{recalls}{costs[0]:17.3f}{costs[1]:10.3f}",
        flush=True,
    )


def pairs(counts: Counter[Any]) -> int:
    """Count the pairs within groups of such sizes."""
    return sum(count * (count - 1) // 2 for count in counts.values())


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["quality", "cost"])
    parser.add_argument("rows", type=Path)
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    options = parser.parse_args()
    rows = rows_of(options.rows)
    if options.what == "quality":
        compare_quality(rows)
        return
    arrival = Arrival()
    originals = list(arrival.originals(rows))
    for step in ("fingerprint", "candidate", "match", "add"):
        print(f"{step}: {1000 * arrival.time.seconds[step] / len(rows):.3f} ms an article")
    measure(originals, [row["cluster"] for row in rows], options.counts)


if __name__ == "__main__":
    main()
