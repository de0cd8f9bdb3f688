from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from dateline.enrichment.duplicates import Candidate, DuplicateIndex, DuplicateOptions, Match

Wire = Callable[..., Candidate]
HOUR_MS = 3_600_000


def send(index: DuplicateIndex, candidate: Candidate) -> Match:
    match = index.query(candidate)
    index.add(match.entry)
    return match


def test_an_article_that_repeats_nothing_is_unique_and_begins_its_own_cluster(wire: Wire, story: str) -> None:
    verdict = send(DuplicateIndex(), wire(0, story)).duplicate
    assert (verdict.verdict, verdict.cluster, verdict.nth, verdict.of) == ("unique", "a0", 1, None)


def test_a_copy_names_its_original_and_the_story(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, outlet="Marn Courier"))
    copy = send(index, wire(1, story.replace("about", "some"), hours=2)).duplicate
    assert (copy.of, copy.cluster, copy.nth) == ("a0", "a0", 2)
    assert copy.original_outlet == "Marn Courier"
    assert copy.original_event_time == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    assert copy.score is not None
    assert copy.score > 0.9


def test_a_copy_in_other_typography_is_exact(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story))
    copy = send(index, wire(1, story.upper().replace(". ", ".\n\n").replace("'", "’"))).duplicate
    assert (copy.verdict, copy.score, copy.of) == ("exact", 1.0, "a0")


def test_a_trimmed_copy_is_partial(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story))
    copy = send(index, wire(1, story[: len(story) // 2])).duplicate
    assert (copy.verdict, copy.of) == ("partial", "a0")


def test_another_story_is_not_a_copy(wire: Wire, story: str, other_story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story))
    assert send(index, wire(1, other_story)).duplicate.verdict == "unique"


def test_a_redelivery_gets_the_verdict_of_the_first_time(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story))
    first = send(index, wire(1, story + " More follows.", id="b"))
    send(index, wire(2, story, id="c"))
    again = index.query(wire(3, story + " More follows.", id="b", outlet="Outlet 1"))
    assert again.redelivery
    assert again.duplicate.model_dump_json() == first.duplicate.model_dump_json()
    assert again.entry == first.entry


def test_the_same_id_with_another_text_is_an_update_of_itself(wire: Wire, story: str, other_story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, id="b", outlet="Courier"))
    update = send(index, wire(1, other_story, id="b", outlet="Courier"))
    assert not update.redelivery
    assert (update.duplicate.verdict, update.duplicate.of, update.duplicate.cluster) == ("update", "b", "b")


def test_the_same_id_at_another_outlet_is_another_article(wire: Wire, story: str, other_story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, id="17", outlet="Courier"))
    assert send(index, wire(1, other_story, id="17", outlet="Herald")).duplicate.verdict == "unique"


@pytest.mark.parametrize("again", [False, True])
def test_stories_whose_first_articles_have_the_same_id_are_counted_apart(
    wire: Wire, story: str, other_story: str, again: bool
) -> None:
    index = DuplicateIndex()
    sent = [
        wire(0, story, id="17", outlet="Courier"),
        wire(1, other_story, id="17", outlet="Herald"),
        wire(2, story + " More follows.", id="17", outlet="Courier"),
        *(wire(position, story) for position in range(3, 20)),
        wire(20, other_story),
    ]
    entries = [send(index, candidate).entry for candidate in sent]
    if again:
        index = DuplicateIndex()
        for _ in index.load((entry.position, entry.dump()) for entry in entries):
            pass
    first, second = (index.query(wire(21, text)).duplicate for text in (story, other_story))
    assert (first.cluster, first.original_outlet, first.nth) == ("17", "Courier", 19)
    assert (second.cluster, second.original_outlet, second.nth) == ("17", "Herald", 3)


def test_the_same_address_is_an_update_and_keeps_the_cluster_it_joined(
    wire: Wire, story: str, other_story: str
) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story))
    send(index, wire(1, story, outlet="Courier", url="https://courier.example/ferry"))
    update = send(index, wire(2, other_story, outlet="Courier", url="https://courier.example/ferry")).duplicate
    assert (update.verdict, update.of, update.cluster, update.nth) == ("update", "a1", "a0", 2)
    assert update.evidence is not None
    assert update.evidence.met_by == "url"
    assert send(index, wire(3, story)).duplicate.nth == 3


def test_a_copy_of_a_correction_joins_the_story(wire: Wire, story: str, other_story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, id="b", outlet="Courier"))
    send(index, wire(1, other_story, id="b", outlet="Courier"))
    copy = send(index, wire(2, other_story)).duplicate
    assert (copy.cluster, copy.nth) == ("b", 2)


@pytest.mark.parametrize(
    "fields", [{"kind": "wall"}, {"kind": "listing"}, {"status": "withheld"}, {"status": "canceled"}]
)
def test_what_is_not_to_be_matched_is_neither_a_copy_nor_an_original(
    wire: Wire, story: str, fields: dict[str, str]
) -> None:
    index = DuplicateIndex()
    assert send(index, wire(0, story, **fields)).duplicate.verdict == "unique"
    assert send(index, wire(1, story)).duplicate.verdict == "unique"
    assert send(index, wire(2, story, **fields)).duplicate.verdict == "unique"
    assert send(index, wire(3, story)).duplicate.of == "a1"


def test_a_withdrawal_keeps_the_cluster_after_copies_have_arrived(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, id="b", outlet="Courier"))
    send(index, wire(1, story))
    kill = send(index, wire(2, "", id="b", outlet="Courier", status="canceled", kind="empty"))
    assert (kill.duplicate.verdict, kill.duplicate.cluster, kill.duplicate.nth) == ("update", "b", 1)
    assert send(index, wire(3, story)).duplicate.cluster == "b"


def test_a_change_of_status_alone_is_an_update_and_no_redelivery(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, id="b", outlet="Courier"))
    kill = index.query(wire(1, story, id="b", outlet="Courier", status="canceled"))
    assert (kill.redelivery, kill.duplicate.verdict) == (False, "update")


def test_empty_bodies_are_not_copies_of_each_other(wire: Wire) -> None:
    index = DuplicateIndex()
    send(index, wire(0, ""))
    assert send(index, wire(1, "")).duplicate.verdict == "unique"


def test_languages_that_are_not_grouped_do_not_meet(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, language="en"))
    assert send(index, wire(1, story, language="th")).duplicate.verdict == "unique"


def test_entries_at_later_positions_are_not_seen(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(7, story))
    assert index.query(wire(3, story)).duplicate.verdict == "unique"


@pytest.mark.parametrize(("hours", "verdict"), [(167, "exact"), (169, "unique"), (-167, "exact"), (-169, "unique")])
def test_event_times_bound_the_window_on_both_sides(wire: Wire, story: str, hours: int, verdict: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, hours=0))
    assert send(index, wire(1, story, hours=hours)).duplicate.verdict == verdict


@pytest.mark.parametrize(("first", "second"), [(None, 0), (0, None), (None, None)])
def test_an_article_without_event_time_is_not_bounded_by_it(
    wire: Wire, story: str, first: int | None, second: int | None
) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, hours=first))
    assert send(index, wire(1, story, hours=second)).duplicate.verdict == "exact"


def test_append_times_bound_the_window_where_both_are_known(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, appended=0))
    assert index.query(wire(1, story, appended=169 * HOUR_MS)).duplicate.verdict == "unique"
    assert index.query(wire(1, story, appended=167 * HOUR_MS)).duplicate.verdict == "exact"
    assert index.query(wire(1, story)).duplicate.verdict == "exact"


def test_only_the_newest_articles_of_a_language_group_are_seen(wire: Wire, story: str, other_story: str) -> None:
    index = DuplicateIndex(DuplicateOptions(articles=2))
    send(index, wire(0, story))
    send(index, wire(1, other_story))
    for position in range(2, 9):
        send(index, wire(position, other_story, language="sv"))
    assert index.query(wire(9, story)).duplicate.verdict == "exact"
    send(index, wire(9, other_story))
    assert index.query(wire(10, story)).duplicate.verdict == "unique"


def test_a_group_is_full_where_its_cap_hides_articles_and_not_after_a_quiet_time(wire: Wire, story: str) -> None:
    index = DuplicateIndex(DuplicateOptions(articles=2))
    for position, language in enumerate(("en", "sv", "en", "sv")):
        send(index, wire(position, story, language=language, appended=position))
    assert index.full_groups == 0
    send(index, wire(4, story, language="sv", appended=4))
    assert (index.full_groups, index.seen_since) == (1, 3)

    quiet = DuplicateIndex()
    for position, hours in enumerate((0, 1, 100, 170)):
        send(quiet, wire(position, story, appended=hours * HOUR_MS))
    for position in quiet.expired(floor=4, limit=10):
        quiet.remove(position)
    assert quiet.expired(floor=4, limit=10) == []
    # it sees 70 hours back, because nothing older came
    assert (quiet.full_groups, quiet.seen_since) == (0, 100 * HOUR_MS)


def test_an_archive_after_the_news_of_today_is_matched_and_nothing_is_lost(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    send(index, wire(0, story, hours=0, appended=0))
    send(index, wire(1, story, hours=-30_000, appended=1))
    assert send(index, wire(2, story, hours=-29_999, appended=2)).duplicate.of == "a1"
    assert index.query(wire(3, story, hours=1, appended=3)).duplicate.of == "a0"
    assert index.expired(floor=3, limit=10) == []


def test_expired_entries_are_those_that_nobody_from_the_floor_on_can_see(wire: Wire, story: str) -> None:
    index = DuplicateIndex(DuplicateOptions(articles=3))
    for position in range(8):
        send(index, wire(position, story, hours=None))
    assert index.expired(floor=6, limit=10) == [0, 1, 2]
    assert index.expired(floor=6, limit=2) == [0, 1]
    for position in (0, 1, 2):
        index.remove(position)
    assert len(index) == 5
    assert index.expired(floor=6, limit=10) == []
    assert index.query(wire(6, story, hours=None, id="x")).duplicate.of == "a3"


def test_append_time_expires_entries_only_when_the_floor_has_passed_it(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    for position, hours in enumerate((0, 1, 100, 168.5, 300)):
        send(index, wire(position, story, appended=int(hours * HOUR_MS)))
    assert index.expired(floor=4, limit=10) == [0]
    assert index.expired(floor=5, limit=10) == [0, 1, 2]


def test_adding_a_known_position_changes_nothing(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    match = send(index, wire(0, story))
    index.add(match.entry)
    assert len(index) == 1


def test_an_entry_that_comes_late_takes_its_place(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    first, second, third = (index.query(wire(position, story)).entry for position in range(3))
    for entry in (first, third, second):
        index.add(entry)
    assert len(index) == 3
    assert index.query(wire(2, story, id="x")).duplicate.of == "a0"
    assert index.query(wire(1, story, id="x")).duplicate.of == "a0"
