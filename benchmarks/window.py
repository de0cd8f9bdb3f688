"""What the index of one language group costs as its window fills: lookups, memory, and the time to rebuild it.

Used by benchmarks/duplicates.py. Each figure comes from a process of its own, so that none is in the memory of another.
"""

import gc
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil
import rocksdict
from faust.stores.rocksdb import RocksDBOptions

from dateline.enrichment.duplicates import Candidate, DuplicateIndex, DuplicateOptions, IndexEntry
from dateline.enrichment.duplicates.entry import HEAD, TIMES_AT
from dateline.records import AnnotatedArticle

GROUP = "en"
ALL = DuplicateOptions(articles=1 << 30)  # no cap: the window alone bounds what is seen
WEEK_MS = 7 * 24 * 3_600_000
MOST_GROWN = 1_000_000
LOOKUPS = 10_000
HASHES_AT = TIMES_AT - 32  # identity, edition, content, address: eight bytes each
MIXER = 0x9E3779B97F4A7C15


class Original(NamedTuple):
    """A row on its way: annotated, as the index sees it, and the entry it left."""

    annotated: AnnotatedArticle
    candidate: Candidate
    entry: IndexEntry


class Cost(NamedTuple):
    """Figures of one process; times in seconds, sizes in bytes."""

    lookups: list[float]
    adding: float
    estimated: float
    resident: float
    rebuild: float
    longest_step: float
    process: float


class Repeated:
    """The rows again and again, each time other ids and texts.

    Keys that several stories of the rows share are phrases: each repetition has them too, dealt anew, so that each
    phrase is in ever more articles, and two articles seldom have two phrases in common.
    """

    def __init__(self, originals: list[Original], stories: list[str], count: int) -> None:
        held: dict[int, set[str]] = defaultdict(set)
        for one, story in zip(originals, stories, strict=True):
            for key in one.candidate.keys:
                held[key].add(story)
        phrases = sorted(key for key, by in held.items() if len(by) > 1)
        self._phrases = np.array(phrases[: prime_up_to(len(phrases))], np.uint32)
        self._candidates = [one.candidate for one in originals]
        self._step_ms = WEEK_MS / count
        dumps = [replace(one.entry, group=GROUP, event_time=0, appended=0).dump() for one in originals]
        self._data = b"".join(dumps)
        self._ends = np.cumsum([0, *map(len, dumps)])
        counts = np.array([len(one.entry.keys) for one in originals])
        first = self._ends[:-1] + HEAD.size
        keys = np.array([key for one in originals for key in one.entry.keys], np.uint32)
        at = np.repeat(first - 4 * (np.cumsum(counts) - counts), counts) + 4 * np.arange(len(keys))
        self._keys, self._keys_at = keys, at

    def entries(self, count: int) -> Iterator[tuple[int, bytes]]:
        """Yield positions and dumped entries."""
        size = len(self._candidates)
        for repetition in range(-(-count // size)):
            data, starts, salt = np.frombuffer(self._data, np.uint8).copy(), self._ends[:-1], salt_of(repetition)
            put(data, self._keys_at, self._other_keys(self._keys, salt))
            for field in range(4):
                hashes = take(data, starts + HASHES_AT + 8 * field, np.dtype("<u8"))
                put(data, starts + HASHES_AT + 8 * field, np.where(hashes > 0, hashes ^ np.uint64(salt), 0))
            appended = ((repetition * size + np.arange(size)) * self._step_ms).astype("<i8")
            put(data, starts + TIMES_AT, 1000 * appended)
            put(data, starts + TIMES_AT + 8, appended)
            dumped, ends = data.tobytes(), self._ends.tolist()
            for place in range(min(size, count - repetition * size)):
                yield repetition * size + place, dumped[ends[place] : ends[place + 1]]

    def candidates(self, first: int, count: int) -> Iterator[Candidate]:
        """Yield the articles that come at a position and behind it, as if nothing of their repetition came before."""
        size = len(self._candidates)
        for number in range(count):
            salt = salt_of(-(-first // size) + number // size)
            one = self._candidates[number % size]
            appended = int((first + number) * self._step_ms)
            yield replace(
                one,
                position=first + number,
                appended=appended,
                event_time=1000 * appended,
                group=GROUP,
                identity=one.identity ^ salt,
                edition=one.edition ^ salt,
                content=one.content ^ salt,
                address=one.address and one.address ^ salt,
                keys=tuple(self._other_keys(np.array(one.keys, np.uint32), salt).tolist()),
            )

    def _other_keys(self, keys: Any, salt: int) -> Any:
        """Return the keys of a repetition: phrases become other phrases, the others become new."""
        count = len(self._phrases)
        number = np.minimum(np.searchsorted(self._phrases, keys), count - 1)
        dealt = self._phrases[(number * (1 + salt // count % (count - 1)) + salt % count) % count]
        return np.where(self._phrases[number] == keys, dealt, keys ^ np.uint32(salt >> 32))


def salt_of(repetition: int) -> int:
    """Return what the hashes of a repetition are changed by."""
    return (repetition * MIXER) & ((1 << 64) - 1)


def prime_up_to(number: int) -> int:
    """Return the largest prime number up to one."""
    return next(n for n in range(number, 1, -1) if all(n % divisor for divisor in range(2, int(n**0.5) + 1)))


def take(data: Any, starts: Any, kind: Any) -> Any:
    """Read values out of bytes, from wherever they start."""
    return data[starts[:, None] + np.arange(kind.itemsize)].view(kind)[:, 0]


def put(data: Any, starts: Any, values: Any) -> None:
    """Write values into bytes."""
    data[starts[:, None] + np.arange(values.itemsize)] = values.view(np.uint8).reshape(len(values), -1)


def measure(originals: list[Original], stories: list[str], counts: list[int]) -> None:
    """Print a line for each number of articles."""
    print(
        "\n articles   match ms: mean    p50    p99   add ms   bytes estimated  resident   rebuild s"
        "  longest step ms  process MB"
    )
    for count in counts:
        repeated = Repeated(originals, stories, count)
        folder = Path(tempfile.mkdtemp(prefix="dateline-window-"))
        try:
            apart(written, repeated, count, folder)
            cost = apart(rebuilt, repeated, count, folder)
            if count <= MOST_GROWN:
                grown_cost = apart(grown, repeated, count)
                cost = cost._replace(lookups=grown_cost.lookups, adding=grown_cost.adding)
        finally:
            shutil.rmtree(folder)
        times = sorted(cost.lookups)
        mean, median, late = sum(times) / len(times), times[len(times) // 2], times[len(times) * 99 // 100]
        print(
            f"{count:9}{1000 * mean:16.3f}{1000 * median:7.3f}{1000 * late:7.2f}{1000 * cost.adding:9.3f}"
            f"{cost.estimated:18.0f}{cost.resident:10.0f}{cost.rebuild:12.1f}{1000 * cost.longest_step:17.0f}"
            f"{cost.process / 1e6:12.0f}",
            flush=True,
        )


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def written(repeated: Repeated, count: int, folder: Path) -> None:
    """Write a store of so many entries, as a worker's table is one."""
    store = RocksDBOptions(use_rocksdict=True).open(folder / "0.db")
    batch = rocksdict.WriteBatch(raw_mode=True)
    for position, data in repeated.entries(count):
        batch.put(b"0:%d" % position, data)
        if batch.len() == LOOKUPS:
            store.write(batch)
            batch = rocksdict.WriteBatch(raw_mode=True)
    store.write(batch)
    store.close()


def rebuilt(repeated: Repeated, count: int, folder: Path) -> Cost:
    """Read the index from the store, as a worker does that gets a partition."""
    store = RocksDBOptions(use_rocksdict=True).open(folder / "0.db")
    before = psutil.Process().memory_info().rss
    index = DuplicateIndex(ALL)
    stored = ((int(key.rpartition(b":")[2]), data) for key, data in store.items())
    begun = step = time.monotonic()
    longest = 0.0
    for _ in index.load(stored):
        now = time.monotonic()
        step, longest = now, max(longest, now - step)
    rebuild = time.monotonic() - begun
    store.close()
    gc.collect()
    after = psutil.Process().memory_info().rss
    lookups, adding = looked_up(index, repeated.candidates(count, LOOKUPS))
    return Cost(lookups, adding, index.bytes / len(index), (after - before) / count, rebuild, longest, after)


def grown(repeated: Repeated, count: int) -> Cost:
    """Fill the index an article at a time, as a worker does that runs on."""
    index = DuplicateIndex(ALL)
    for position, data in repeated.entries(count):
        index.add(IndexEntry.load(position, data))
    lookups, adding = looked_up(index, repeated.candidates(count, LOOKUPS))
    return Cost(lookups, adding, 0.0, 0.0, 0.0, 0.0, 0.0)


def looked_up(index: DuplicateIndex, candidates: Iterable[Candidate]) -> tuple[list[float], float]:
    """Match further articles; return the CPU time of each, and what it takes to add one."""
    lookups: list[float] = []
    adding = 0.0
    for candidate in candidates:
        start = time.process_time()
        match = index.query(candidate)
        between = time.process_time()
        index.add(match.entry)
        lookups.append(between - start)
        adding += time.process_time() - between
    return lookups, adding / len(lookups)
