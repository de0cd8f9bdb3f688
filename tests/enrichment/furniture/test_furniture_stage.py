"""What the furniture stage marks in whole articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.enrichment.furniture import FurnitureOptions, FurnitureStage
from dateline.enrichment.reading import Reading, hash64
from dateline.records import Article, Field

STAGE = FurnitureStage()
PARAGRAPH = "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke über den Fluss zu sanieren. " * 4


def read(body: str, headline: str = "", outlet: str = "o") -> Reading:
    return Reading(Article(id="a", outlet=outlet, headline=headline, body_text=body))


def marked(body: str, repeated: tuple[str, ...] = (), stage: FurnitureStage = STAGE) -> list[tuple[str, str]]:
    hashes = {hash64(line.casefold()) for line in repeated}
    return [(body[part.start : part.end], part.rule) for part in stage.annotate(read(body), hashes)]


def test_marks_advertisement_source_link_and_comment_count() -> None:
    body = f"{PARAGRAPH}\n[Anzeige_2]\nQuellenlink\nKommentar (0)"
    assert marked(body) == [
        ("[Anzeige_2]", "advertisement/de"),
        ("Quellenlink", "source-link/de"),
        ("Kommentar (0)", "comments/de"),
    ]


def test_marks_a_stray_metadata_prefix_but_not_a_date_in_prose() -> None:
    assert marked(f" date 2023-09 {PARAGRAPH}") == [(" date 2023-09 ", "stray-prefix")]
    assert marked("The date 2023-09 was wrong.") == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("© 2026 Der Talbote", "copyright"),
        ("Copyright 2026 The Valley Post. All rights reserved.", "copyright"),
        ("Facebook | X | WhatsApp | E-Mail", "share"),
        ("Home | News | Sport | Kultur | Wetter", "menu"),
        ("pic.twitter.com/a1B2c3D4", "address"),
        ("https://t.co/a1B2c3D4", "address"),
        ("(adsbygoogle = window.adsbygoogle || []).push({});", "script"),
    ],
)
def test_marks_lines_by_their_form(line: str, rule: str) -> None:
    assert marked(f"{PARAGRAPH}\n{line}\n{PARAGRAPH}") == [(line, rule)]


@pytest.mark.parametrize(
    "line",
    [
        "Facebook und X wollen die Regel anfechten.",
        "2026 | Talbote",
        "Hamburg – Bremen – Kiel",
        "window shopping is back",
        "Lions 21 | Bears 14 | Wolves 3 | Stags 10",
        "Facebook",
    ],
)
def test_spares_prose_of_a_similar_form(line: str) -> None:
    assert marked(f"{PARAGRAPH}\n{line}\n{PARAGRAPH}") == []


def test_marks_a_source_line_at_the_end_only_and_none_that_credits_an_agency() -> None:
    assert marked(f"{PARAGRAPH}\nQuelle: Der Talbote") == [("Quelle: Der Talbote", "source-line/de")]
    assert marked(f"{PARAGRAPH}\nQuelle: Reuters") == []
    assert marked("\n".join(["Quelle: Der Talbote", *[PARAGRAPH] * 5])) == []


def test_marks_lines_of_a_page_with_carriage_returns() -> None:
    body = f"{PARAGRAPH}\r\nAnnonce:\r\n{PARAGRAPH}\r\n[Anzeige_2]\r\n"
    assert [text for text, _ in marked(body)] == ["Annonce:", "[Anzeige_2]"]


def test_marks_a_bracketed_mark_within_a_paragraph() -> None:
    body = f"{PARAGRAPH}[Anzeige] {PARAGRAPH}"
    assert marked(body) == [("[Anzeige]", "advertisement/de")]
    assert marked(f"{PARAGRAPH}[sic] {PARAGRAPH}") == []


def test_marks_short_lines_that_the_article_repeats() -> None:
    body = "\n".join(
        [PARAGRAPH, "LIVE aus dem Hafen", PARAGRAPH, "LIVE aus dem Hafen", PARAGRAPH, "LIVE aus dem Hafen"]
    )
    assert marked(body) == [("LIVE aus dem Hafen", "repeated-within")] * 3


def test_marks_the_outlet_s_name_at_the_end_of_a_headline() -> None:
    found = STAGE.annotate(read(PARAGRAPH, headline="Brücke wird saniert | Der Talbote", outlet="der-talbote"))
    assert [(part.field, part.start, part.end, part.rule) for part in found] == [
        (Field.HEADLINE, 19, 33, "outlet-name")
    ]
    assert STAGE.annotate(read(PARAGRAPH, headline="Hamburg – Bremen", outlet="talbote")) == ()


def test_marks_the_lines_that_the_outlet_repeats() -> None:
    line = "Der Talbote – Ihre Zeitung seit 1911"
    assert marked(f"{PARAGRAPH}\n{line}", repeated=(line,)) == [(line, "repeated")]


def test_a_repeated_line_takes_in_the_marks_within_it() -> None:
    line = "Der Talbote – Ihre Zeitung [Anzeige] seit 1911"
    assert marked(f"{PARAGRAPH}\n{line}", repeated=(line,)) == [(line, "repeated")]


def test_an_article_that_comes_again_whole_is_not_furniture() -> None:
    body = f"{PARAGRAPH.strip()}\nEine zweite Zeile, die auch wiederkehrt."
    assert marked(body, repeated=tuple(body.splitlines())) == []


def test_repeated_lines_stay_where_fewer_than_200_characters_would_remain() -> None:
    prose, line = "Kurze Meldung. " * 10, "Der Talbote – Ihre Zeitung seit 1911"
    assert len(prose) < 200
    assert marked(f"{prose}\n{line}", repeated=(line,)) == []
    lenient = FurnitureStage(FurnitureOptions(minimum_characters=50))
    assert marked(f"{prose}\n{line}", repeated=(line,), stage=lenient) == [(line, "repeated")]


def test_long_hostile_lines_are_left_alone() -> None:
    assert marked("Lesen Sie auch: " + "x" * 100_000) == []
    assert marked("|".join(["a"] * 100_000)) == []
    assert marked("[" * 100_000) == []


PIECES = st.sampled_from(
    ["Anzeige", "Kommentar (0)", "[Anzeige]", "Prosa.", "\n", "\r", "\u2028", " ", "©", "2026", "|"]
)


@given(body=st.lists(PIECES | st.text(max_size=20)).map("".join))
def test_furniture_lies_within_the_text_in_order_and_without_overlap(body: str) -> None:
    edges = [edge for part in STAGE.annotate(read(body)) for edge in (part.start, part.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(body) for edge in edges)
