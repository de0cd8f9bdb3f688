import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.enrichment.entities import EntityOptions, EntityStage
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.reading import Reading, Span
from dateline.records import Article, Entity, EntityType


def ids(entities: tuple[Entity, ...]) -> dict[str, str | None]:
    return {entity.text: entity.link.id if entity.link else None for entity in entities}


def types(entities: tuple[Entity, ...]) -> dict[str, str]:
    return {entity.text: entity.type for entity in entities}


@pytest.mark.parametrize(
    ("language", "sentence", "name"),
    [
        ("nl", "Poetin sprak over een brug.", "Poetin"),
        ("de", "Präsident Wladimir Putin eröffnete eine Brücke.", "Wladimir Putin"),
        ("de", "Es war Putins erste Brücke.", "Putins"),
        ("fr", "Le président Vladimir Poutine a ouvert un pont.", "Vladimir Poutine"),
        ("el", "Ο Βλαντίμιρ Πούτιν εγκαινίασε μια γέφυρα.", "Βλαντίμιρ Πούτιν"),
        ("ru", "Мост открыт Владимиром Путиным.", "Владимиром Путиным"),
        ("uk", "Міст відкрив Володимир Путін.", "Володимир Путін"),
        ("pl", "Most otworzył Władimir Putin.", "Władimir Putin"),
        ("ar", "افتتح فلاديمير بوتين الجسر.", "فلاديمير بوتين"),
        ("he", "הגשר נפתח עם ולדימיר פוטין אתמול.", "ולדימיר פוטין"),
        ("hi", "पुतिन ने पुल का उद्घाटन किया।", "पुतिन"),
        ("ko", "푸틴은 다리를 열었다.", "푸틴"),
        ("zh", "俄罗斯总统普京为大桥揭幕。", "普京"),
        ("ja", "プーチン大統領が橋を開通させた。", "プーチン"),
        ("th", "ประธานาธิบดีปูตินเปิดสะพาน", "ปูติน"),
    ],
)
def test_a_person_has_one_id_in_every_language(annotate, language, sentence, name):
    entity = next(entity for entity in annotate(sentence, language) if entity.type == EntityType.PERSON)

    assert entity.text == name
    assert entity.link.id == "dateline:person/vladimir-putin"


@pytest.mark.parametrize(
    ("language", "sentence", "name"),
    [
        ("en", "A ship left North Korea.", "North Korea"),
        ("da", "Skibet forlod Nordkoreas kyst.", "Nordkoreas"),
        ("nl", "Het schip voer naar Noord-Korea.", "Noord-Korea"),
        ("el", "Το πλοίο έφυγε από τα λιμάνια της Βόρειας Κορέας.", "Βόρειας Κορέας"),
        ("ru", "Судно вышло из Северной Кореи.", "Северной Кореи"),
        ("cs", "Loď vyplula ze Severní Koreje.", "Severní Koreje"),
        ("zh", "船只离开朝鲜。", "朝鲜"),
        ("ko", "배가 북한을 떠났다.", "북한"),
    ],
)
def test_a_country_has_one_id_in_every_language_and_case(annotate, language, sentence, name):
    assert ids(annotate(sentence, language)) == {name: "iso3166:KP"}


def test_cities_are_linked_by_the_names_that_each_language_gives_them(annotate):
    found = [
        ids(annotate("Das Treffen fand in Moskau statt.", "de")),
        ids(annotate("De bijeenkomst was in Moskou.", "nl")),
        ids(annotate("Mødet fandt sted i Moskva.", "da")),
        ids(annotate("Встреча прошла в Москве.", "ru")),
    ]

    assert [list(links.values()) for links in found] == [["geonames:524901"]] * 4


def test_organisations_are_found_by_name_and_by_acronym(annotate):
    assert types(annotate("Die NATO und die Vereinten Nationen berieten.", "de")) == {
        "NATO": "organisation",
        "Vereinten Nationen": "organisation",
    }
    assert ids(annotate("TASS og Reuters skriver om broen.", "da")) == {
        "TASS": "dateline:organisation/tass",
        "Reuters": "dateline:organisation/reuters",
    }


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Der russische Minister traf den nordkoreanischen Botschafter."),
        ("nl", "Het Russische leger en het Oekraïense leger."),
        ("en", "She was reading a nice book about the mobile phone."),
        ("en", "Reading is fun. Most people like it. Nice work."),
        ("en", "The island is small."),
        ("de", "Das Essen war gut, das Ende nicht."),
        ("da", "Man ser det over hele landet."),
        ("en", "They told us who it was."),
    ],
)
def test_ordinary_words_and_adjectives_are_no_entities(annotate, language, sentence):
    assert annotate(sentence, language) == ()


def test_a_bare_surname_is_the_person_whom_the_article_names_in_full(annotate):
    found = annotate("Kim hoopt op een brug. Kim Jong-un zei dat. De brug is Kims wens.", "nl")

    assert [entity.text for entity in found] == ["Kim", "Kim Jong-un", "Kims"]
    assert {entity.link.id for entity in found} == {"dateline:person/kim-jong-un"}
    assert [entity.link.method for entity in found] == ["coreference", "alias", "coreference"]


def test_a_surname_that_two_persons_of_the_article_bear_is_not_linked(annotate):
    found = annotate("Kim Jong-un traf Kim Yo-jong. Danach sprach Kim.", "de")

    assert [(entity.text, entity.link is None) for entity in found] == [
        ("Kim Jong-un", False),
        ("Kim Yo-jong", False),
        ("Kim", True),
    ]


def test_a_bare_surname_means_nobody_where_no_full_name_stands(annotate):
    (entity,) = annotate("Herr Kim kam am Abend.", "de")

    assert (entity.text, entity.link) == ("Kim", None)


def test_a_surname_after_another_first_name_is_not_the_famous_one(annotate):
    (entity,) = annotate("Brigitte Macron opened the bridge.", "en")

    assert entity.text == "Brigitte Macron"
    assert entity.link.id != "dateline:person/emmanuel-macron"


def test_a_person_whom_no_list_knows_has_one_id_in_two_scripts(annotate):
    latin = annotate("The bridge was named after Sergei Prokofiev.", "en")
    cyrillic = annotate("Мост назвали по имени композитора. Сергей Прокофьев родился там.", "ru")

    assert ids(latin)["Sergei Prokofiev"] == ids(cyrillic)["Сергей Прокофьев"]
    assert latin[0].link.method == "name_key"


def test_a_first_name_that_is_a_city_also_belongs_to_the_person(annotate):
    assert types(annotate("Gestern sprach Paula Essen mit Charlotte von Köln.", "de")) == {
        "Paula Essen": "person",
        "Charlotte von Köln": "person",
    }


def test_the_surname_of_a_person_of_the_article_is_no_city(annotate):
    found = annotate("Die Ministerin Paula Bremen kam am Abend. Dann sprach Bremen.", "de", headline="Bremen spricht")

    assert {entity.type for entity in found} == {"person"}
    assert len({entity.link.id for entity in found}) == 1


def test_a_small_city_of_another_country_is_not_linked_for_its_name_alone(annotate):
    assert ids(annotate("Toget til Mandal gikk klokken fem.", "no")).get("Mandal") is None


def test_a_headline_with_capitals_throughout_names_no_unknown_persons(annotate):
    assert annotate("", "en", headline="Grace Period Ends For Small Harbour Towns") == ()


def test_ambiguous_cities_are_linked_by_the_country_that_the_article_names(annotate):
    alone = annotate("Das Spiel fand am Montag in Cambridge statt.", "de")
    with_country = annotate("Das Spiel fand in Cambridge statt, der zweiten Station in Großbritannien.", "de")

    assert ids(alone)["Cambridge"] is None
    assert ids(with_country)["Cambridge"] == "geonames:2653941"


def test_a_word_that_is_also_a_city_is_one_after_a_preposition(annotate):
    assert ids(annotate("Die Bahn fährt von Köln nach Essen.", "de"))["Essen"] == "geonames:2928810"


def test_names_in_web_addresses_and_accounts_are_passed_over(annotate):
    assert annotate("See reuters.com or @google and www.berlin.de/putin for more.", "en") == ()


def test_furniture_is_passed_over(entity_stage):
    reading = Reading(Article(id="1", outlet="test", body_text="Putin spoke.\nMore on Berlin"))
    reading.body.set_aside([(13, 27)])

    assert [entity.text for entity in entity_stage.annotate(reading)] == ["Putin"]


def test_offsets_count_code_points_in_headline_and_body(annotate):
    headline, body = "🎉 Putin in Berlin", "𝔗𝔢𝔵𝔱 👩‍👩‍👧 Paris, Putin."
    found = annotate(body, "de", headline)

    assert [entity.text for entity in found] == ["Putin", "Berlin", "Paris", "Putin"]
    texts = {"headline": headline, "body_text": body}
    assert all(texts[entity.field][entity.start : entity.end] == entity.text for entity in found)


def test_names_below_the_asked_confidence_are_left_out():
    reading = Reading(Article(id="1", outlet="test", body_text="Putin sprach in Bremen, in Russland und im Kreml."))
    reading.language = "de"
    everything = EntityStage(EntityOptions(min_confidence=0.0)).annotate(reading)
    limit = sorted(entity.confidence for entity in everything)[1]
    sure = EntityStage(EntityOptions(min_confidence=limit)).annotate(reading)

    assert [entity.text for entity in sure] == [entity.text for entity in everything if entity.confidence >= limit]
    assert 0 < len(sure) < len(everything)


def test_another_recogniser_takes_the_place_of_the_lexicon_and_its_mentions_are_linked():
    class Everything:
        models = {"tagger": "1"}  # noqa: RUF012

        def recognise(self, reading):
            return (Mention(reading.body, Span(0, len(reading.body.text)), EntityType.PERSON, 0.9),)

    stage = EntityStage(recogniser=Everything())
    reading = Reading(Article(id="1", outlet="test", body_text="Angela Merkel"))

    (entity,) = stage.annotate(reading)
    assert entity.link.id == "dateline:person/angela-merkel"
    assert stage.models["tagger"] == "1"


def test_models_name_the_data_that_decides(entity_stage):
    assert set(entity_stage.models) == {
        "entities/gazetteer",
        "entities/aliases",
        "entities/names",
        "entities/tagger",
    }


LANGUAGES = st.sampled_from(["und", "de", "el", "ru", "ko", "ar", "zh", "fi", "tr"])
WORDS = st.sampled_from(
    [
        "Putin",
        "Kim",
        "Jong-un",
        "Βόρειας",
        "Κορέας",
        "Москва",
        "北京市",
        "푸틴은",
        "New",
        "York",
        "de",
        "EU",
        "-",
        ".",
        "\n",
        "🎉",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200) | st.lists(WORDS, max_size=30).map(" ".join), LANGUAGES)
def test_mentions_select_their_text_in_order_and_never_overlap(entity_stage, text, language):
    reading = Reading(Article(id="1", outlet="test", headline=text[:50], body_text=text))
    reading.language = language
    found = entity_stage.annotate(reading)

    for passage in reading.passages:
        last = 0
        for entity in (entity for entity in found if entity.field == passage.field):
            assert last <= entity.start < entity.end <= len(passage.text)
            assert passage.text[entity.start : entity.end] == entity.text
            last = entity.end
    assert entity_stage.annotate(reading) == found


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "A" * 100_000,
        "北" * 100_000,
        "Kim " * 25_000,
        "New " * 25_000,
        "Kim-" * 25_000,
        "ー" * 50_000,
        "Putin\n" * 20_000,
        "北京" * 20_000,
    ],
    ids=["small letters", "capitals", "han", "surnames", "beginnings", "hyphens", "long vowels", "lines", "cities"],
)
@pytest.mark.timeout(20)
def test_hostile_texts_are_read_to_their_end(annotate, text):
    found = annotate(text, "de")

    assert all(text[entity.start : entity.end] == entity.text for entity in found)
