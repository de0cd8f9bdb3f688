"""Phrases with gaps, as furniture rules write them."""

import pytest

from dateline.enrichment.phrases import Phrase, PhraseBook


def matches(pattern: str, line: str, longest: int = 200) -> bool:
    return PhraseBook(Phrase.parse("name", pattern, longest)).find(line) == "name"


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("Annonce", "ANNONCE:"),
        ("Kommentare #", "Kommentare (12)"),
        ("Anzeige #?", "[Anzeige_2]"),
        ("Anzeige #?", "– Anzeige –"),
        ("Lesen Sie auch : *", "Lesen Sie\u00a0auch: Fäh\u00adren"),
        ("Kommentare #", "Kom\u00admen\u00adtare (12)"),
        ("Διαβάστε επίσης *", "ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ: Το λιμάνι"),
        ("Sign up for * newsletter *", "Sign up for our daily newsletter today"),
        ("* cookie policy", "Read our cookie policy."),
        ("責任編輯 : *", "責任編輯：林青"),
        ("اقرأ أيضا *", "إقرأ أيضاً: عشرة أسئلة"),
    ],
)
def test_a_phrase_matches_whole_lines_without_regard_to_case_accents_and_punctuation(pattern: str, line: str) -> None:
    assert matches(pattern, line)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("Annonce", "Annonce surprise du ministre"),
        ("Kommentare #", "Kommentare"),
        ("Foto : *", "Foto einer Brücke"),
        ("Sign up for * newsletter *", "Sign up for the race"),
        ("* cookie policy", "The cookie policy changed"),
        ("a * b * a", "a b"),
        ("Annonce", ""),
    ],
)
def test_a_phrase_spares_other_lines(pattern: str, line: str) -> None:
    assert not matches(pattern, line)


def test_a_line_longer_than_the_kind_allows_is_prose() -> None:
    assert matches("Foto : *", "Foto: Archiv", longest=12)
    assert not matches("Foto : *", "Foto: Archiv", longest=11)


def test_a_pattern_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no word"):
        list(Phrase.parse("name", "* ()", 80))
