"""Laws that hold for any string."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.enrichment.language import LanguageOptions, LanguageStage
from dateline.enrichment.language.automaton import Automaton
from dateline.enrichment.language.ngram_detector import NgramDetector
from dateline.enrichment.language.windows import windows
from dateline.enrichment.reading import Reading
from dateline.records import Article, Field, Language

STAGES = {name: LanguageStage(LanguageOptions(detector=name)) for name in ("ngrams", "langdetect")}
PIECES = st.sampled_from(
    [
        "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke zu sanieren. ",
        "The city council decided on Tuesday to repair the old bridge. ",
        "Городской совет решил отремонтировать старый мост. ",
        "市政府决定修复老桥。",
        "\n",
        "\n\n",
        " \u2028",
        "12:30 ",
        "🎉",
        "\x00",
        "\ud800",
        " \uffff ",
        "\r\n",
        "שלום ",
        "x" * 300,
        "\u202e",
        "<p>",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


def annotate(name: str, headline: str, body: str) -> Language:
    # Article itself refuses surrogates that do not pair; the stage must not depend on that
    return STAGES[name].annotate(Reading(Article.model_construct(**ARTICLE, headline=headline, body_text=body)))


ARTICLE = {"id": "a", "outlet": "o", "url": None, "language": None, "published_at": None, "metadata": {}}


@pytest.mark.parametrize("name", STAGES)
@settings(max_examples=150, deadline=None)
@given(headline=TEXTS, body=TEXTS)
def test_any_text_gets_a_tag_and_spans_within_it_in_order(name: str, headline: str, body: str) -> None:
    found = annotate(name, headline, body)
    assert found.tag
    assert 0 <= found.confidence <= 1
    for field, text in ((Field.HEADLINE, headline), (Field.BODY_TEXT, body)):
        edges = [edge for span in found.spans if span.field == field for edge in (span.start, span.end)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)
        assert all(span.start < span.end for span in found.spans)
    assert annotate(name, headline, body) == found


FEATURES = st.lists(st.text("abc ", min_size=1, max_size=4).map(str.encode), min_size=1, unique=True)


@given(features=FEATURES, text=st.text("abcd ", max_size=40).map(str.encode))
def test_the_automaton_finds_the_longest_feature_that_ends_at_each_byte(features: list[bytes], text: bytes) -> None:
    expected = []
    for end in range(1, len(text) + 1):
        ending = [feature for feature in features if text[:end].endswith(feature)]
        expected.append(features.index(max(ending, key=len)) if ending else len(features))
    assert Automaton(features).find(text).tolist() == expected


@given(text=st.text(max_size=3_000), count=st.integers(1, 6), width=st.integers(20, 150))
def test_windows_read_no_more_than_a_bounded_stretch(text: str, count: int, width: int) -> None:
    found = windows(text, count, width)
    assert sum(map(len, found)) <= count * width * 3 // 2
    assert all(window in text for window in found)


@pytest.mark.parametrize("hostile", ["x" * 100_000, "a " * 50_000, "\n" * 100_000, "<" * 100_000, "a@" * 50_000])
def test_hostile_texts_are_read_in_pieces_that_do_not_grow(hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    original = NgramDetector._look

    def look(self: NgramDetector, text: str, parts: list[str], script: str | None) -> object:
        read.append(sum(map(len, parts)))
        return original(self, text, parts, script)

    monkeypatch.setattr(NgramDetector, "_look", look)
    NgramDetector().detect(hostile)
    assert max(read, default=0) < 2_000
    assert len(read) <= 2


HOSTILE_BODIES = {
    "lines": "Die Brücke bleibt zu.\n" * 20_000,
    "short lines": "a\n" * 100_000,
    "one token": "ü" * 100_000,
    "two scripts": "aб" * 50_000,
    "marks": "e" + "\u0301" * 100_000,
    "colons": "A: " * 33_000,
    "noncharacters": " \uffff " * 30_000,
    "brackets": "[" * 50_000 + "]" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE_BODIES)
def test_hostile_bodies_are_compared_at_a_price_that_grows_with_their_length(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    original = NgramDetector.compare

    def compare(self: NgramDetector, pieces: list[str], tag: str) -> object:
        read.append(sum(map(len, pieces)))
        return original(self, pieces, tag)

    monkeypatch.setattr(NgramDetector, "compare", compare)
    body = HOSTILE_BODIES[name]
    annotate("ngrams", "", body)
    # the body once, and once more where another language turns out to be the article's
    assert sum(read) <= 2 * len(body)
