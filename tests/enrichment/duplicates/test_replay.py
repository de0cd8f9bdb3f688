"""Verdicts are a function of the order of the articles, whatever happens to the index meanwhile."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.enrichment.duplicates import Candidate, DuplicateIndex, DuplicateOptions, Match

Wire = Callable[..., Candidate]
OPTIONS = DuplicateOptions(articles=9, window_ms=40_000)


class Table:
    """A store of dumped entries, as it outlives an index."""

    def __init__(self) -> None:
        self.rows: dict[int, bytes] = {}

    def index(self) -> DuplicateIndex:
        index = DuplicateIndex(OPTIONS)
        # a store gives its entries back in the order of its keys
        for _ in index.load(sorted(self.rows.items(), key=lambda row: str(row[0]))):
            pass
        return index

    def process(self, index: DuplicateIndex, candidate: Candidate, floor: int) -> bytes:
        match = index.query(candidate)
        self.keep(index, match)
        for position in index.expired(floor, limit=3):
            index.remove(position)
            del self.rows[position]
        return match.duplicate.model_dump_json().encode() + (b" again" if match.redelivery else b"")

    def keep(self, index: DuplicateIndex, match: Match) -> None:
        index.add(match.entry)
        if not match.redelivery:
            self.rows[match.entry.position] = match.entry.dump()


@st.composite
def streams(draw: st.DrawFn) -> list[dict[str, object]]:
    return draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "story": st.integers(0, 3),
                    "cut": st.sampled_from([1.0, 1.0, 0.7, 0.4]),
                    "id": st.integers(0, 12).map("id{}".format),
                    "outlet": st.sampled_from(["Courier", "Herald"]),
                    "url": st.none() | st.integers(0, 3).map("https://news.example/{}".format),
                    "language": st.sampled_from(["en", "en", "sv"]),
                    "hours": st.none() | st.floats(0, 0.02),
                    "status": st.sampled_from(["usable", "usable", "usable", "canceled"]),
                    "pause": st.integers(0, 4000),
                }
            ),
            min_size=1,
            max_size=40,
        )
    )


@pytest.fixture(scope="module")
def candidates(wire: Wire, story: str, other_story: str) -> Callable[[list[dict[str, object]]], list[Candidate]]:
    stories = [story, other_story, story[::-1], other_story[::-1]]

    def make(stream: list[dict[str, object]]) -> list[Candidate]:
        made, clock = [], 0
        for position, article in enumerate(stream):
            fields = dict(article)
            text = stories[fields.pop("story")]  # type: ignore[call-overload]
            clock += fields.pop("pause")  # type: ignore[operator]
            text = text[: int(len(text) * fields.pop("cut"))]  # type: ignore[operator]
            made.append(wire(position, text, appended=clock, **fields))
        return made

    return make


def uninterrupted(articles: Sequence[Candidate]) -> list[bytes]:
    table = Table()
    index = table.index()
    return [table.process(index, article, floor=0) for article in articles]


@settings(max_examples=60, deadline=None)
@given(streams(), st.data())
def test_a_crash_and_a_rewind_at_any_point_change_no_verdict(candidates, stream, data) -> None:  # type: ignore[no-untyped-def]
    articles = candidates(stream)
    expected = uninterrupted(articles)
    table = Table()
    index = table.index()
    crash = data.draw(st.integers(0, len(articles)))
    rewind = data.draw(st.integers(0, crash))
    for article in articles[:crash]:
        assert table.process(index, article, floor=min(rewind, article.position)) == expected[article.position]
    index = table.index()
    for article in articles[rewind:]:
        assert table.process(index, article, floor=min(rewind, article.position)) == expected[article.position]


@settings(max_examples=40, deadline=None)
@given(streams())
def test_expiry_changes_no_verdict(candidates, stream) -> None:  # type: ignore[no-untyped-def]
    articles = candidates(stream)
    table = Table()
    index = table.index()
    assert [table.process(index, article, floor=article.position) for article in articles] == uninterrupted(articles)


@settings(max_examples=40, deadline=None)
@given(streams())
def test_language_groups_do_not_influence_each_other(candidates, stream) -> None:  # type: ignore[no-untyped-def]
    articles = candidates(stream)
    together = uninterrupted(articles)
    for group in {article.group for article in articles}:
        alone = [article for article in articles if article.group == group]
        assert uninterrupted(alone) == [together[article.position] for article in alone]
