from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.enrichment.entities.name_key import NameKey
from dateline.enrichment.entities.stage import DATA

KEYS = NameKey(DATA / "sounds.json")
PAIRS = [
    line.split("\t") for line in (Path(__file__).parent / "name_pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


def are_same(first_language: str, first: str, second_language: str, second: str) -> bool:
    key = KEYS.of(first, first_language)
    return key is not None and key == KEYS.of(second, second_language)


def test_the_key_joins_spellings_and_parts_persons_as_often_as_the_documentation_says():
    same = [are_same(*pair[1:]) for pair in PAIRS if pair[0] == "same"]
    other = [are_same(*pair[1:]) for pair in PAIRS if pair[0] == "other"]

    assert sum(other) / (sum(other) + sum(same)) <= 0.08
    assert sum(same) / len(same) >= 0.8


@pytest.mark.parametrize("name", ["Putin", "", "北京 上海", "J. Li", "a b", "Li Vu"])
def test_names_that_too_many_share_have_no_key(name):
    assert KEYS.of(name) is None


def test_hungarian_names_begin_with_the_surname():
    assert KEYS.of("Bartók Béla", "hu") == KEYS.of("Bela Bartok", "en")


@given(st.text(max_size=60), st.sampled_from(["und", "de", "el", "hu", "ru"]))
def test_any_text_has_a_key_or_none(text, language):
    key = KEYS.of(text, language)

    assert key is None or key.replace("-", "").isalpha()
    assert KEYS.of(text, language) == key
