import math

from hypothesis import given
from hypothesis import strategies as st

from dateline.enrichment.duplicates.comparison import Comparer, Comparison, Text
from dateline.enrichment.duplicates.scoring import (
    FEATURES,
    THRESHOLD,
    features,
    log_odds,
    logarithm,
    logistic,
    points,
    probability,
)
from dateline.enrichment.duplicates.sketch import Sketch


def compare(one: Text, other: Text) -> Comparison:
    return Comparer(one).compare(other)


values = st.integers(0, 2**16 - 1)


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    elements = tuple(draw(st.lists(values, max_size=128, unique=True)))
    numbers = tuple(draw(st.lists(values, max_size=60, unique=True)))
    return Sketch(
        rate=draw(st.integers(0, 20)),
        elements=elements,
        lead=draw(st.integers(0, len(elements))),
        numbers=numbers,
        lead_numbers=draw(st.integers(0, len(numbers))),
        words=tuple(draw(st.lists(values, max_size=12, unique=True))),
    )


texts = st.builds(Text, sketches(), st.integers(0, 100_000), st.integers(0, 3))


@given(sketches())
def test_a_sketch_survives_its_dump(sketch: Sketch) -> None:
    assert Sketch.load(sketch.dump()) == sketch


@given(texts, texts)
def test_any_two_texts_can_be_compared_and_weighed(one: Text, other: Text) -> None:
    comparison = compare(one, other)
    assert isinstance(comparison, Comparison)
    shares = (comparison.containment, comparison.coverage, comparison.gap, comparison.headline)
    assert all(0 <= share <= 1000 for share in shares)
    assert len(features(comparison)) == len(FEATURES)
    assert 0 <= probability(points(comparison)) <= 1000


@given(texts, texts)
def test_which_of_two_texts_comes_first_does_not_matter(one: Text, other: Text) -> None:
    if one.tokens != other.tokens:
        assert compare(one, other) == compare(other, one)


@given(texts)
def test_a_text_contains_itself(text: Text) -> None:
    comparison = compare(text, text)
    if text.sketch.elements:
        assert (comparison.containment, comparison.coverage, comparison.gap) == (1000, 1000, 0)
    assert comparison.agreeing == comparison.numbers


def test_no_rounding_is_so_close_that_machines_could_differ() -> None:
    for number in range(1, 4097):
        assert abs(1000 * math.log(number) % 1 - 0.5) > 1e-9
        assert logarithm(number) == round(1000 * math.log(number))
    for odds in range(log_odds(-100_000), log_odds(100_000) + 1):
        assert abs(1000 / (1 + math.exp(-odds / 1000)) % 1 - 0.5) > 1e-9 or odds == 0
        assert logistic(odds) == round(1000 / (1 + math.exp(-odds / 1000)))


def test_the_probability_grows_with_the_points() -> None:
    said = [probability(total) for total in range(-20_000, 20_001)]
    assert said == sorted(said)
    assert (said[0], said[-1]) == (1, 999)


def test_what_is_called_a_copy_is_about_as_likely_one_as_not_or_likelier() -> None:
    assert probability(THRESHOLD) >= 400
