"""The trained tagger, through its door; and that its arithmetic is exact."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.enrichment import entities
from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.tagger import Tagger
from dateline.enrichment.entities.tagger.features import features
from dateline.enrichment.entities.tagger.network import Network, Vectors
from dateline.enrichment.entities.tagger.tagger import FILE
from dateline.enrichment.reading import Passage
from dateline.records import EntityType, Field

GAZETTEER = Gazetteer(Path(entities.__file__).parent / "data" / "gazetteer.npz")
TAGGER = Tagger(GAZETTEER)
WORDS = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "Lm", "Mn", "Nd")) | st.sampled_from("aeinrstAKMPπσΑидаНрИ"),
    min_size=1,
    max_size=30,
)


def tag(text: str, language: str = "und") -> list[tuple[str, EntityType]]:
    passage = Passage(Field.BODY_TEXT, text)
    found = TAGGER.tag({passage: ()}, language)[passage]
    return [(text[passage.tokens[name.first].start : passage.tokens[name.last - 1].end], name.type) for name in found]


@pytest.mark.parametrize(
    ("language", "text", "person", "place"),
    [
        ("en", "Yesterday Margaret Holloway met fishermen in Dunvale.", "Margaret Holloway", "Dunvale"),
        ("de", "Margarete Hollbach traf gestern die Fischer in Neukirchen.", "Margarete Hollbach", "Neukirchen"),
        ("da", "I går mødte Margrethe Holbæk fiskerne i Nørrevig.", "Margrethe Holbæk", "Nørrevig"),
        ("pt", "Ontem Margarida Holanda encontrou os pescadores em Vila Serena.", "Margarida Holanda", "Vila Serena"),
        (
            "ru",
            "Вчера Маргарита Холмогорова встретилась с рыбаками в Заречинске.",
            "Маргарита Холмогорова",
            "Заречинске",
        ),
        ("pl", "Wczoraj Małgorzata Holińska spotkała rybaków w Zarzeczycach.", "Małgorzata Holińska", "Zarzeczycach"),
    ],
)
def test_names_that_no_list_holds_are_found(language, text, person, place):
    assert tag(text, language) == [(person, EntityType.PERSON), (place, EntityType.PLACE)]


def test_a_line_ends_a_name():
    found = tag("Margaret\nHolloway spoke in Dunvale.", "en")

    assert ("Margaret\nHolloway", EntityType.PERSON) not in found


@given(st.text() | st.lists(WORDS).map(" ".join))
@settings(deadline=None)
def test_any_text_gives_names_in_order_without_overlaps(text):
    passage = Passage(Field.BODY_TEXT, text)
    names = TAGGER.tag({passage: ()}, "und")[passage]

    edges = [edge for name in names for edge in (name.first, name.last)]
    assert edges == sorted(edges)
    assert all(name.first < name.last <= len(passage.tokens) for name in names)
    assert TAGGER.tag({passage: ()}, "und") == {passage: names}


@given(st.lists(WORDS, min_size=1, max_size=40))
@settings(deadline=None)
def test_features_of_a_word_do_not_depend_on_its_neighbours(words):
    together = features(words, len)
    for at, word in enumerate(words):
        alone = features([word], len)
        assert together.buckets[together.starts[at] : together.starts[at + 1]].tolist() == alone.buckets.tolist()


def test_words_of_different_scripts_share_what_their_letters_share():
    latin, cyrillic, other = (
        set(features([word], lambda _: 0).buckets.tolist()) for word in ("Putin", "Путин", "Brücke")
    )

    assert len(latin & cyrillic) > 15
    assert len(latin & other) < 3


@given(st.lists(WORDS, min_size=1, max_size=60), st.sampled_from(["de", "ru", "xx"]))
@settings(deadline=None, max_examples=30)
def test_scores_are_those_of_arithmetic_in_whole_numbers(words, language):
    """Sums in 64-bit integers, in another order, give the same bits: no processor can make a difference."""
    count = len(words)
    network = Network(FILE, len)
    usual = network.scores(words, [0] * count, [0] * count, [0] * count, language)

    with np.load(FILE) as arrays:
        layers = len([name for name in arrays.files if name.startswith("weights")])
        weights = [arrays[f"weights{at}"].astype(np.int64) for at in range(layers)]
    for at in range(layers):
        network._layers[at] = (_Whole(weights[at]), *network._layers[at][1:])
    assert np.array_equal(network.scores(words, [0] * count, [0] * count, [0] * count, language), usual)


class _Whole:
    """Weights that multiply as 64-bit integers, from the last to the first."""

    def __init__(self, weights: np.ndarray) -> None:
        self._weights = weights

    __array_ufunc__ = None

    def __rmatmul__(self, values: np.ndarray) -> np.ndarray:
        whole = values.astype(np.int64)
        assert np.array_equal(whole, values)
        return (whole[:, ::-1] @ self._weights[::-1]).astype(np.float32)


def test_vectors_are_the_same_when_they_were_forgotten(monkeypatch):
    monkeypatch.setattr("dateline.enrichment.entities.tagger.network._GENERATION", 8)
    table = np.random.default_rng(1).integers(-127, 128, (1 << 17, 4)).astype(np.int8)
    small, words = Vectors(table, 0.01, len), [f"Word{at}" for at in range(40)]
    alone = {word: Vectors(table, 0.01, len).of([word])[0].tolist() for word in words}

    for first in (0, 3, 20, 5, 0, 30):
        for size in (1, 5, 8, 9):
            part = words[first : first + size]
            assert small.of(part).tolist() == [alone[word] for word in part]


def test_a_token_of_any_length_is_read():
    assert tag("A" * 100_000 + " met Margaret Holloway.", "en")[-1:] == [("Margaret Holloway", EntityType.PERSON)]
