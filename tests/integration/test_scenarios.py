"""What newsrooms do to a stream: each verdict is that of one uninterrupted run over the annotated topic."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.admin import create_topics
from dateline.settings import Settings
from tests.support.offline import offline_values, streamed_values
from tests.support.offsets import committed, set_group
from tests.support.stream import Stream, article, stream_of

FERRY = (
    "The ferry between Port Ellis and the island of Marn stays in harbour until Thursday, its operator said. An "
    "inspection on Monday night had found a crack in the main shaft, and divers confirmed it the next morning. "
    "About 340 people who had booked a crossing were offered seats on a coach over the northern bridge. The mayor"
    " of Marn, Ilse Tarrow, said that the two bakeries of the island had flour for a week. A part is on its way "
    "from a yard in Gothaven."
)
BRIDGE = (
    "Engineers have closed the old iron bridge of Tolmouth to lorries after a count of its rivets. Of 4,112 that "
    "were tapped by hand, 96 sounded hollow, the county's surveyor told reporters. Buses may still cross at "
    "walking pace. A new bridge has been planned since 1987, and its price has grown from nine to sixty million "
    "crowns. The council meets on Friday to ask the capital for money; the ironworks that built the bridge closed"
    " before the surveyor was born."
)
GREEK = (
    "Το πλοίο της γραμμής παραμένει δεμένο στο λιμάνι της Καλαμίτσας ως την Πέμπτη, ανακοίνωσε η εταιρεία. Ο "
    "έλεγχος της Δευτέρας έδειξε ρωγμή στον άξονα, και οι δύτες την επιβεβαίωσαν το επόμενο πρωί. Περίπου 340 "
    "επιβάτες που είχαν κλείσει θέση θα ταξιδέψουν με λεωφορείο από τη βόρεια γέφυρα. Η δήμαρχος του νησιού, "
    "Ειρήνη Ταρσή, είπε ότι οι δύο φούρνοι έχουν αλεύρι για μία εβδομάδα. Το ανταλλακτικό έρχεται από ναυπηγείο "
    "του βορρά."
)


def story(name: str, body_text: str, outlet: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "outlet": outlet, "headline": f"Of {name}", "body_text": body_text, **fields}


def duplicates(stream: Stream, count: int) -> dict[str, list[dict[str, Any]]]:
    """Wait for so many records, and return what was said of each id, one after the other."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in stream.enriched(count):
        found.setdefault(record["article"]["id"], []).append(record["duplicate"])
    return found


def in_turns(stream: Stream, *turns: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Publish articles turn by turn, so that the outlets of one turn come before those of the next."""
    worker = stream.worker()
    count = 0
    said: dict[str, list[dict[str, Any]]] = {}
    for turn in turns:
        count += stream.publish(turn)
        said = duplicates(stream, count)
    assert worker.stop() == 0
    assert streamed_values(stream) == offline_values(stream)
    return said


def test_an_archive_after_the_live_news_finds_its_own_copies_and_hides_none(stream: Stream) -> None:
    today, then = "2026-03-02T06:00:00Z", "2023-05-04T06:00:00Z"
    archive = [article(number, outlet="archive", published_at=then) for number in range(80)]
    said = in_turns(
        stream,
        [story("live", FERRY, "courier", published_at=today)],
        [
            story("old", BRIDGE, "archive", published_at=then),
            *archive,
            story("same-words", FERRY, "archive", published_at=then),
        ],
        [
            story("old-copy", BRIDGE, "herald", published_at="2023-05-05T06:00:00Z"),
            story("live-copy", FERRY, "herald", published_at="2026-03-02T09:00:00Z"),
        ],
    )
    assert said["same-words"][0]["verdict"] == "unique"
    assert (said["old-copy"][0]["verdict"], said["old-copy"][0]["of"]) == ("exact", "old")
    assert (said["live-copy"][0]["verdict"], said["live-copy"][0]["of"]) == ("exact", "live")
    assert said["live-copy"][0]["original_outlet"] == "courier"


@pytest.fixture
def capped(settings: Settings, tmp_path: Path) -> Iterator[Stream]:
    """A stream that compares with twenty articles of a language group."""
    small = settings.model_copy(update={"window_articles": 20, "grace_articles": 5})
    create_topics(small)
    with stream_of(small, tmp_path) as running:
        yield running


def test_an_entry_that_the_cap_hides_is_not_found_and_one_within_it_is(capped: Stream) -> None:
    said = in_turns(
        capped,
        [story("first", FERRY, "courier")],
        [article(number) for number in range(150)],
        [story("second", FERRY, "herald")],
        [article(number) for number in range(150, 165)],
        [story("third", FERRY, "tribune")],
    )
    assert said["second"][0]["verdict"] == "unique"
    assert (said["third"][0]["of"], said["third"][0]["cluster"]) == ("second", "second")


def test_withdrawals_and_corrections_reach_their_story_in_whatever_language(stream: Stream) -> None:
    kill = "Editors, please withdraw the story of the ferry and use it no more. It was sent in error, and is wrong."
    originals = [story(name, text, "agency") for name, text in (("f", FERRY), ("b", BRIDGE), ("g", GREEK))]
    copies = [one | {"id": f"{one['id']}-copy", "outlet": "herald"} for one in originals]
    said = in_turns(
        stream,
        originals,
        copies,
        [
            # canceled with nothing in it, withheld as it stands, an English notice in the place of a Greek text
            story("f", "", "agency", status="canceled"),
            story("b", BRIDGE, "agency", status="withheld"),
            story("g", kill, "agency", status="canceled"),
            # a correction in another language than the copy it corrects
            story("b-copy", GREEK.replace("πλοίο", "καράβι"), "herald"),
        ],
        [one | {"id": f"{one['id']}-late", "outlet": "tribune"} for one in originals],
    )
    for name in ("f", "b", "g"):
        assert said[f"{name}-copy"][0]["cluster"] == name
        _, withdrawn = said[name]
        assert (withdrawn["verdict"], withdrawn["of"], withdrawn["cluster"]) == ("update", name, name)
        # what was published stays known: a late copy is of the same story, and of no withdrawn version
        late = said[f"{name}-late"][0]
        assert (late["verdict"], late["cluster"]) == ("exact", name)
    _, correction = said["b-copy"]
    assert (correction["verdict"], correction["cluster"]) == ("update", "b")
    lines = [json.loads(message.value or b"") for message in stream.now_on(stream.settings.annotated)]
    groups = {
        (line["article"]["id"], line["article"].get("status", "usable")): line["language_group"] for line in lines
    }
    assert groups["g", "canceled"] == groups["g", "usable"] != groups["f", "usable"]


def test_updates_and_withdrawals_are_told_alike_after_a_rewind_across_them(stream: Stream) -> None:
    settings = stream.settings
    said = in_turns(
        stream,
        [story("f", FERRY, "agency"), *(article(number) for number in range(10))],
        [story("f-copy", FERRY, "herald"), story("f", FERRY + " More follows.", "agency")],
        [story("f", "", "agency", status="canceled"), story("f-late", FERRY, "tribune")],
        [story("f", FERRY, "agency")],
    )
    assert [one["verdict"] for one in said["f"]] == ["unique", "update", "update", "unique"]
    before = streamed_values(stream)
    again = len(stream.now_on(settings.enriched))
    for topic in (settings.raw, settings.annotated):
        for partition, offset in committed(settings, topic).items():
            set_group(settings, topic, offset // 2, partition)
            again += offset - offset // 2
    worker = stream.worker("other")
    stream.enriched(again)
    assert worker.stop() == 0
    assert streamed_values(stream) == before == offline_values(stream)
