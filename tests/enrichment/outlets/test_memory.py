from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.enrichment.outlets import OutletEntry, OutletMemory, OutletOptions, entry_of
from dateline.enrichment.reading import Reading
from dateline.errors import IndexUnavailable
from dateline.pipeline import memory_of
from dateline.records import Article
from dateline.settings import load_settings

DAY_MS = 86_400_000
IMPRINT = "Subscribe to the Courier's evening letter."


def article(position: int, *lines: str, **fields: Any) -> Article:
    return Article(**{"id": f"a{position}", "outlet": "Courier", "body_text": "\n".join(lines), **fields})


def publish(
    memory: OutletMemory, position: int, *lines: str, group: str = "en", received: int = 0, **fields: Any
) -> None:
    made = article(position, *lines, **fields)
    memory.add(entry_of(made, Reading(made), group, position, received))


def repeated(memory: OutletMemory, position: int, *lines: str, **fields: Any) -> list[str]:
    made = article(position, *lines, **fields)
    body = Reading(made).body
    found = memory.repeated(made, body.line_hashes, position)
    return [body.of(line) for line, line_hash in zip(body.lines, body.line_hashes, strict=True) if line_hash in found]


def test_a_line_of_two_other_articles_is_repeated() -> None:
    memory = OutletMemory()
    publish(memory, 0, "A ship sank.", IMPRINT)
    assert repeated(memory, 1, "A shop opened.", IMPRINT) == []
    publish(memory, 1, "A shop opened.", IMPRINT)
    assert repeated(memory, 2, "A shed burnt.", IMPRINT) == [IMPRINT]
    assert repeated(memory, 2, "A shed burnt.", IMPRINT.upper()) == [IMPRINT.upper()]


def test_another_outlet_does_not_count() -> None:
    memory = OutletMemory()
    for position in range(3):
        publish(memory, position, IMPRINT, outlet="Herald")
    assert repeated(memory, 3, IMPRINT) == []


@pytest.mark.parametrize("fields", [{"id": "same"}, {"url": "https://courier.example/live"}])
def test_versions_of_one_article_count_once(fields: dict[str, str]) -> None:
    memory = OutletMemory()
    for position in range(5):
        publish(memory, position, f"Story {position}.", IMPRINT, **fields)
    assert repeated(memory, 5, IMPRINT) == []
    publish(memory, 5, "Story 5.", IMPRINT)
    assert repeated(memory, 6, IMPRINT) == [IMPRINT]


def test_an_archive_that_is_sent_again_under_new_ids_counts_once() -> None:
    memory = OutletMemory()
    for position in range(4):
        publish(memory, position, "A ship sank.", "Nobody was hurt.")
    assert repeated(memory, 4, "A ship sank.", "It was raised on Friday.") == []


def test_shorter_versions_under_other_ids_do_not_make_an_article_furniture() -> None:
    memory = OutletMemory()
    for position in range(3):
        publish(memory, position, *(f"Part {part}" for part in range(3 + position)))
    assert repeated(memory, 3, *(f"Part {part}" for part in range(9))) == []


@pytest.mark.parametrize("fields", [{"id": "same"}, {"url": "https://courier.example/live"}])
def test_own_earlier_versions_do_not_make_an_article_furniture(fields: dict[str, str]) -> None:
    memory = OutletMemory()
    for position in range(5):
        publish(memory, position, "A ship sank.", **fields)
    publish(memory, 5, "A ship sank.")
    assert repeated(memory, 6, "A ship sank.", **fields) == []


def test_only_the_newest_articles_and_smaller_positions_count() -> None:
    memory = OutletMemory(OutletOptions(articles=3))
    publish(memory, 0, "Story 0.", IMPRINT)
    publish(memory, 1, "Story 1.", IMPRINT)
    publish(memory, 2, "A ship sank.")
    assert repeated(memory, 1, IMPRINT) == []
    assert repeated(memory, 3, IMPRINT) == [IMPRINT]
    publish(memory, 3, "A shop opened.")
    assert repeated(memory, 4, IMPRINT) == []
    assert repeated(memory, 3, IMPRINT) == [IMPRINT]


def test_later_versions_follow_the_group_of_the_first() -> None:
    memory = OutletMemory()
    publish(memory, 3, "Ναυάγησε πλοίο.", group="el", url="https://courier.example/1")
    publish(memory, 4, "Please withdraw.", group="el", url="https://courier.example/1")
    assert memory.group_of(article(9, "Corrected.", url="https://courier.example/1"), 9, 0) == "el"
    assert memory.group_of(article(9, "", id="a3"), 9, 0) == "el"
    assert memory.group_of(article(9, "", id="a3", outlet="Herald"), 9, 0) is None
    assert memory.group_of(article(9, "", id="a3"), 3, 0) is None
    assert memory.group_of(article(9, "", id="a9"), 9, 0) is None


def test_the_window_of_versions_is_the_time_between_records() -> None:
    memory = OutletMemory()
    publish(memory, 0, "One.", group="el", received=0, id="same")
    assert memory.group_of(article(1, "Two.", id="same"), 1, 7 * DAY_MS) == "el"
    assert memory.group_of(article(1, "Two.", id="same"), 1, 7 * DAY_MS + 1) is None


def test_versions_are_known_as_long_as_copies_are_looked_for() -> None:
    memory = memory_of(load_settings(window_hours=24))
    publish(memory, 0, "One.", group="el", received=0, id="same")
    assert memory.group_of(article(1, "Two.", id="same"), 1, DAY_MS) == "el"
    assert memory.group_of(article(1, "Two.", id="same"), 1, DAY_MS + 1) is None


def test_what_nobody_can_see_is_named_until_it_is_removed() -> None:
    memory = OutletMemory(OutletOptions(articles=2))
    for position in range(6):
        publish(memory, position, f"Story {position}.", IMPRINT, received=position * 4 * DAY_MS)
    assert memory.expired(6, 10) == [0, 1, 2]
    assert memory.expired(5, 10) == [0, 1]
    assert memory.expired(4, 1) == [0]
    for position in (0, 1, 2, 2):
        memory.remove(position)
    assert len(memory) == 3
    assert memory.expired(6, 10) == []
    assert repeated(memory, 6, IMPRINT) == [IMPRINT]


def test_quiet_outlets_do_not_keep_others_from_expiring() -> None:
    memory = OutletMemory(OutletOptions(articles=1))
    for position in range(50):
        publish(memory, position, IMPRINT, outlet=f"Quiet {position}")
    for position in range(50, 60):
        publish(memory, position, IMPRINT, received=30 * DAY_MS * (position > 54))
    found = {position for _ in range(40) for position in memory.expired(60, 2)}
    assert found == {50, 51, 52, 53, 54}


def test_adding_again_and_out_of_order_makes_no_difference() -> None:
    orders = ([0, 1, 2, 3], [3, 1, 0, 2], [0, 0, 1, 2, 3, 1])
    answers = []
    for order in orders:
        memory = OutletMemory()
        for position in order:
            publish(memory, position, f"Story {position}", IMPRINT if position < 3 else "")
        answers.append([repeated(memory, position, IMPRINT, f"Story {position}") for position in range(6)])
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][2:] == [[IMPRINT]] * 4 or answers[0][3:] == [[IMPRINT]] * 3


def test_a_store_in_the_order_of_decimal_keys_gives_the_memory_that_was() -> None:
    made = [article(position, f"Story {position}", IMPRINT if position % 2 else "") for position in range(5000)]
    kept = [entry_of(one, Reading(one), "en", position, 0) for position, one in enumerate(made)]
    memory = OutletMemory()
    for _ in memory.load(sorted(((one.position, one.dump()) for one in kept), key=lambda row: str(row[0]))):
        pass
    assert len(memory) == 5000
    assert repeated(memory, 5000, IMPRINT, "Story 4999") == [IMPRINT]
    assert repeated(memory, 3, IMPRINT) == []
    assert memory.group_of(article(5000, "", id="a17"), 5000, 0) == "en"


entries = st.builds(
    OutletEntry,
    position=st.integers(0, 2**63 - 1),
    outlet=st.integers(0, 2**64 - 1),
    identity=st.integers(0, 2**64 - 1),
    address=st.none() | st.integers(0, 2**64 - 1),
    group=st.sampled_from(["en", "und", ""]),
    lines=st.lists(st.integers(0, 2**32 - 1), max_size=128).map(tuple),
    received=st.integers(-(2**63), 2**63 - 1),
)


@given(entries)
def test_an_entry_survives_its_dump(entry: OutletEntry) -> None:
    assert OutletEntry.load(entry.position, entry.dump()) == entry


@given(st.binary(max_size=200))
def test_bytes_that_are_no_entry_are_refused_with_advice(data: bytes) -> None:
    with pytest.raises(IndexUnavailable, match=r"position 5 .*restored from Kafka"):
        OutletEntry.load(5, data)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 5)), max_size=30), st.integers(0, 30))
def test_repeated_lines_are_those_that_counting_finds(stream: list[tuple[int, int, int]], at: int) -> None:
    options = OutletOptions(articles=6)
    memory = OutletMemory(options)
    made = [
        article(
            place,
            f"line {line}",
            "always",
            *["own"] * (line % 2),
            id=f"i{identity}",
            url=f"https://courier.example/{url}",
        )
        for place, (identity, url, line) in enumerate(stream)
    ]
    for place, one in enumerate(made):
        memory.add(entry_of(one, Reading(one), "en", place, 0))
    probe = article(at, *(f"line {line}" for line in range(3)), "always", id="i0", url="https://courier.example/0")
    body = Reading(probe).body
    visible = made[:at][-options.articles :]
    expected = set()
    for line, line_hash in zip(body.lines, body.line_hashes, strict=True):
        holders = [
            one
            for one in visible
            if body.of(line) in one.body_text.split("\n")
            and one.id != probe.id
            and one.url != probe.url
            and not set(one.body_text.split("\n")) <= set(probe.body_text.split("\n"))
        ]
        if all(len({value(one) for one in holders}) > 1 for value in (_id, _url, _text)):
            expected.add(line_hash)
    assert memory.repeated(probe, body.line_hashes, at) == expected


def _id(one: Article) -> str:
    return one.id


def _url(one: Article) -> str | None:
    return one.url


def _text(one: Article) -> str:
    return one.body_text
