"""What holds of an index of thousands of entries, which no longer fit into one block or segment."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from dateline.enrichment.duplicates import Candidate, DuplicateIndex, DuplicateOptions, IndexEntry
from dateline.enrichment.duplicates.inverted_index import InvertedIndex
from dateline.enrichment.duplicates.rows import Rows
from dateline.enrichment.duplicates.view import View
from dateline.errors import IndexUnavailable

Wire = Callable[..., Candidate]
EVER = 1 << 62
NEW = "new"


@pytest.fixture(scope="module")
def fill(wire: Wire, other_story: str) -> Callable[..., Iterator[Candidate]]:
    """Articles that have nothing in common, one at each position."""

    def between(start: int, end: int, **fields: object) -> Iterator[Candidate]:
        article = wire(start, other_story)
        for position in range(start, end):
            chance = random.Random(position)
            yield replace(
                article,
                position=position,
                id=NEW,
                identity=chance.getrandbits(64),
                edition=chance.getrandbits(64),
                content=chance.getrandbits(64),
                keys=tuple(sorted(chance.getrandbits(32) for _ in range(16))),
                **fields,
            )

    return between


def add(index: DuplicateIndex, *candidates: Candidate) -> list[tuple[int, bytes]]:
    """Match and add articles; returns what a table would hold of them."""
    rows = []
    for candidate in candidates:
        # those that have nothing in common need not be matched
        entry = IndexEntry.of_candidate(candidate) if candidate.id == NEW else index.query(candidate).entry
        index.add(entry)
        rows.append((entry.position, entry.dump()))
    return rows


def loaded(rows: list[tuple[int, bytes]], options: DuplicateOptions = DuplicateOptions()) -> DuplicateIndex:
    index = DuplicateIndex(options)
    for _ in index.load(rows):
        pass
    return index


def test_what_is_found_is_what_a_plain_list_of_all_entries_gives(wire: Wire, story: str) -> None:
    chance = random.Random(1)
    entry = DuplicateIndex().query(wire(0, story)).entry
    rows = Rows()
    index = InvertedIndex(rows)
    known: list[tuple[int | None, int | None, list[int]]] = []
    alphabet = [chance.getrandbits(32) for _ in range(40)]
    for position in range(6000):
        event_time, appended = (chance.choice([None, chance.randrange(100)]) for _ in range(2))
        keys = [alphabet[min(39, int(chance.expovariate(0.2)))], chance.getrandbits(32)]
        index.add(rows.append(replace(entry, position=2 * position, event_time=event_time, appended=appended)), keys)
        known.append((event_time, appended, keys))
    gone = {*range(4200), *(chance.randrange(6000) for _ in range(500))}
    for place in gone:
        assert rows.remove(2 * place)
        assert not rows.remove(2 * place)
    index.drop_before(rows.start)
    for _ in range(300):
        start, end = sorted(chance.randrange(rows.start, 6001) for _ in range(2))
        view = View(start, end, chance.choice([-EVER, 20]), chance.choice([EVER, 70]), chance.choice([-EVER, 30]))
        key, limit = chance.choice(alphabet), chance.choice([1, 12, 256])
        expected = [
            place
            for place in range(end - 1, start - 1, -1)
            if key in known[place][2]
            and place not in gone
            and (known[place][0] is None or view.earliest <= known[place][0] <= view.latest)  # type: ignore[operator]
            and (known[place][1] is None or known[place][1] >= view.appended)  # type: ignore[operator]
        ]
        assert index.newest([key], view, limit) == [expected[:limit]]


def test_a_store_in_the_order_of_decimal_keys_gives_the_index_that_was(
    wire: Wire, story: str, fill: Callable[..., Iterator[Candidate]]
) -> None:
    first = wire(95, story, id="first", url="https://courier.example/ferry")
    grown = DuplicateIndex()
    rows = add(grown, *fill(7, 95), first, *fill(96, 10_050), wire(10_050, story, id="copy", appended=5, hours=None))
    rows.sort(key=lambda row: str(row[0]))
    index = loaded(rows)
    assert len(index) == len(grown) == len(rows)
    for probe in (
        wire(10_051, story, id="third"),
        wire(10_051, story, id="first", outlet="Outlet 95"),
        wire(10_051, story, id="moved", outlet="Outlet 95", url="https://courier.example/ferry"),
        wire(10_051, story[:200], id="part"),
        wire(2_000, story, id="earlier"),
        *fill(10_051, 10_052),
    ):
        assert index.query(probe) == grown.query(probe)
    assert index.query(replace(first, position=10_051)).entry == grown.query(first).entry
    assert index.query(wire(10_051, story, id="third")).duplicate.nth == 3


def test_an_index_that_was_loaded_grows_on(wire: Wire, story: str, fill: Callable[..., Iterator[Candidate]]) -> None:
    index = loaded(add(DuplicateIndex(), wire(0, story), *fill(1, 4500)))
    add(index, *fill(4500, 9000))
    assert index.query(wire(9000, story)).duplicate.of == "a0"
    assert len(index) == 9000


def test_entries_come_and_go_for_long(wire: Wire, story: str, fill: Callable[..., Iterator[Candidate]]) -> None:
    options = DuplicateOptions(articles=5000)
    index = DuplicateIndex(options)
    sizes = []
    for turn in range(6):
        start = 4000 * turn
        add(index, wire(start, story, id=f"s{turn}", hours=None), *fill(start + 1, start + 4000, event_time=None))
        for position in index.expired(start + 4000, limit=20_000):
            index.remove(position)
        sizes.append(index.bytes)
        assert index.query(wire(start + 4000, story, id="x", hours=None)).duplicate.of == f"s{turn}"
    assert len(index) == 5000
    assert sizes[-1] < 1.5 * sizes[2]


@pytest.mark.parametrize("damaged", [b"", b"\1", b"\2" * 200])
def test_one_damaged_entry_among_many_is_named(fill: Callable[..., Iterator[Candidate]], damaged: bytes) -> None:
    rows = add(DuplicateIndex(), *fill(0, 50))
    rows[17] = (17, damaged)
    with pytest.raises(IndexUnavailable, match="position 17 "):
        loaded(rows)


@pytest.mark.parametrize("cut", [1, 30, 150, 300])
def test_an_entry_that_was_cut_off_is_named(fill: Callable[..., Iterator[Candidate]], cut: int) -> None:
    rows = add(DuplicateIndex(), *fill(0, 50))
    rows[49] = (49, rows[49][1][:-cut])
    with pytest.raises(IndexUnavailable, match="position 49 "):
        loaded(rows)
