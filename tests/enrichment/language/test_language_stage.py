"""What the language stage says of articles."""

import pytest

from dateline.enrichment.language import LanguageOptions, LanguageStage
from dateline.enrichment.reading import Reading
from dateline.errors import SettingsError
from dateline.records import Article, Language

STAGE = LanguageStage()
SENTENCES = {
    "de": "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke über den Fluss zu sanieren.",
    "el": "Το δημοτικό συμβούλιο αποφάσισε την Τρίτη να επισκευάσει την παλιά γέφυρα του ποταμού.",
    "en": "The city council decided on Tuesday to repair the old bridge across the river before winter.",
    "fi": "Kaupunginvaltuusto päätti tiistaina korjata joen yli kulkevan vanhan sillan ennen talvea.",
    "ru": "Городской совет во вторник решил отремонтировать старый мост через реку до начала зимы.",
    "sv": "Kommunfullmäktige beslutade i tisdags att reparera den gamla bron över ån före vintern.",
}


def language_of(body: str, headline: str = "", declared: str | None = None, aside: str = "") -> Language:
    reading = Reading(Article(id="a", outlet="o", headline=headline, body_text=body, language=declared))
    if aside:
        start = body.index(aside)
        reading.body.set_aside([(start, start + len(aside))])
    return STAGE.annotate(reading)


def parts_of(body: str) -> tuple[str, list[tuple[str, str]]]:
    found = language_of(body)
    return found.tag, [(body[span.start : span.end], span.tag) for span in found.spans]


@pytest.mark.parametrize(("tag", "sentence"), SENTENCES.items())
def test_tells_the_language_and_its_script(tag: str, sentence: str) -> None:
    found = language_of(sentence)
    assert found.tag == tag
    assert 0.9 < found.confidence < 1
    assert found.script == {"el": "Grek", "ru": "Cyrl"}.get(tag, "Latn")


@pytest.mark.parametrize(("tag", "sentence"), SENTENCES.items())
def test_tells_capitals(tag: str, sentence: str) -> None:
    assert language_of(sentence.upper()).tag == tag


@pytest.mark.parametrize("mark", ["+++", "***", "=====", "~~~"])
def test_marks_around_a_flash_are_no_code(mark: str) -> None:
    assert language_of(f"{mark} EILMELDUNG {mark} Stadtrat beschließt Neubau der Brücke {mark}").tag == "de"


def test_the_text_wins_over_what_the_source_declares() -> None:
    found = language_of(SENTENCES["el"], declared="en-GB")
    assert (found.tag, found.declared) == ("el", "en-GB")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "1234 5678 90.12",
        "👍👍🎉",
        "\x00",
        "\ud800",
        "!!! ??? …",
        "Angela Merkel",
        "https://example.com/a/b",
        "#bridge @council",
        "for (int i = 0; i < n; i++) { total += values[i]; }",
        "SELECT name FROM bridges WHERE river = 'Elbe' AND length > 42;",
        '{"id": 1, "tags": ["a", "b"], "size": {"x": 2}}',
        "東京",
        "🎉🎉 wow 🎉🎉",
        "10 kΩ",
        "α = 0.05 (p < 0.001)",
        "¯\\_(ツ)_/¯",
        "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
        "IBAN DE89 3704 0044 0532 0130 00",
        "e4 e5 Nf3 Nc6 Bb5 a6 Ba4 Nf6 O-O",
        "LION 187.32 +1.2%\nBEAR 402.11 -0.3%\nWOLF 141.80 +0.1%\nSTAG 187.22 -4.2%",
        "ha ha " * 200,
        "x" * 100_000,
    ],
)
def test_says_und_where_nothing_tells(text: str) -> None:
    found = language_of(text)
    assert (found.tag, found.confidence, found.spans) == ("und", 0.0, ())


@pytest.mark.parametrize("read_as", ["latin-1", "cp1251"])
@pytest.mark.parametrize("tag", ["el", "ru"])
def test_a_text_that_was_read_in_a_wrong_encoding_is_und(tag: str, read_as: str) -> None:
    assert language_of(SENTENCES[tag].encode().decode(read_as, "replace")).tag == "und"


def test_a_few_letters_that_were_read_in_a_wrong_encoding_do_no_harm() -> None:
    assert language_of(SENTENCES["de"].encode().decode("latin-1")).tag == "de"


def test_the_headline_speaks_where_the_body_does_not() -> None:
    assert language_of("12 34 56", headline=SENTENCES["de"]).tag == "de"


def test_looks_past_what_was_set_aside() -> None:
    body = f"{SENTENCES['en']} {SENTENCES['en']}\n\n{SENTENCES['de']}"
    assert language_of(body, aside=body[: body.index("\n")]).tag == "de"


def test_markup_says_nothing_of_the_language() -> None:
    tags = '<div class="article-body"><p>{}</p><a href="https://t.example/x" rel="nofollow">link</a></div>'
    assert language_of(tags.format(SENTENCES["fi"])).tag == "fi"


@pytest.mark.parametrize("foreign", ["de", "en", "ru"])
def test_a_paragraph_in_another_language_gets_a_span(foreign: str) -> None:
    body = "\n\n".join([SENTENCES["el"]] * 3 + [SENTENCES[foreign]])
    assert parts_of(body) == ("el", [(SENTENCES[foreign], foreign)])


def test_a_foreign_sentence_within_a_paragraph_gets_a_span() -> None:
    own = " ".join([SENTENCES["fi"]] * 3)
    body = f"{own} {SENTENCES['en']} {own}"
    assert parts_of(body) == ("fi", [(SENTENCES["en"], "en")])


def test_a_quoted_post_keeps_its_signature() -> None:
    post = f"{SENTENCES['en']}\n\n— Bridge Watch (@bridgewatch) May 4, 2026"
    body = "\n\n".join([SENTENCES["el"]] * 3) + f"\n\n{post}"
    assert parts_of(body) == ("el", [(post, "en")])


def test_names_and_titles_are_no_foreign_parts() -> None:
    body = (
        f"{SENTENCES['de']} Der Film „The Bridge on the River“ läuft im Kino Metropolis. "
        "Manchester City gegen West Ham United 2:1, Real Sociedad gegen Athletic Bilbao 0:0. "
        f"{SENTENCES['de']}"
    )
    assert parts_of(body) == ("de", [])


def test_the_language_of_the_greater_part_is_the_article_s() -> None:
    body = "\n\n".join([SENTENCES["en"]] * 2 + [SENTENCES["sv"]] * 5)
    tag, parts = parts_of(body)
    assert tag == "sv"
    assert [part_tag for _, part_tag in parts] == ["en"]


def test_where_no_language_prevails_each_part_has_a_span() -> None:
    finnish, swedish = (" ".join([SENTENCES[tag]] * 3) for tag in ("fi", "sv"))
    tag, parts = parts_of(f"{finnish}\n\n{swedish}")
    assert tag in {"fi", "sv"}
    assert parts == [(finnish, "fi"), (swedish, "sv")]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("这座老桥因为维修将关闭到星期五，市政府昨天宣布了这个消息。", "Hans"),
        ("這座老橋因為維修將關閉到星期五，市政府昨天宣布了這個消息。", "Hant"),
        ("川に架かる古い橋は金曜日まで通行止めになると市が発表した。", "Jpan"),
        ("강 위의 오래된 다리는 금요일까지 통행이 금지된다고 시가 밝혔다.", "Kore"),
        ("Stari most preko reke biće zatvoren do petka, saopštila je opština.", "Latn"),
        ("Стари мост преко реке биће затворен до петка, саопштила је општина.", "Cyrl"),
    ],
)
def test_the_script_tells_variants_apart(text: str, script: str) -> None:
    assert language_of(text).script == script


def test_the_script_is_told_where_the_language_is_not() -> None:
    assert language_of("Angela Merkel").script == "Latn"
    assert language_of("Владимир Иванов", headline="12:30").script == "Cyrl"
    assert language_of("12 34").script is None


@pytest.mark.parametrize("times", [1, 2, 5, 20])
@pytest.mark.parametrize("length", range(30, 80, 7))
def test_only_the_allowed_languages_are_chosen(length: int, times: int) -> None:
    stage = LanguageStage(LanguageOptions(languages=("de", "el")))
    for sentence in SENTENCES.values():
        body = " ".join([sentence[:length]] * times)
        found = stage.annotate(Reading(Article(id="a", outlet="o", body_text=body)))
        assert found.tag in {"de", "el", "und"}
        assert all(span.tag in {"de", "el"} for span in found.spans)


def test_a_guess_below_the_threshold_is_und() -> None:
    stage = LanguageStage(LanguageOptions(minimum_confidence=1.0))
    found = stage.annotate(Reading(Article(id="a", outlet="o", body_text=SENTENCES["sv"])))
    assert (found.tag, found.confidence) == ("und", 0.0)


def test_an_unknown_detector_is_a_clear_error() -> None:
    with pytest.raises(SettingsError, match="'guesswork' does not exist; choose one of langdetect, ngrams"):
        LanguageStage(LanguageOptions(detector="guesswork"))


def test_an_unknown_language_is_a_clear_error() -> None:
    with pytest.raises(SettingsError, match="does not know tlh; it knows"):
        LanguageStage(LanguageOptions(languages=("de", "tlh")))


def test_models_name_the_detector_and_its_version() -> None:
    assert list(STAGE.models) == ["language.ngrams"]
    assert len(STAGE.models["language.ngrams"]) == 8
