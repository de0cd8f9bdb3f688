from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.enrichment.duplicates import Candidate, DuplicateIndex, IndexEntry
from dateline.errors import IndexUnavailable, InvalidArticle
from dateline.records import AnnotatedArticle

Wire = Callable[..., Candidate]

hashes = st.integers(0, 2**64 - 1)
moments = st.none() | st.integers(-(10**17), 10**17)
words = st.text(min_size=1, max_size=256)
entries = st.builds(
    IndexEntry,
    position=st.integers(0, 2**63 - 1),
    id=words,
    outlet=words,
    group=st.sampled_from(["en", "sv", "und"]),
    identity=hashes,
    edition=hashes,
    content=hashes,
    address=st.none() | hashes,
    event_time=moments,
    appended=moments,
    matched=st.booleans(),
    tokens=st.integers(0, 2**32 - 1),
    keys=st.lists(st.integers(0, 2**32 - 1), max_size=16).map(tuple),
    sketch=st.binary(max_size=600),
    verdict=st.sampled_from(["unique", "exact", "near", "partial", "update"]),
    of=st.none() | words,
    cluster=words,
    score=st.none() | st.integers(0, 1000),
    met_by=st.sampled_from([None, "keys", "content", "id", "url"]),
    containment=st.none() | st.integers(0, 1000),
    numbers_agreeing=st.none() | st.integers(0, 200),
    numbers_conflicting=st.none() | st.integers(0, 200),
    shared_keys=st.none() | st.integers(0, 16),
    original_outlet=st.none() | words,
    original_event_time=moments.filter(lambda moment: moment is None or abs(moment) < 6 * 10**16),
    nth=st.integers(1, 2**32 - 1),
    members=st.integers(1, 2**32 - 1),
)


@given(entries)
def test_an_entry_survives_its_dump(entry: IndexEntry) -> None:
    again = IndexEntry.load(entry.position, entry.dump())
    assert again == entry
    assert again.duplicate.model_dump_json() == entry.duplicate.model_dump_json()


@given(st.binary(max_size=300))
def test_bytes_that_are_no_entry_are_refused_with_advice(data: bytes) -> None:
    with pytest.raises(IndexUnavailable, match=r"position 12 .*restored from Kafka"):
        IndexEntry.load(12, data)


def test_a_cut_off_entry_is_refused(wire: Wire, story: str) -> None:
    data = DuplicateIndex().query(wire(0, story)).entry.dump()
    for length in range(len(data)):
        with pytest.raises(IndexUnavailable):
            IndexEntry.load(0, data[:length])


def test_the_published_times_are_those_of_the_original_to_the_microsecond(wire: Wire, story: str) -> None:
    index = DuplicateIndex()
    original = index.query(wire(0, story, hours=1 / 7))
    index.add(original.entry)
    published = index.query(wire(1, story)).duplicate.original_event_time
    assert published == datetime.fromisoformat("2026-03-02T06:08:34.285714+00:00")


@pytest.mark.parametrize(
    "fault",
    [{"content": "x"}, {"content": "1" * 17}, {"keys": ("123456789",)}, {"keys": ("1",) * 17}, {"sketch": "AAAA"}],
)
def test_a_fingerprint_of_another_make_is_refused_by_the_name_of_its_article(
    annotate: Callable[..., AnnotatedArticle], story: str, fault: dict[str, object]
) -> None:
    annotated = annotate(story, id="b17")
    broken = annotated.model_copy(update={"fingerprint": annotated.fingerprint.model_copy(update=fault)})
    with pytest.raises(InvalidArticle, match=r"'b17'.*again"):
        Candidate.of(broken, 0, None)
