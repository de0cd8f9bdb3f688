import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.enrichment.duplicates import FingerprintStage
from dateline.enrichment.reading import Reading, hash64
from dateline.records import Article, Fingerprint

STAGE = FingerprintStage()
GOLDEN = {
    "content": "3b4105281b9f4af9",
    "keys": ("040cda47", "08c9d8c7", "0e38265d", "0e5c4264", "129d93e9", "181f52e1", "1833747a", "19ca8734"),
    "sketch": 17148654200180919080,
    "tokens": 20,
}


def fingerprint(body_text: str, headline: str = "") -> Fingerprint:
    return STAGE.annotate(Reading(Article(id="a", outlet="o", headline=headline, body_text=body_text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The “old” mill — it’s 200 years old — was sold on Friday, its owner told the town's only paper.",) * 2,
        (
            "THE OLD MILL: ITS 200 YEARS OLD. Was sold on Friday, its owner told the town's only paper.",
            "the old mill its 200 years old was sold on friday its owner told the towns only paper",
        ),
        ("Crème brûlée für alle: Straße gesperrt, sagte die Behörde am Freitag in der Stadt an der Saale.",) * 2,
        (
            "Creme brulee fur alle: Strasse gesperrt, sagte die Behorde am Freitag in der Stadt an der Saale.",
            unicodedata.normalize(
                "NFD",
                "Crème brûlée für alle: STRASSE gesperrt, sagte die Behörde am Freitag in der Stadt an der Saale.",
            ),
        ),
        ("Ｔｈｅ　ｐｏｒｔ ﬁne of ２０ kroner", "The port fine of 20 kroner"),
        ("بلغ عدد الزوار ٢٠٤ في اليوم الأول من المعرض", "بَلَغَ عدد الزوار 204 في اليوم الأول من المعرض"),
        ("Tom &amp; Ann&nbsp;sailed", "Tom & Ann sailed"),
        (
            "서울의 다리가 다시 열렸다",
            unicodedata.normalize("NFD", "서울의 다리가 다시 열렸다"),
        ),
    ],
)
def test_typography_does_not_change_the_fingerprint(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other)


def test_numbers_are_part_of_the_content() -> None:
    assert fingerprint("Shares rose 3 points.").content != fingerprint("Shares rose 4 points.").content


def test_an_empty_body_has_no_keys() -> None:
    for body in ("", " \n ", "—", "\u200b"):
        assert fingerprint(body, headline="Words in the headline").keys == ()


def test_the_headline_is_content_only_where_the_body_says_little() -> None:
    assert fingerprint("More to follow.", "Bridge closed") != fingerprint("More to follow.", "Bridge opened")
    long = "The bridge over the Tarn was closed on Monday after a lorry had hit one of its pillars near the bank."
    assert fingerprint(long, "Bridge closed").content == fingerprint(long, "Lorry hits bridge").content


def test_what_was_set_aside_is_not_fingerprinted() -> None:
    text = "The bridge over the Tarn was closed on Monday after a lorry had hit one of its pillars near the bank."
    reading = Reading(Article(id="a", outlet="o", body_text="Subscribe now\n" + text))
    reading.body.set_aside([(0, 13)])
    assert STAGE.annotate(reading) == fingerprint(text)


def test_scripts_without_spaces_are_counted_by_character() -> None:
    assert fingerprint("昨日、港で新しい船が公開された").tokens == 14
    assert fingerprint("ท่าเรือปิดจนถึงวันพฤหัสบดี", "").tokens > 15


@given(st.text(max_size=400))
def test_any_text_gets_a_fingerprint_twice_the_same(text: str) -> None:
    assert fingerprint(text) == fingerprint(text)


def test_hostile_texts_stay_cheap_and_small() -> None:
    for text in ("a" * 1_000_000, "ﷺ" * 100_000, "\n".join(["x"] * 100_000), "1 " * 200_000, "\U0010ffff" * 100_000):
        made = fingerprint(text)
        assert len(made.keys) <= 16
        assert len(made.sketch) <= 800


def test_fingerprints_are_the_same_on_every_machine_and_in_every_version() -> None:
    # after a change here no article meets an entry that was stored before: raise the format in stage.py with it
    made = fingerprint(
        "The ferry to Marn (built 1995) stays in harbour. Ναυάγιο στο λιμάνι. 港の船は四隻。 Preis: 4,80 €",
        "Ferry to Marn",
    )
    assert {**made.model_dump(), "sketch": hash64(made.sketch)} == GOLDEN
